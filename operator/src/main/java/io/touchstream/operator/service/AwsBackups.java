package io.touchstream.operator.service;

import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BackupNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.BackupStatus;
import software.amazon.awssdk.services.dynamodb.model.BackupSummary;
import software.amazon.awssdk.services.dynamodb.model.ExportFormat;
import software.amazon.awssdk.services.dynamodb.model.ExportNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ExportStatus;
import software.amazon.awssdk.services.dynamodb.model.ListBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListBackupsResponse;

/** On-demand backups and exports of DynamoDB. */
final class AwsBackups implements Backups {
    private final DynamoDbClient client;

    AwsBackups(DynamoDbClient client) {
        this.client = client;
    }

    @Override
    public Optional<String> find(String table, String name) {
        ListBackupsRequest request =
                ListBackupsRequest.builder().tableName(table).build();
        Optional<BackupSummary> latest = Optional.empty();
        while (true) {
            ListBackupsResponse page = client.listBackups(request);
            for (BackupSummary backup : page.backupSummaries()) {
                if (backup.backupName().equals(name) && isLater(backup, latest)) {
                    latest = Optional.of(backup);
                }
            }
            if (page.lastEvaluatedBackupArn() == null) {
                return latest.map(BackupSummary::backupArn);
            }
            request = request.toBuilder()
                    .exclusiveStartBackupArn(page.lastEvaluatedBackupArn())
                    .build();
        }
    }

    @Override
    public String create(String table, String name) {
        return client.createBackup(request -> request.tableName(table).backupName(name))
                .backupDetails()
                .backupArn();
    }

    @Override
    public State state(String backupArn) {
        try {
            return state(client.describeBackup(request -> request.backupArn(backupArn))
                    .backupDescription()
                    .backupDetails()
                    .backupStatus());
        } catch (BackupNotFoundException gone) {
            return State.UNUSABLE;
        }
    }

    @Override
    public String export(String table, String bucket, String prefix, String token) {
        String arn = client.describeTable(request -> request.tableName(table))
                .table()
                .tableArn();
        return client.exportTableToPointInTime(request -> request.tableArn(arn)
                        .s3Bucket(bucket)
                        .s3Prefix(prefix.isEmpty() ? null : prefix)
                        .clientToken(token)
                        .exportFormat(ExportFormat.DYNAMODB_JSON))
                .exportDescription()
                .exportArn();
    }

    @Override
    public State exportState(String exportArn) {
        try {
            return state(client.describeExport(request -> request.exportArn(exportArn))
                    .exportDescription()
                    .exportStatus());
        } catch (ExportNotFoundException gone) {
            return State.UNUSABLE;
        }
    }

    private static boolean isLater(BackupSummary backup, Optional<BackupSummary> latest) {
        return latest.isEmpty()
                || backup.backupCreationDateTime().isAfter(latest.get().backupCreationDateTime());
    }

    private static State state(BackupStatus status) {
        return switch (status) {
            case CREATING -> State.UNDER_WAY;
            case AVAILABLE -> State.AVAILABLE;
            case DELETED, UNKNOWN_TO_SDK_VERSION -> State.UNUSABLE;
        };
    }

    private static State state(ExportStatus status) {
        return switch (status) {
            case IN_PROGRESS -> State.UNDER_WAY;
            case COMPLETED -> State.AVAILABLE;
            case FAILED, UNKNOWN_TO_SDK_VERSION -> State.UNUSABLE;
        };
    }
}
