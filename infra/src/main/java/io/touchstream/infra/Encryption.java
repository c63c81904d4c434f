package io.touchstream.infra;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.dynamodb.TableEncryption;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;

/** Encrypts what the stack creates: with keys that AWS owns, or with the customer's where the stage names one. */
final class Encryption {
    // Source: DynamoDB developer guide, "Authorizing use of your customer managed key".
    private static final List<String> ACTIONS = List.of(
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo");

    private final Stack stack;
    private final Stage stage;
    private final @Nullable IKey key;

    Encryption(Stack stack, Stage stage) {
        this.stack = stack;
        this.stage = stage;
        this.key = stage.keyArn() == null ? null : Key.fromKeyArn(stack, "Key", stage.keyArn());
    }

    void encrypt(Table.Builder table) {
        if (key == null) {
            table.encryption(TableEncryption.DEFAULT);
            return;
        }
        table.encryption(TableEncryption.CUSTOMER_MANAGED).encryptionKey(key);
    }

    void encrypt(Bucket.Builder bucket) {
        if (key == null) {
            bucket.encryption(BucketEncryption.S3_MANAGED);
            return;
        }
        bucket.encryption(BucketEncryption.KMS).encryptionKey(key).bucketKeyEnabled(true);
    }

    /** Returns the right to use the customer's keys through the services that keep the data, where there are any. */
    Optional<PolicyStatement> use() {
        List<String> keys = Stream.of(stage.keyArn(), stage.sourceKeyArn())
                .flatMap(Stream::ofNullable)
                .distinct()
                .toList();
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        List<String> services = List.of(
                "dynamodb." + stack.getRegion() + ".amazonaws.com", "s3." + stack.getRegion() + ".amazonaws.com");
        return Optional.of(PolicyStatement.Builder.create()
                .sid("Keys")
                .actions(ACTIONS)
                .resources(keys)
                .conditions(Map.of("StringEquals", Map.of("kms:ViaService", services)))
                .build());
    }
}
