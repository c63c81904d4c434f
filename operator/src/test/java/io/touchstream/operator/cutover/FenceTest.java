package io.touchstream.operator.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.touchstream.operator.ManualTime;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.service.MemoryTablePolicies;
import io.touchstream.operator.service.TablePolicies;
import io.touchstream.operator.service.TablePolicy;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FenceTest {
    private static final String OTHERS = """
        { "Version":"2012-10-17",  "Statement": {"Sid":"Readers","Effect":"Allow","Principal":{"AWS":"111122223333"},\
        "Action":"dynamodb:GetItem","Resource":"*"}}\
        """;

    private final MemoryTablePolicies policies = new MemoryTablePolicies();
    private final Fence fence = fence("arn:aws:iam::111122223333:role/Sync");

    @Test
    void raise_noPolicyBefore_deniesEveryWriteToAllButUs() {
        fence.raise(fence.record());

        assertThat(policies.find("A").orElseThrow().text())
                .isEqualTo(
                        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"TouchstreamFence\",\"Effect\":\"Deny\","
                                + "\"Principal\":\"*\",\"Action\":[\"dynamodb:PutItem\",\"dynamodb:UpdateItem\","
                                + "\"dynamodb:DeleteItem\",\"dynamodb:BatchWriteItem\",\"dynamodb:PartiQLInsert\","
                                + "\"dynamodb:PartiQLUpdate\",\"dynamodb:PartiQLDelete\"],"
                                + "\"Resource\":\"arn:aws:dynamodb:eu-west-1:111122223333:table/A\",\"Condition\":{\"ArnNotLike\":"
                                + "{\"aws:PrincipalArn\":[\"arn:aws:iam::111122223333:role/Sync\"]}}}]}");
        assertThat(fence.open()).isEmpty();
    }

    @Test
    void lower_noPolicyBefore_leavesNone() throws InterruptedException {
        FenceRecord record = fence.record();
        fence.raise(record);

        fence.lower(record);

        assertThat(policies.find("A")).isEmpty();
        assertThat(policies.find("B")).isEmpty();
    }

    @Test
    void raise_policyBefore_keepsWhatItSays() {
        policies.put("A", OTHERS, null);

        fence.raise(fence.record());

        assertThat(policies.find("A").orElseThrow().text())
                .contains("\"Sid\":\"Readers\"")
                .contains("\"Sid\":\"TouchstreamFence\"");
    }

    @Test
    void lower_policyBefore_isRestoredToTheLetterByAnotherProcess() throws InterruptedException {
        policies.put("A", OTHERS, null);
        FenceRecord record = fence.record();
        fence.raise(record);

        fence("arn:aws:iam::111122223333:role/SomebodyElse").lower(FenceRecord.parse(record.text()));

        assertThat(policies.find("A").orElseThrow().text()).isEqualTo(OTHERS);
        assertThat(policies.find("B")).isEmpty();
    }

    @Test
    void lower_policyChangedWhileTheFenceStood_keepsTheChange() throws InterruptedException {
        FenceRecord record = fence.record();
        fence.raise(record);
        TablePolicy raised = policies.find("A").orElseThrow();
        String changed = raised.text().replace("\"Statement\":[", "\"Statement\":[{\"Sid\":\"New\"},");
        policies.put("A", changed, raised.revision());

        fence.lower(record);

        assertThat(policies.find("A").orElseThrow().text())
                .isEqualTo("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"New\"}]}");
    }

    @Test
    void raiseAndLower_again_changeNothing() throws InterruptedException {
        FenceRecord record = fence.record();
        fence.raise(record);
        TablePolicy raised = policies.find("A").orElseThrow();

        fence("arn:aws:iam::111122223333:role/Sync").raise(record);
        assertThat(policies.find("A").orElseThrow()).isEqualTo(raised);

        fence.lower(record);
        fence.lower(record);
        assertThat(policies.find("A")).isEmpty();
        assertThat(policies.find("B")).isEmpty();
    }

    @Test
    void raise_againAfterItWasLowered_standsAndCanBeLowered() throws InterruptedException {
        policies.put("A", OTHERS, null);
        FenceRecord record = fence.record();
        fence.raise(record);
        fence.lower(record);

        Fence later = fence("arn:aws:iam::111122223333:role/Sync");
        later.raise(FenceRecord.parse(record.text()));

        assertThat(later.open()).isEmpty();
        later.lower(record);
        assertThat(policies.find("A").orElseThrow().text()).isEqualTo(OTHERS);
    }

    @Test
    void raise_otherPolicyThanWasRecorded_leavesItAlone() {
        policies.put("A", OTHERS, null);
        FenceRecord record = fence.record();
        TablePolicy present = policies.find("A").orElseThrow();
        String changed = present.text().replace("Readers", "New");
        policies.put("A", changed, present.revision());

        assertThatThrownBy(() -> fence.raise(record)).isInstanceOf(UnusableException.class);
        assertThat(policies.find("A").orElseThrow().text()).isEqualTo(changed);
    }

    @Test
    void raise_policyChangedSinceItWasRecorded_leavesItAlone() {
        FenceRecord record = fence.record();
        policies.put("A", OTHERS, null);

        assertThatThrownBy(() -> fence.raise(record)).isInstanceOf(UnusableException.class);
        assertThat(policies.find("A").orElseThrow().text()).isEqualTo(OTHERS);
    }

    @Test
    void record_fenceThatNobodyRemembers_isRefused() {
        fence.raise(fence.record());

        assertThatThrownBy(fence::record)
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining("has a statement TouchstreamFence already");
    }

    @Test
    void record_tableWithReplicas_isRefusedAndSaysWhy() {
        TablePolicies global = mock(TablePolicies.class);
        when(global.replicas("A")).thenReturn(List.of("eu-west-2", "us-east-1"));
        Fence replicated = new Fence(global, Set.of("A"), List::of, new ManualTime().waiting(new Stop()));

        assertThatThrownBy(replicated::record)
                .isInstanceOf(UsageException.class)
                .hasMessage("table A has replicas in eu-west-2, us-east-1: a fence would stand in one region only, and"
                        + " stop replication: stop all writers in all regions, then say so with --writers-stopped");
        verify(global, never()).put(any(), any(), any());
    }

    private Fence fence(String ours) {
        return new Fence(policies, Set.of("A", "B"), () -> List.of(ours), new ManualTime().waiting(new Stop()));
    }
}
