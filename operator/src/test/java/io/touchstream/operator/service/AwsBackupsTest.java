package io.touchstream.operator.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.operator.service.Backups.State;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What is asked of DynamoDB about backups and exports, to the letter, and what is made of its answers. */
class AwsBackupsTest {
    private static final String ARN = "arn:aws:dynamodb:eu-west-1:111122223333:table/Old";

    private final RecordedAws aws;
    private final Backups backups;

    AwsBackupsTest() throws IOException {
        aws = new RecordedAws();
        backups = new AwsBackups(aws.client(DynamoDbClient.builder()));
    }

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void create_backup_isItsArn() {
        aws.answer("{\"BackupDetails\":{\"BackupArn\":\"b-1\",\"BackupStatus\":\"CREATING\"}}");

        assertThat(backups.create("Old", "before")).isEqualTo("b-1");
        assertThat(aws.requests).containsExactly("CreateBackup {\"TableName\":\"Old\",\"BackupName\":\"before\"}");
    }

    @Test
    void find_severalOfTheNameOverTwoPages_isTheLatest() {
        aws.answer(
                "{\"BackupSummaries\":[" + summary("b-1", "before", 10) + "," + summary("b-9", "other", 99)
                        + "],\"LastEvaluatedBackupArn\":\"b-9\"}",
                "{\"BackupSummaries\":[" + summary("b-2", "before", 20) + "]}");

        assertThat(backups.find("Old", "before")).contains("b-2");
        assertThat(aws.requests)
                .containsExactly(
                        "ListBackups {\"TableName\":\"Old\"}",
                        "ListBackups {\"TableName\":\"Old\",\"ExclusiveStartBackupArn\":\"b-9\"}");
    }

    @ParameterizedTest
    @CsvSource({"CREATING, UNDER_WAY", "AVAILABLE, AVAILABLE", "DELETED, UNUSABLE", "SOMETHING_NEW, UNUSABLE"})
    void state_backup_isOneOfThree(String status, State expected) {
        aws.answer("{\"BackupDescription\":{\"BackupDetails\":{\"BackupStatus\":\"" + status + "\"}}}");

        assertThat(backups.state("b-1")).isEqualTo(expected);
        assertThat(aws.requests).containsExactly("DescribeBackup {\"BackupArn\":\"b-1\"}");
    }

    @Test
    void state_backupThatIsGone_isUnusable() {
        aws.answer("{\"__type\":\"com.amazonaws.dynamodb.v20120810#BackupNotFoundException\",\"message\":\"no\"}");

        assertThat(backups.state("b-1")).isEqualTo(State.UNUSABLE);
    }

    @Test
    void export_table_isAskedOnceForItsToken() {
        aws.answer(
                "{\"Table\":{\"TableArn\":\"" + ARN + "\"}}",
                "{\"ExportDescription\":{\"ExportArn\":\"e-1\"}}",
                "{\"ExportDescription\":{\"ExportStatus\":\"COMPLETED\"}}");

        assertThat(backups.export("Old", "bucket", "kept", "token-1")).isEqualTo("e-1");
        assertThat(backups.exportState("e-1")).isEqualTo(State.AVAILABLE);
        assertThat(aws.requests.subList(1, 3))
                .containsExactly(
                        "ExportTableToPointInTime {\"TableArn\":\"" + ARN
                                + "\",\"ClientToken\":\"token-1\",\"S3Bucket\":\"bucket\",\"S3Prefix\":\"kept\","
                                + "\"ExportFormat\":\"DYNAMODB_JSON\"}",
                        "DescribeExport {\"ExportArn\":\"e-1\"}");
    }

    private static String summary(String arn, String name, int second) {
        return "{\"BackupArn\":\"" + arn + "\",\"BackupName\":\"" + name + "\",\"BackupCreationDateTime\":" + second
                + "}";
    }
}
