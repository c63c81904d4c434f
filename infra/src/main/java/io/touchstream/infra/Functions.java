package io.touchstream.infra;

import io.touchstream.infra.FunctionFactory.Spec;
import io.touchstream.machine.SegmentFunction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.lambda.Function;

/** Creates the functions from the jar of segment jobs: one for each job, and those that prepare them. */
final class Functions {
    private static final String SEGMENT_HANDLER = "io.touchstream.touch.TouchHandler::handleRequest";
    private static final String PREPARE = "io.touchstream.touch.prepare.";

    /** Writing is waiting: sixteen requests in flight need less than one processor. */
    private static final int SEGMENT_MEMORY = 1024;

    private static final int PREPARE_MEMORY = 512;
    /** The most that Lambda allows: a segment goes on in the next invocation, and each begins cold at worst. */
    private static final Duration SEGMENT_TIME = Duration.minutes(15);

    private static final Duration PREPARE_TIME = Duration.minutes(5);
    private static final Duration CANARY_TIME = Duration.minutes(1);

    private final FunctionFactory factory;
    private final Artifacts artifacts;
    private final Rights rights;

    Functions(FunctionFactory factory, Artifacts artifacts, Rights rights) {
        this.factory = factory;
        this.artifacts = artifacts;
        this.rights = rights;
    }

    /** Creates the functions of segment jobs, by job. */
    Map<SegmentFunction, Function> segments(Set<SegmentFunction> jobs) {
        Map<SegmentFunction, Function> functions = new LinkedHashMap<>();
        for (SegmentFunction job : jobs) {
            Spec spec = spec(job.id(), job.description(), SEGMENT_HANDLER, SEGMENT_MEMORY, SEGMENT_TIME);
            functions.put(
                    job,
                    factory.create(
                            spec,
                            switch (job) {
                                case TOUCH -> rights.touch();
                                case COPY -> rights.copy();
                                case VERIFY -> rights.verify();
                                case UNTOUCH -> rights.untouch();
                            }));
        }
        return functions;
    }

    Function canary() {
        return factory.create(
                spec("Canary", "canary changes", PREPARE + "CanaryHandler::handleRequest", PREPARE_MEMORY, CANARY_TIME),
                rights.canary());
    }

    /**
     * Creates the function that makes sure of the sources' streams.
     *
     * @param bare creates functions that know of no table: this one precedes them all
     */
    Function sourceStream(FunctionFactory bare) {
        return bare.create(
                spec(
                        "SourceStream",
                        "making sure of the sources' streams",
                        PREPARE + "SourceStreamHandler::handleRequest",
                        PREPARE_MEMORY,
                        PREPARE_TIME),
                rights.sourceStream());
    }

    private Spec spec(String id, String description, String handler, int memory, Duration timeout) {
        return new Spec(id, description, artifacts.touchJar(), handler, memory, timeout, Map.of(), Optional.empty());
    }
}
