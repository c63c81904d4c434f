package io.touchstream.local.stream;

import org.jspecify.annotations.Nullable;

/**
 * Names a shard and the shard that it follows.
 *
 * @param id the shard's id
 * @param parentId the shard whose records come before; null where there is none
 */
record StreamShard(String id, @Nullable String parentId) {}
