package io.touchstream.simulator.service;

import io.touchstream.item.Item;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One table: its items, its partitions and, where it has one, its stream. */
public final class Table {
    private static final int KIB = 1024;
    private static final BigInteger FIRST_SEQUENCE_NUMBER = new BigInteger("999999999999999999980");

    final String name;
    final List<String> keyNames;
    final TreeMap<Row, Map<String, AttributeValue>> items = new TreeMap<>();
    private final LongSupplier clock;
    private final List<Partition> partitions = new ArrayList<>();
    private final List<Shard> shards = new ArrayList<>();
    private int maximumBytes = 400 * KIB;
    private double writeLimit = Double.POSITIVE_INFINITY;
    private double readLimit = Double.POSITIVE_INFINITY;
    private String stream;
    private int lanes = 1;
    private BigInteger sequence = FIRST_SEQUENCE_NUMBER;
    private Listener listener = (before, after) -> {};

    /** Is told of each change, before it is in effect. */
    @FunctionalInterface
    public interface Listener {
        /** Takes the item before and after; either is null where there is none. */
        void changed(Map<String, AttributeValue> before, Map<String, AttributeValue> after);
    }

    Table(String name, List<String> keyNames, LongSupplier clock) {
        this.name = name;
        this.keyNames = List.copyOf(keyNames);
        this.clock = clock;
        partitions.add(new Partition(0, Row.HASHES, null));
    }

    /** Limits the size of an item, so that small ones can be too large. */
    public Table maximumBytes(int bytes) {
        maximumBytes = bytes;
        return this;
    }

    /** Limits the units that a partition takes in a second. */
    public Table throughput(double writes, double reads) {
        writeLimit = writes;
        readLimit = reads;
        return this;
    }

    /** Has a listener told of each change. */
    public Table listener(Listener other) {
        listener = other;
        return this;
    }

    /** Turns a new stream on; each of its shards has so many lanes. */
    public Table stream(String arn, int lanesEach) {
        stream = arn;
        lanes = lanesEach;
        sequence = FIRST_SEQUENCE_NUMBER;
        replacePartitions(partition -> new Partition(partition.from, partition.to, shard(null)));
        return this;
    }

    /** Turns the stream off: changes leave no records. */
    public void withoutStream() {
        stream = null;
        shards.forEach(Shard::close);
        replacePartitions(partition -> new Partition(partition.from, partition.to, null));
    }

    /** Returns the shards so far, of all streams. */
    public List<Shard> shards() {
        return shards;
    }

    /** Returns how many partitions there are. */
    public int partitions() {
        return partitions.size();
    }

    /** Splits a partition in two. Its shard is closed, and two others go on. */
    public void split(int index) {
        Partition whole = partitions.remove(index);
        long middle = (whole.from + whole.to) / 2;
        Shard parent = whole.shard();
        if (parent != null) {
            parent.close();
        }
        partitions.add(new Partition(whole.from, middle, parent == null ? null : shard(parent)));
        partitions.add(new Partition(middle, whole.to, parent == null ? null : shard(parent)));
    }

    /** Returns all items. */
    public List<Map<String, AttributeValue>> all() {
        return List.copyOf(items.values());
    }

    /** Returns one item; null for none. */
    public Map<String, AttributeValue> find(Map<String, AttributeValue> key) {
        return items.get(Row.of(keyNames, key));
    }

    Row row(Map<String, AttributeValue> item) {
        return Row.of(keyNames, item);
    }

    boolean admitsWrite(Row row, double units) {
        return partition(row).write(units, writeLimit, clock.getAsLong());
    }

    boolean admitsRead(Row row, double units) {
        return partition(row).read(units, readLimit, clock.getAsLong());
    }

    /** Checks that an item may be stored. */
    void check(Map<String, AttributeValue> after, boolean update) {
        if (Item.of(after).sizeInBytes() > maximumBytes) {
            throw Failures.validation(
                    update
                            ? "Item size to update has exceeded the maximum allowed size"
                            : "Item size has exceeded the maximum allowed size");
        }
    }

    /** Stores an item, or removes it where there is none, and records the change. */
    void store(Row row, Map<String, AttributeValue> after, boolean serviceDelete) {
        Map<String, AttributeValue> before = items.get(row);
        if (before == null && after == null) {
            return;
        }
        if (before != null && after != null && Item.of(before).equals(Item.of(after))) {
            return;
        }
        listener.changed(before, after);
        if (after == null) {
            items.remove(row);
        } else {
            items.put(row, Map.copyOf(after));
        }
        if (stream != null) {
            record(row, before, after, serviceDelete);
        }
    }

    private void record(
            Row row, Map<String, AttributeValue> before, Map<String, AttributeValue> after, boolean serviceDelete) {
        sequence = sequence.add(BigInteger.valueOf(1 + Math.floorMod(row.hashCode(), 3)));
        Map<String, AttributeValue> key = Row.key(keyNames, before == null ? after : before);
        StreamEntry entry =
                new StreamEntry(stream, sequence.toString(), key, before, after, clock.getAsLong(), serviceDelete);
        partition(row).shard().add(entry, row.hashCode());
    }

    private Partition partition(Row row) {
        return partitions.stream()
                .filter(partition -> partition.holds(row))
                .findFirst()
                .orElseThrow();
    }

    private Shard shard(Shard parent) {
        Shard shard = new Shard(name + "-" + shards.size(), parent, lanes);
        shards.add(shard);
        return shard;
    }

    private void replacePartitions(java.util.function.UnaryOperator<Partition> replacement) {
        partitions.replaceAll(replacement);
    }

    static double units(Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
        int bytes = Math.max(
                before == null ? 0 : Item.of(before).sizeInBytes(),
                after == null ? 0 : Item.of(after).sizeInBytes());
        return Math.max(1, Math.ceil((double) bytes / KIB));
    }
}
