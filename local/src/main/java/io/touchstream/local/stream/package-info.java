/**
 * The stand-in for Lambda's event source mapping: reads a DynamoDB stream and invokes a handler with batches of it, with
 * AWS's order, retries, partial failures and checkpoints. It knows nothing of what the handler does.
 *
 * <p>A record's way: {@code ShardCoordinator} finds shards, {@code ShardWorker} reads one, {@code Lane} buffers and
 * batches the records of some items, {@code BatchDelivery} invokes, {@code ShardProgress} knows what is settled.
 */
@NullMarked
package io.touchstream.local.stream;

import org.jspecify.annotations.NullMarked;
