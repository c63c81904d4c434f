package io.touchstream.operator.planning;

import io.touchstream.operator.planning.Collisions.Collision;
import io.touchstream.protocol.SourceId;
import io.touchstream.transformation.TargetKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the source items that yield the same target key, among any number of items in bounded memory: all pairs of target and
 * source are sorted by the target key's hash, and then by the whole key, so that no two keys are taken for one. Safe to share
 * between threads.
 */
final class CollisionSearch implements AutoCloseable {
    private static final int HASH_BYTES = 16;
    private static final int LISTED = 100;

    private final ExternalSort pairs;
    private final MessageDigest digest;
    private final List<Collision> listed = new ArrayList<>();
    private long count;
    private long keys;
    private byte[] target = new byte[0];
    private @Nullable SourceId first;
    private @Nullable SourceId last;

    /**
     * Creates it.
     *
     * @param memoryBytes how much memory the pairs take at most, in bytes; the others are on disk
     */
    CollisionSearch(long memoryBytes) {
        pairs = new ExternalSort(memoryBytes);
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Takes note that a source item yields a target item. */
    synchronized void add(TargetKey yielded, SourceId source) {
        byte[] key = utf8(SourceId.of(yielded.table(), yielded.key()).text());
        byte[] name = utf8(source.text());
        pairs.add(ByteBuffer.allocate(HASH_BYTES + Integer.BYTES + key.length + name.length)
                .put(digest.digest(key), 0, HASH_BYTES)
                .putInt(key.length)
                .put(key)
                .put(name)
                .array());
    }

    /** Returns what was found. To be called once, after the last item. */
    synchronized Collisions find() {
        pairs.forEach(this::next);
        return new Collisions(count, keys, listed);
    }

    @Override
    public void close() {
        pairs.close();
    }

    private void next(byte[] pair) {
        int end = HASH_BYTES + Integer.BYTES + ByteBuffer.wrap(pair).getInt(HASH_BYTES);
        SourceId source = new SourceId(new String(pair, end, pair.length - end, StandardCharsets.UTF_8));
        SourceId holder = first;
        if (holder == null || !Arrays.equals(target, 0, target.length, pair, 0, end)) {
            target = Arrays.copyOf(pair, end);
            first = source;
            last = source;
            return;
        }
        // A page that was read twice names its items twice.
        if (source.equals(last)) {
            return;
        }
        keys += holder.equals(last) ? 1 : 0;
        last = source;
        count++;
        if (listed.size() < LISTED) {
            int begin = HASH_BYTES + Integer.BYTES;
            String name = new String(target, begin, target.length - begin, StandardCharsets.UTF_8);
            listed.add(new Collision(new SourceId(name), holder, source));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
