package io.touchstream.infra;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;

/** Holds the stack to AWS's own list of good practice; where it differs, this says why. */
class NagTest {
    private static final String ANY = "AwsSolutions-.*";

    /** What is not followed, where (a part of the construct's path), and why. */
    private static final List<Suppression> SUPPRESSIONS = List.of(
            new Suppression(
                    "Images",
                    "AwsSolutions-S1",
                    "Only the migration's own functions use the bucket, for a few objects; data events of CloudTrail, where"
                            + " wanted, show the same without a second bucket"),
            new Suppression(
                    "SourceStreamRole", "AwsSolutions-IAM5", "lambda:ListEventSourceMappings has no resource level"),
            new Suppression(
                    "SyncRole",
                    "AwsSolutions-IAM5",
                    "Objects are named as they come, below two folders of one bucket; dynamodb:ListStreams names no stream,"
                            + " and is bound to the source tables"),
            new Suppression("ReverseSyncRole", "AwsSolutions-IAM5", "As for SyncRole, bound to the target tables"),
            new Suppression("RunRole", "AwsSolutions-IAM5", "Log deliveries have no resource level"),
            new Suppression(
                    "RunChildren",
                    "AwsSolutions-IAM5",
                    "Executions are named as they come, and are those of this machine alone"),
            new Suppression(
                    "Run",
                    "AwsSolutions-SF2",
                    "A run takes hours and is followed in the control table; a trace of it shows nothing that is not there"),
            new Suppression(
                    "Sync",
                    "AwsSolutions-L1",
                    "The jars are tested for Java 21; a later runtime is a change of all functions at once"),
            new Suppression("ReverseSync", "AwsSolutions-L1", "One runtime for all functions"),
            new Suppression("Touch", "AwsSolutions-L1", "One runtime for all functions"),
            new Suppression("Copy", "AwsSolutions-L1", "One runtime for all functions"),
            new Suppression("Verify", "AwsSolutions-L1", "One runtime for all functions"),
            new Suppression("Untouch", "AwsSolutions-L1", "One runtime for all functions"),
            new Suppression("Canary", "AwsSolutions-L1", "One runtime for all functions"),
            new Suppression("SourceStream", "AwsSolutions-L1", "One runtime for all functions"));

    private record Suppression(String construct, String rule, String reason) {}

    @Test
    void check_suppressedWithReasonsOnly_findsNothing() {
        App app = Synthesised.app(Synthesised.SIMPLE, Map.of());
        MigrationStack stack = Main.build(app, Synthesised.home());
        for (Suppression suppression : SUPPRESSIONS) {
            NagSuppressions.addResourceSuppressions(
                    stack.getNode().findChild(suppression.construct()),
                    List.of(NagPackSuppression.builder()
                            .id(suppression.rule())
                            .reason(suppression.reason())
                            .build()),
                    true);
        }
        Aspects.of(app).add(new AwsSolutionsChecks());

        Annotations found = Annotations.fromStack(stack);
        found.hasNoError("*", Match.stringLikeRegexp(ANY));
        found.hasNoWarning("*", Match.stringLikeRegexp(ANY));
    }
}
