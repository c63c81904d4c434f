package io.touchstream.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.touchstream.protocol.control.ControlTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

class RecordsTest {
    private final Synthesised simple = Synthesised.of(Synthesised.SIMPLE);

    @Test
    void controlTable_keysAndName_areThoseOfTheProtocol() {
        JsonNode table = simple.properties("AWS::DynamoDB::Table", "Control");
        String name = ControlTable.nameFor("20261121-simple");

        assertThat(table.get("TableName").asText()).isEqualTo(name);
        assertThat(Synthesised.elements(table.get("KeySchema"))
                        .map(key -> key.get("AttributeName").asText()))
                .containsExactlyElementsOf(ControlTable.creation(name).keySchema().stream()
                        .map(KeySchemaElement::attributeName)
                        .toList());
    }

    @Test
    void bucket_isPrivateEncryptedAndOutlivesTheStack() {
        JsonNode bucket = simple.resource("AWS::S3::Bucket", "Images");

        assertThat(bucket.get("DeletionPolicy").asText()).isEqualTo("Retain");
        simple.template()
                .hasResourceProperties(
                        "AWS::S3::Bucket",
                        Map.of(
                                "PublicAccessBlockConfiguration",
                                Map.of(
                                        "BlockPublicAcls", true,
                                        "BlockPublicPolicy", true,
                                        "IgnorePublicAcls", true,
                                        "RestrictPublicBuckets", true),
                                "LifecycleConfiguration",
                                Map.of(
                                        "Rules",
                                        List.of(Match.objectLike(
                                                Map.of("ExpirationInDays", 30, "Status", "Enabled"))))));
        simple.template()
                .hasResourceProperties(
                        "AWS::S3::BucketPolicy",
                        Map.of(
                                "PolicyDocument",
                                Match.objectLike(Map.of(
                                        "Statement",
                                        Match.arrayWith(List.of(Match.objectLike(Map.of(
                                                "Effect",
                                                "Deny",
                                                "Condition",
                                                Map.of("Bool", Map.of("aws:SecureTransport", "false"))))))))));
    }
}
