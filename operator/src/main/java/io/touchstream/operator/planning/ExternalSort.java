package io.touchstream.operator.planning;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sorts any number of records by their unsigned bytes in bounded memory: what does not fit is sorted in lots, written to
 * temporary files and merged, a bounded number of files at once. Not safe to share between threads.
 *
 * <p>The files are readable by their owner only, and are gone when it is closed.
 */
final class ExternalSort implements AutoCloseable {
    private static final int RECORD_OVERHEAD = 40;
    private static final int FAN_IN = 64;

    private final Path folder;
    private final long memoryBytes;
    private final List<byte[]> lot = new ArrayList<>();
    private final List<List<Path>> levels = new ArrayList<>();
    private long lotBytes;
    private long files;

    /**
     * Creates it.
     *
     * @param memoryBytes how much memory a lot takes at most, in bytes
     */
    ExternalSort(long memoryBytes) {
        this.memoryBytes = memoryBytes;
        try {
            this.folder = Files.createTempDirectory("touchstream-plan");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Takes a record. */
    void add(byte[] bytes) {
        lot.add(bytes);
        lotBytes += bytes.length + RECORD_OVERHEAD;
        if (lotBytes >= memoryBytes) {
            spill();
        }
    }

    /** Hands all records over in their order. To be called once, after the last was added. */
    void forEach(Consumer<byte[]> consumer) {
        lot.sort(Arrays::compareUnsigned);
        List<Path> runs = levels.stream().flatMap(List::stream).toList();
        if (runs.isEmpty()) {
            lot.forEach(consumer);
            return;
        }
        spill();
        try {
            while (levels.stream().mapToInt(List::size).sum() > FAN_IN) {
                mergeLowest();
            }
            merge(levels.stream().flatMap(List::stream).toList(), consumer);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns where the temporary files are. */
    Path folder() {
        return folder;
    }

    /** Returns how many temporary files were written. */
    long filesWritten() {
        return files;
    }

    @Override
    public void close() {
        try {
            for (List<Path> level : levels) {
                for (Path run : level) {
                    Files.deleteIfExists(run);
                }
            }
            Files.deleteIfExists(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void spill() {
        if (lot.isEmpty()) {
            return;
        }
        lot.sort(Arrays::compareUnsigned);
        try {
            addRun(0, written(output -> {
                for (byte[] bytes : lot) {
                    write(output, bytes);
                }
            }));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        lot.clear();
        lotBytes = 0;
    }

    /** A level's runs are merged to one of the next level, so that each record is written a logarithmic number of times. */
    private void addRun(int level, Path run) throws IOException {
        while (levels.size() <= level) {
            levels.add(new ArrayList<>());
        }
        levels.get(level).add(run);
        if (levels.get(level).size() == FAN_IN) {
            merge(level);
        }
    }

    private void mergeLowest() throws IOException {
        int level = 0;
        while (levels.get(level).isEmpty()) {
            level++;
        }
        merge(level);
    }

    private void merge(int level) throws IOException {
        List<Path> runs = List.copyOf(levels.get(level));
        Path merged = written(output -> merge(runs, bytes -> {
            try {
                write(output, bytes);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }));
        for (Path run : runs) {
            Files.delete(run);
        }
        levels.get(level).clear();
        addRun(level + 1, merged);
    }

    private interface Content {
        void to(DataOutputStream output) throws IOException;
    }

    private Path written(Content content) throws IOException {
        Path file = Files.createTempFile(folder, "run", ".sorted");
        files++;
        try (DataOutputStream output = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            content.to(output);
        }
        return file;
    }

    private static void write(DataOutputStream output, byte[] bytes) throws IOException {
        output.writeInt(bytes.length);
        output.write(bytes);
    }

    private static void merge(List<Path> runs, Consumer<byte[]> consumer) throws IOException {
        List<Run> opened = new ArrayList<>();
        try {
            PriorityQueue<Run> queue =
                    new PriorityQueue<>((one, other) -> Arrays.compareUnsigned(one.head(), other.head()));
            for (Path file : runs) {
                Run run = new Run(file);
                opened.add(run);
                if (run.advance()) {
                    queue.add(run);
                }
            }
            for (Run least = queue.poll(); least != null; least = queue.poll()) {
                consumer.accept(least.head());
                if (least.advance()) {
                    queue.add(least);
                }
            }
        } finally {
            for (Run run : opened) {
                run.close();
            }
        }
    }

    /** A file that is being read, and its next record. */
    private static final class Run implements AutoCloseable {
        private final DataInputStream input;
        private byte @Nullable [] next;

        Run(Path file) throws IOException {
            input = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
        }

        byte[] head() {
            if (next == null) {
                throw new IllegalStateException("at its end");
            }
            return next;
        }

        boolean advance() throws IOException {
            try {
                byte[] bytes = new byte[input.readInt()];
                input.readFully(bytes);
                next = bytes;
                return true;
            } catch (EOFException end) {
                next = null;
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }
}
