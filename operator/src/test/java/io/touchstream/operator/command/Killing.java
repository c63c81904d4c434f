package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.operator.command.KillProxy.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A migration whose commands are killed at given points. */
class Killing implements AutoCloseable {
    final BookShop shop;

    private final Path folder;
    private @Nullable CommandProcess follower;

    Killing(Path folder, BookShop shop) {
        this.folder = folder;
        this.shop = shop;
    }

    /** Kills a command on both sides of each point, one process after the other. */
    void kill(String command, KillPoint... points) throws IOException, InterruptedException {
        kill(command, () -> {}, points);
    }

    /**
     * Kills a command on both sides of each point, one process after the other.
     *
     * @param before what is done before each process begins
     */
    void kill(String command, Runnable before, KillPoint... points) throws IOException, InterruptedException {
        for (KillPoint point : points) {
            for (Moment moment : Moment.values()) {
                before.run();
                killOnce(command, point, moment);
            }
        }
    }

    /** Kills a command after each point, one process after the other: what lies before is what lies after the last one. */
    void killAfter(String command, KillPoint... points) throws IOException, InterruptedException {
        for (KillPoint point : points) {
            killOnce(command, point, Moment.AFTER);
        }
    }

    private void killOnce(String command, KillPoint point, Moment moment) throws IOException, InterruptedException {
        try (KillProxy proxy = new KillProxy(shop, point, moment);
                CommandProcess victim = CommandProcess.start(folder, arguments(proxy, command))) {
            System.err.printf("%s: killed %s %s%n", command, moment, point);
            proxy.aimAt(victim);
            victim.await(CommandProcess.PATIENCE);
            assertThat(proxy.hasKilled())
                    .describedAs("%s %s %s: %s%s", command, moment, point, victim.err(), victim.out())
                    .isTrue();
        }
    }

    /** Carries a command out, which must do all that is asked. */
    void complete(String command) {
        CapturedCommand done = execute(command);
        assertThat(done.status())
                .describedAs("%s: %s%s", command, done.err(), done.out())
                .isZero();
    }

    /** Carries a command out, in this process, whatever comes of it. */
    CapturedCommand execute(String command) {
        return CapturedCommand.of(shop.arguments(command.split(" ")));
    }

    /** Has another process synchronise from now on. */
    void follow() throws IOException, InterruptedException {
        CommandProcess process = CommandProcess.start(folder, shop.arguments("run", "--follow"));
        follower = process;
        process.awaitUntil(() -> err(process).contains("synchronising until interrupted"), CommandProcess.PATIENCE);
    }

    /** Ends the process that synchronises, as with Ctrl-C, or sees that it has ended. */
    void unfollow() throws IOException, InterruptedException {
        CommandProcess process = follower;
        if (process != null) {
            if (process.isAlive()) {
                process.interrupt();
            }
            process.await(CommandProcess.PATIENCE);
            follower = null;
        }
    }

    private String[] arguments(KillProxy proxy, String command) {
        return shop.arguments(proxy.endpoint(), command.split(" "));
    }

    private static String err(CommandProcess process) {
        try {
            return process.err();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        if (follower != null) {
            follower.close();
        }
    }
}
