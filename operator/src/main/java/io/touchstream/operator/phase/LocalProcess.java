package io.touchstream.operator.phase;

import io.touchstream.protocol.control.Lease.Owner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Names this process as an owner of locks, and tells of an owner whether its process has surely ended. */
final class LocalProcess {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path PROCESS_SPACE = Path.of("/proc/self/ns/pid");

    private LocalProcess() {}

    static Owner owner() {
        String host = host();
        return new Owner(
                System.getProperty("user.name", "unknown"),
                host,
                ProcessHandle.current().pid(),
                processSpace().orElse(host));
    }

    /** Only of an owner that shares this process's space of ids can anything be said. */
    static boolean isGone(Owner owner) {
        return owner.processes().equals(owner().processes())
                && ProcessHandle.of(owner.pid()).filter(ProcessHandle::isAlive).isEmpty();
    }

    /** A process's id is unique within one boot of one machine, and there within one container. Source: proc(5), namespaces(7). */
    private static Optional<String> processSpace() {
        try {
            return Optional.of(Files.readString(BOOT).strip() + "/" + Files.readSymbolicLink(PROCESS_SPACE));
        } catch (IOException | UnsupportedOperationException notLinux) {
            return Optional.empty();
        }
    }

    private static String host() {
        try {
            return Files.isReadable(HOST_NAME)
                    ? Files.readString(HOST_NAME).strip()
                    : InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException withoutAName) {
            return "localhost";
        } catch (IOException unreadable) {
            return "unknown";
        }
    }
}
