package io.touchstream.operator.command;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.touchstream.operator.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A command in a process of its own, as a terminal starts it. Its output goes to files. Ended at the latest on close. */
final class CommandProcess implements AutoCloseable {
    /** What a shell reports of a process that SIGINT, or SIGTERM, has ended. */
    static final List<Integer> INTERRUPTED = List.of(130, 143);

    /** What nothing takes, not on a slow machine either: a test that waits for so long has failed. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration STEP = Duration.ofMillis(20);
    private static final Path OWN_STATE = Path.of("/proc/self/status");
    private static final int INTERRUPT_BIT = 0b10;
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Process process;
    private final Path out;
    private final Path err;

    private CommandProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts a command, with a directory to work in. */
    static CommandProcess start(Path directory, String... arguments) throws IOException {
        return start(directory, Map.of(), arguments);
    }

    /** Starts a command, with a directory to work in and variables besides those of this process. */
    static CommandProcess start(Path directory, Map<String, String> environment, String... arguments)
            throws IOException {
        Path out = Files.createTempFile(directory, "command", ".out");
        Path err = Files.createTempFile(directory, "command", ".err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                absolute(System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new CommandProcess(builder.start(), out, err);
    }

    /** Sends what Ctrl-C sends. Where this process was started without that signal, as in the background, SIGTERM. */
    void interrupt() throws IOException, InterruptedException {
        String signal = ignoresInterrupts() ? "-TERM" : "-INT";
        int status = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("the signal could not be sent");
        }
    }

    /** Kills the process with SIGKILL, and returns when it is gone; tells whether it had still been there. */
    boolean kill() throws InterruptedException {
        boolean alive = process.isAlive();
        process.destroyForcibly().waitFor();
        return alive;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end and returns the exit status. */
    int await(Duration patience) throws IOException, InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + patience.toSeconds() + " s: " + err());
        }
        return process.exitValue();
    }

    /** Waits until something holds while the process runs. */
    void awaitUntil(BooleanSupplier condition, Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("did not come about; running: " + process.isAlive() + "; " + err());
            }
            Thread.sleep(STEP.toMillis());
        }
    }

    String out() throws IOException {
        return Files.readString(out);
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    /** Returns standard output, which must be exactly one JSON document. */
    JsonNode json() throws IOException {
        return MAPPER.readTree(out());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The process works in another directory, and the class path may hold relative entries. */
    private static String absolute(String classPath) {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(System.getProperty("path.separator"), -1)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(System.getProperty("path.separator"), entries);
    }

    private static boolean ignoresInterrupts() throws IOException {
        if (!Files.isReadable(OWN_STATE)) {
            return false;
        }
        return Files.readAllLines(OWN_STATE).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).trim(), 16) & INTERRUPT_BIT) != 0);
    }
}
