package io.touchstream.protocol.stack;

/** Names the stack that a migration is deployed as. */
public final class StackName {
    private static final String PREFIX = "touchstream-";

    private StackName() {}

    /** Returns the name of a migration's stack. Source: CloudFormation user guide, "CreateStack", StackName. */
    public static String of(String migration) {
        return PREFIX + migration.replaceAll("[^A-Za-z0-9-]", "-");
    }
}
