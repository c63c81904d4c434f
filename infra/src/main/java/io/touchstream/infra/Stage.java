package io.touchstream.infra;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.services.lambda.Architecture;

/**
 * States where a migration is deployed to, and under which rules.
 *
 * @param account the account's number; null for whichever the credentials belong to
 * @param region the region; null for whichever is configured
 * @param terminationProtection whether the stack refuses to be deleted
 * @param production whether the command line asks for confirmation before it changes anything
 * @param tags put on every resource
 * @param x86 whether the functions run on x86 processors instead of arm64
 * @param keyArn the customer's key for what the stack creates; null for keys that AWS owns
 * @param sourceKeyArn the customer's key of the source tables; null where they have none
 * @param alarmTopicArn the topic that alarms are sent to; null for none
 * @param runbook what alarms link to, before the name of the section
 */
record Stage(
        @Nullable String account,
        @Nullable String region,
        boolean terminationProtection,
        boolean production,
        Map<String, String> tags,
        boolean x86,
        @Nullable String keyArn,
        @Nullable String sourceKeyArn,
        @Nullable String alarmTopicArn,
        String runbook) {
    /** The runbook's path in this repository. */
    static final String RUNBOOK = "docs/runbook.md";

    /** The stage where the context names none: the account and region of the credentials. */
    static final Stage DEFAULT = new Stage(null, null, false, false, Map.of(), false, null, null, null, RUNBOOK);

    Stage {
        tags = Map.copyOf(tags);
    }

    Architecture architecture() {
        return x86 ? Architecture.X86_64 : Architecture.ARM_64;
    }

    Environment environment() {
        return Environment.builder().account(account).region(region).build();
    }
}
