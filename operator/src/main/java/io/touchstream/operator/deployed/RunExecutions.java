package io.touchstream.operator.deployed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Carries runs out on a stack, each by executions that are named after it: {@code RUN}, and {@code RUN-2} and so on where
 * an earlier one failed. A name is used once, so nobody can start the same attempt twice.
 */
public final class RunExecutions {
    private final Deployment deployment;

    public RunExecutions(Deployment deployment) {
        this.deployment = deployment;
    }

    /** Returns a run's latest execution, if it has any. */
    public Optional<Execution> latest(String run) {
        List<Execution> attempts = attempts(run);
        return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
    }

    /**
     * Makes sure that a run is under way or done: finds its execution, or goes on with the one that was stopped, or starts
     * one.
     */
    public Execution begin(RunInput input) {
        List<Execution> attempts = attempts(input.run());
        if (attempts.isEmpty()) {
            return start(input, 1);
        }
        Execution latest = attempts.get(attempts.size() - 1);
        return switch (latest.status()) {
            case RUNNING, SUCCEEDED -> latest;
            case ABORTED, TIMED_OUT -> latest.redrivable() ? redrive(latest) : start(input, attempts.size() + 1);
            // It ended in a Fail state, which a redrive would only enter again. Segments that are done answer at once.
            case FAILED -> start(input, attempts.size() + 1);
        };
    }

    /** Stops a run's execution, if one is under way; tells whether one was. */
    public boolean stop(String run, String cause) {
        Optional<Execution> running = latest(run).filter(Execution::isRunning);
        running.ifPresent(execution -> deployment.stop(execution.name(), cause));
        return running.isPresent();
    }

    private List<Execution> attempts(String run) {
        List<Execution> attempts = new ArrayList<>();
        Optional<Execution> found = deployment.execution(name(run, 1));
        while (found.isPresent()) {
            attempts.add(found.get());
            found = deployment.execution(name(run, attempts.size() + 1));
        }
        return attempts;
    }

    private Execution start(RunInput input, int attempt) {
        String name = name(input.run(), attempt);
        deployment.start(name, input);
        return Execution.started(name, input.maxConcurrency());
    }

    private Execution redrive(Execution execution) {
        deployment.redrive(execution.name());
        return execution.redriven();
    }

    private static String name(String run, int attempt) {
        return attempt == 1 ? run : run + "-" + attempt;
    }
}
