package io.touchstream.infra;

import io.touchstream.protocol.control.ControlTable;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.BillingMode;
import software.amazon.awscdk.services.dynamodb.PointInTimeRecoverySpecification;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.s3.ObjectOwnership;
import software.constructs.Construct;

/**
 * Creates what a migration's records are kept in: the control table, and the bucket of images and undelivered records.
 *
 * <p>Both outlive the stack. The control table says what was done, when and with which result, what is in the quarantine,
 * and how far the stream's epochs have come: without it a stack that is deployed again would begin its epochs at one, and
 * mistake new changes for old ones. The bucket holds records that exist nowhere else once the stream has let them go.
 */
final class Records {
    private static final Duration KEPT = Duration.days(30);

    private final Construct scope;
    private final Encryption encryption;

    Records(Construct scope, Encryption encryption) {
        this.scope = scope;
        this.encryption = encryption;
    }

    Table controlTable(String migration) {
        Table.Builder table = Table.Builder.create(scope, "Control")
                .tableName(ControlTable.nameFor(migration))
                .partitionKey(string("pk"))
                .sortKey(string("sk"))
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .pointInTimeRecoverySpecification(PointInTimeRecoverySpecification.builder()
                        .pointInTimeRecoveryEnabled(true)
                        .build())
                .deletionProtection(true)
                .removalPolicy(RemovalPolicy.RETAIN);
        encryption.encrypt(table);
        return table.build();
    }

    Bucket bucket() {
        Bucket.Builder bucket = Bucket.Builder.create(scope, "Images")
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .enforceSsl(true)
                .minimumTlsVersion(1.2)
                .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
                .lifecycleRules(List.of(LifecycleRule.builder()
                        .expiration(KEPT)
                        .abortIncompleteMultipartUploadAfter(Duration.days(1))
                        .build()))
                .removalPolicy(RemovalPolicy.RETAIN);
        encryption.encrypt(bucket);
        return bucket.build();
    }

    private static Attribute string(String name) {
        return Attribute.builder().name(name).type(AttributeType.STRING).build();
    }
}
