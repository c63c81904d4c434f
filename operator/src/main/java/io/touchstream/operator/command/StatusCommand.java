package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.deployed.DeployedStatus;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.output.HistoryDescriptions;
import io.touchstream.operator.phase.LockKeeper;
import io.touchstream.operator.phase.NextStep;
import io.touchstream.operator.phase.PhaseReader;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.control.PhaseState;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.Segments.Progress;
import io.touchstream.protocol.control.Soundness;
import io.touchstream.protocol.control.Soundness.Gap;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.control.TouchSettings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** Shows how a migration stands. */
@Command(
        name = "status",
        description = {
            "Shows on one page how a migration stands: its phase and the next step, who changes it at present, runs and their",
            "progress, the lag and counts of sync and of reverse sync, quarantine.",
            "Where it is deployed, also the stack, its mappings and execution, the iterator age, and the capacity that the",
            "tables consumed and the throttles that they saw in the last five minutes, as CloudWatch has them."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream status --migration migrations/20261120-books --endpoint-url http://127.0.0.1:8000",
            "  touchstream status --migration migrations/20261120-books --region eu-west-1 --json"
        })
final class StatusCommand extends MigrationCommand {
    private static final Duration RECENT = Duration.ofMinutes(1);
    private static final int RUNS = 5;

    @Override
    int run(Workspace workspace) {
        requireBegun(workspace);
        Optional<Deployment> deployment = deployment(workspace);
        Optional<String> unwatched = unwatched(deployment, workspace);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("migration", workspace.definition().name());
        document.putAll(phase(workspace, deployment));
        document.put("runs", runs(workspace));
        document.put("sync", sync(workspace.heartbeats()).orElse(Map.of("last", "never")));
        document.put(
                "reverseSync",
                sync(new SyncHeartbeats(workspace.control(), Direction.REVERSE)).orElse(null));
        document.put("quarantine", quarantine(workspace));
        document.put("settings", settings(workspace));
        deployment.ifPresent(found -> document.putAll(deployed(workspace, found)));
        document.put("unwatched", unwatched.orElse(null));
        document.put("unsound", workspace.soundness().gap().map(Gap::reason).orElse(null));
        document.put(
                "reverseUnsound",
                new Soundness(workspace.control(), Direction.REVERSE)
                        .gap()
                        .map(Gap::reason)
                        .orElse(null));
        List<String> lines = new ArrayList<>();
        document.forEach((name, value) -> {
            if (value instanceof List<?> list) {
                list.forEach(entry -> lines.add(name + ": " + entry));
            } else if (value != null) {
                lines.add(name + ": " + value);
            }
        });
        answer(document, lines);
        return ExitStatus.DONE;
    }

    /** Returns why it is not known whether the streams were read; nothing is marked then, and everything else is shown. */
    private static Optional<String> unwatched(Optional<Deployment> deployment, Workspace workspace) {
        try {
            watchConsumer(deployment, workspace);
            return Optional.empty();
        } catch (UnusableException unknown) {
            return Optional.of(String.valueOf(unknown.getMessage()));
        }
    }

    private static Map<String, Object> phase(Workspace workspace, Optional<Deployment> deployment) {
        PhaseState state = PhaseReader.read(workspace, deployment);
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("phase", state.phase().label());
        described.put("since", state.since() == null ? null : state.since().toString());
        described.put("next", next(workspace, state));
        described.put(
                "failure",
                state.failure() == null
                        ? null
                        : Map.of(
                                "cause",
                                state.failure().cause(),
                                "next",
                                state.failure().next(),
                                "at",
                                state.failure().at().toString()));
        described.put(
                "lock",
                LockKeeper.holder(workspace.lock()).map(HistoryDescriptions::of).orElse(null));
        return described;
    }

    private static String next(Workspace workspace, PhaseState state) {
        return Unfinished.in(state).map(Unfinished::next).orElseGet(() -> NextStep.of(state, workspace.definition()));
    }

    private static List<Map<String, Object>> runs(Workspace workspace) {
        return workspace.runs().all().stream()
                .limit(RUNS)
                .map(run -> describe(run, workspace.segments().ofRun(run.id()).values()))
                .toList();
    }

    private static Map<String, Object> describe(Run run, Collection<Progress> segments) {
        Map<String, Long> counts = new TreeMap<>();
        segments.forEach(segment -> segment.counts().forEach((name, count) -> counts.merge(name, count, Long::sum)));
        long scanned = counts.getOrDefault("scanned", 0L);
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("id", run.id());
        described.put("job", run.job().name());
        described.put("startedAt", run.startedAt().toString());
        if (run.finishedAt() == null) {
            Duration elapsed = Duration.between(run.startedAt(), Instant.now());
            long left = Math.max(0, run.estimatedItems() - scanned);
            described.put("percent", percent(scanned, run.estimatedItems()));
            described.put("averageItemsPerSecond", scanned / Math.max(1, elapsed.toSeconds()));
            described.put("etaSeconds", scanned == 0 ? null : left * elapsed.toSeconds() / scanned);
            segments.stream()
                    .map(Progress::note)
                    .flatMap(Stream::ofNullable)
                    .findFirst()
                    .ifPresent(note -> described.put("heldUpBy", note));
        } else {
            described.put("finishedAt", run.finishedAt().toString());
            described.put("outcome", run.outcome());
        }
        described.put("counts", counts);
        return described;
    }

    private static Map<String, Object> deployed(Workspace workspace, Deployment deployment) {
        String run = workspace.runs().all().stream().findFirst().map(Run::id).orElse(null);
        return new DeployedStatus(deployment, workspace.definition()).describe(run, Instant.now());
    }

    private static long percent(long done, long total) {
        return total == 0 ? 0 : Math.min(100, 100 * done / total);
    }

    private static Optional<Map<String, Object>> sync(SyncHeartbeats heartbeats) {
        Instant now = Instant.now();
        return heartbeats.summary(now, RECENT).map(summary -> {
            Map<String, Object> sync = new LinkedHashMap<>();
            sync.put("last", summary.last().toString());
            sync.put("secondsAgo", Duration.between(summary.last(), now).toSeconds());
            sync.put("lagMillis", summary.lag().toMillis());
            sync.put("counts", summary.counts());
            return sync;
        });
    }

    private static Map<String, Long> quarantine(Workspace workspace) {
        return new TreeMap<>(workspace
                .quarantine()
                .list()
                .collect(Collectors.groupingBy(
                        (QuarantineEntry entry) -> entry.cause().name(), Collectors.counting())));
    }

    private static Map<String, Object> settings(Workspace workspace) {
        Settings settings = workspace.settings().read();
        return Map.of("paused", settings.paused(), "maxWriteUnitsPerSecond", settings.maxWriteUnitsPerSecond());
    }
}
