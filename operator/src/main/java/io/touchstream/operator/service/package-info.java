/**
 * What a migration needs of AWS beside DynamoDB's tables and streams: consumed capacity, table policies, backups, event source
 * mappings. Small interfaces with one implementation each; what is decided by their answers is decided elsewhere.
 */
@NullMarked
package io.touchstream.operator.service;

import org.jspecify.annotations.NullMarked;
