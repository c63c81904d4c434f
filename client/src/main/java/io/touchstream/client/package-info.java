/**
 * What an application puts into its own DynamoDB client while it moves to the target writer by writer.
 *
 * <p>Depends on nothing but the SDK, since it runs in somebody else's process. The rows that it leaves in the control table are
 * stated here ({@link io.touchstream.client.ControlRows}) for those too that read them.
 */
@NullMarked
package io.touchstream.client;

import org.jspecify.annotations.NullMarked;
