package io.touchstream.protocol.stack;

/** Names the outputs of a migration's stack by which the command line finds what is deployed. */
public enum StackOutput {
    /** The migration's name. Names that differ in signs only would meet under one stack. */
    MIGRATION_NAME("MigrationName"),
    /** The checksum of the definition that the functions carry. */
    DEFINITION_CHECKSUM("DefinitionChecksum"),
    /** The state machine that runs touch, copy, verify and untouch. */
    STATE_MACHINE_ARN("StateMachineArn"),
    /** The function that applies changes. Absent in place, where there is nothing to carry. */
    SYNC_FUNCTION_NAME("SyncFunctionName"),
    /** The function that carries changes back to the source. Absent where the definition has no inverse. */
    REVERSE_SYNC_FUNCTION_NAME("ReverseSyncFunctionName"),
    /** The event source mapping's id of each source table, as a JSON object. */
    EVENT_SOURCE_MAPPINGS("EventSourceMappings"),
    /** The id of each target table's mapping to the reverse sync function, as a JSON object; empty where there is none. */
    REVERSE_EVENT_SOURCE_MAPPINGS("ReverseEventSourceMappings"),
    /** The ARNs of the roles that may write the source when it is fenced, as a JSON array. */
    SOURCE_WRITER_ROLES("SourceWriterRoles"),
    /** The ARNs of the roles that may write the target when it is fenced, as a JSON array. */
    TARGET_WRITER_ROLES("TargetWriterRoles"),
    /** The control table. */
    CONTROL_TABLE_NAME("ControlTableName"),
    /** The bucket of large images, and of records that were given up. */
    BUCKET_NAME("BucketName"),
    /** The dashboard's address. */
    DASHBOARD_URL("DashboardUrl"),
    /** {@code true} where the command line asks for confirmation before it changes anything. */
    PRODUCTION("Production");

    private final String id;

    StackOutput(String id) {
        this.id = id;
    }

    /** Tells whether a stack may go without it. */
    public boolean isOptional() {
        return this == SYNC_FUNCTION_NAME || this == REVERSE_SYNC_FUNCTION_NAME;
    }

    /** Returns the output's name within the stack. */
    public String id() {
        return id;
    }
}
