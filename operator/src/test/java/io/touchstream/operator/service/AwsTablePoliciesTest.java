package io.touchstream.operator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.operator.UnusableException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What is asked of DynamoDB about table policies, to the letter, and what is made of its answers. */
class AwsTablePoliciesTest {
    private static final String ARN = "arn:aws:dynamodb:eu-west-1:111122223333:table/Old";
    private static final String DESCRIBED = "{\"Table\":{\"TableName\":\"Old\",\"TableArn\":\"" + ARN + "\"}}";
    private static final String NOT_FOUND =
            "{\"__type\":\"com.amazonaws.dynamodb.v20120810#PolicyNotFoundException\",\"message\":\"no\"}";

    private final RecordedAws aws;
    private final TablePolicies policies;

    AwsTablePoliciesTest() throws IOException {
        aws = new RecordedAws();
        policies = new AwsTablePolicies(aws.client(DynamoDbClient.builder()));
    }

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void find_policy_isItsTextAndRevision() {
        aws.answer(DESCRIBED, "{\"Policy\":\"{}\",\"RevisionId\":\"7\"}");

        assertThat(policies.find("Old")).contains(new TablePolicy("{}", "7"));
        assertThat(aws.requests)
                .containsExactly(
                        "DescribeTable {\"TableName\":\"Old\"}", "GetResourcePolicy {\"ResourceArn\":\"" + ARN + "\"}");
    }

    @Test
    void find_noPolicy_isNone() {
        aws.answer(DESCRIBED, NOT_FOUND);

        assertThat(policies.find("Old")).isEmpty();
    }

    @Test
    void replicas_globalTable_areItsRegions() {
        aws.answer("{\"Table\":{\"TableName\":\"Old\",\"Replicas\":[{\"RegionName\":\"eu-west-2\"}]}}", DESCRIBED);

        assertThat(policies.replicas("Old")).containsExactly("eu-west-2");
        assertThat(policies.replicas("Old")).isEmpty();
    }

    @Test
    void put_noneBefore_isPutOnlyWhereThereIsNone() {
        aws.answer(DESCRIBED, "{\"RevisionId\":\"8\"}");

        assertThat(policies.put("Old", "{}", null)).isEqualTo("8");
        assertThat(aws.requests.get(1))
                .isEqualTo("PutResourcePolicy {\"ResourceArn\":\"" + ARN
                        + "\",\"Policy\":\"{}\",\"ExpectedRevisionId\":\"NO_POLICY\"}");
    }

    @Test
    void put_changedMeanwhile_isRefusedAndSaysSo() {
        aws.answer(DESCRIBED, NOT_FOUND);

        assertThatThrownBy(() -> policies.put("Old", "{}", "7"))
                .isInstanceOf(UnusableException.class)
                .hasMessage(
                        "the resource policy of table Old was changed by somebody else meanwhile, and was left as it "
                                + "is: look at it, then run again");
        assertThat(aws.requests.get(1)).endsWith("\"ExpectedRevisionId\":\"7\"}");
    }

    @Test
    void delete_revision_isTheOneThatIsMeant() {
        aws.answer(DESCRIBED, "{}");

        policies.delete("Old", "8");

        assertThat(aws.requests.get(1))
                .isEqualTo("DeleteResourcePolicy {\"ResourceArn\":\"" + ARN + "\",\"ExpectedRevisionId\":\"8\"}");
    }
}
