package io.touchstream.operator.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** The verdict on each fact of a source table. */
class SourceFactsTest {
    private static final String OWN = "arn:aws:lambda:eu-west-1:1:function:sync-1:live";

    private final FakeServices services = new FakeServices();
    private String more = "";
    private String ttl = "";

    @Test
    void of_tableAsItShouldBe_isFineThroughout() {
        assertThat(facts(table -> table)).allMatch(fact -> fact.verdict() == Verdict.FINE);
    }

    @Test
    void of_streamOfAnotherViewType_isRefused() {
        Fact fact = fact(
                "stream",
                table -> table.streamSpecification(
                        stream -> stream.streamEnabled(true).streamViewType(StreamViewType.KEYS_ONLY)));

        assertThat(fact.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(fact.advice()).contains("NEW_AND_OLD_IMAGES");
    }

    @Test
    void of_twoOtherReaders_isRefused() {
        services.readers = Optional.of(List.of(OWN, "arn:aws:lambda:eu-west-1:1:function:a", "b"));

        Fact fact = fact("stream readers", table -> table);

        assertThat(fact.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(fact.state()).contains("function:a", "b").doesNotContain("sync-1");
    }

    @Test
    void of_oneOtherReader_needsAttentionBecauseOfTouches() {
        services.readers = Optional.of(List.of(OWN, "a"));

        assertThat(fact("stream readers", table -> table).verdict()).isEqualTo(Verdict.ATTENTION);
        more = "touch: {lane: copy}";
        assertThat(fact("stream readers", table -> table).verdict()).isEqualTo(Verdict.FINE);
    }

    @Test
    void of_functionWhoseNameBeginsLikeTheOwn_isAnother() {
        services.readers = Optional.of(List.of("arn:aws:lambda:eu-west-1:1:function:sync-10"));

        assertThat(fact("stream readers", table -> table).verdict()).isEqualTo(Verdict.ATTENTION);
    }

    @Test
    void of_replicas_areRefusedForTheTouchLaneOnly() {
        UnaryOperator<TableDescription.Builder> global = table -> table.replicas(
                ReplicaDescription.builder().regionName("us-east-1").build());

        Fact touched = fact("replicas", global);
        assertThat(touched.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(touched.advice()).contains("lane: copy");
        more = "touch: {lane: copy}";
        assertThat(fact("replicas", global).verdict()).isEqualTo(Verdict.ATTENTION);
    }

    @Test
    void of_kinesisStream_needsAttentionBecauseOfTouches() {
        services.kinesis = Optional.of(List.of("arn:kinesis"));

        assertThat(fact("Kinesis streams", table -> table).verdict()).isEqualTo(Verdict.ATTENTION);
    }

    @Test
    void of_anotherKeyThanStated_isRefused() {
        Fact fact = fact(
                "key",
                table -> table.keySchema(KeySchemaElement.builder()
                        .attributeName("other")
                        .keyType(KeyType.HASH)
                        .build()));

        assertThat(fact.verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void of_timeToLiveThatTheTargetLacks_needsAttention() {
        ttl = "expires";

        Fact fact = fact("time to live", table -> table);

        assertThat(fact.verdict()).isEqualTo(Verdict.ATTENTION);
    }

    @Test
    void of_provisionedCapacity_needsARateBelowIt() {
        UnaryOperator<TableDescription.Builder> provisioned =
                table -> table.billingModeSummary(mode -> mode.billingMode(BillingMode.PROVISIONED))
                        .provisionedThroughput(units -> units.writeCapacityUnits(100L));

        assertThat(fact("capacity", provisioned).verdict()).isEqualTo(Verdict.ATTENTION);
        more = "touch: {maxWriteUnitsPerSecond: 50}";
        assertThat(fact("capacity", provisioned).verdict()).isEqualTo(Verdict.FINE);
    }

    @Test
    void of_noBackupAndNoRecovery_needAttention() {
        services.recovery = Optional.of(false);
        services.backups = Optional.of(List.of());

        assertThat(fact(SourceFacts.RECOVERY, table -> table).verdict()).isEqualTo(Verdict.ATTENTION);
        assertThat(fact(SourceFacts.BACKUP, table -> table).verdict()).isEqualTo(Verdict.ATTENTION);
    }

    @Test
    void of_servicesThatAreNotThere_areNotKnownHere() {
        services.readers = Optional.empty();
        services.kinesis = Optional.empty();
        services.recovery = Optional.empty();
        services.backups = Optional.empty();

        List<Fact> unknown = facts(table -> table).stream()
                .filter(fact -> fact.verdict() == Verdict.UNKNOWN)
                .toList();

        assertThat(unknown)
                .extracting(Fact::name)
                .containsExactly("stream readers", "Kinesis streams", SourceFacts.RECOVERY, SourceFacts.BACKUP);
        assertThat(unknown).allMatch(fact -> fact.state().equals("not known here"));
    }

    private Fact fact(String name, UnaryOperator<TableDescription.Builder> change) {
        return facts(change).stream()
                .filter(fact -> fact.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<Fact> facts(UnaryOperator<TableDescription.Builder> change) {
        TableDescription.Builder table = TableDescription.builder()
                .tableName("Old")
                .tableStatus(TableStatus.ACTIVE)
                .itemCount(1L)
                .tableSizeBytes(10L)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("id")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .billingModeSummary(mode -> mode.billingMode(BillingMode.PAY_PER_REQUEST))
                .latestStreamArn("arn:stream")
                .deletionProtectionEnabled(true)
                .streamSpecification(
                        stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES));
        MigrationDefinition definition = MigrationLoader.parse(
                "m.yaml",
                "name: m\nsource: {tables: {Old: {partitionKey: {id: S}"
                        + (ttl.isEmpty() ? "" : ", timeToLive: " + ttl)
                        + "}}}\ntarget: {tables: {New: {partitionKey: {id: S}}}}\n" + more);
        return new SourceFacts(new TimeToLiveOnly(ttl.isEmpty() ? null : ttl), services, definition, List.of("sync-1"))
                .of(change.apply(table).build());
    }

    private static final class FakeServices implements TableServices {
        private Optional<List<String>> readers = Optional.of(List.of(OWN));
        private Optional<List<String>> kinesis = Optional.of(List.of());
        private Optional<Boolean> recovery = Optional.of(true);
        private Optional<List<Instant>> backups = Optional.of(List.of(Instant.EPOCH));

        @Override
        public Optional<List<String>> streamReaders(String streamArn) {
            return readers;
        }

        @Override
        public Optional<List<String>> kinesisStreams(String table) {
            return kinesis;
        }

        @Override
        public Optional<Boolean> pointInTimeRecovery(String table) {
            return recovery;
        }

        @Override
        public Optional<List<Instant>> backups(String table) {
            return backups;
        }
    }

    /** Knows nothing but a table's time to live. */
    private record TimeToLiveOnly(@Nullable String attribute) implements DynamoDbClient {
        @Override
        public DescribeTimeToLiveResponse describeTimeToLive(DescribeTimeToLiveRequest request) {
            TimeToLiveStatus status = attribute == null ? TimeToLiveStatus.DISABLED : TimeToLiveStatus.ENABLED;
            return DescribeTimeToLiveResponse.builder()
                    .timeToLiveDescription(ttl -> ttl.attributeName(attribute).timeToLiveStatus(status))
                    .build();
        }

        @Override
        public String serviceName() {
            return "dynamodb";
        }

        @Override
        public void close() {}
    }
}
