/**
 * The control table: one for each migration, holding what must outlive a process — the phase, the lock and the
 * history, runs and their cursors, settings, stream epochs, heartbeats, the quarantine.
 *
 * <p>Every row's key is {@code pk} and {@code sk}, both strings. All reads are consistent. Nothing outside this package
 * knows a row's layout.
 */
@NullMarked
package io.touchstream.protocol.control;

import org.jspecify.annotations.NullMarked;
