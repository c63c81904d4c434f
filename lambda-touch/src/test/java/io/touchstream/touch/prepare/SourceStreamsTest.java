package io.touchstream.touch.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;

class SourceStreamsTest {
    private static final DescribeTableResponse NO_STREAM =
            DescribeTableResponse.builder().table(table -> table.tableName("T")).build();
    private static final DescribeTableResponse STREAM = DescribeTableResponse.builder()
            .table(table -> table.tableName("T")
                    .latestStreamArn("arn")
                    .streamSpecification(
                            stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)))
            .build();

    private final DynamoDbClient client = mock(DynamoDbClient.class);
    private final List<Duration> waits = new ArrayList<>();
    private final SourceStreams streams = new SourceStreams(client, waits::add);

    @Test
    void ensure_tableIsChangingJustNow_asksAgain() throws Exception {
        when(client.describeTable(anyDescribe())).thenReturn(NO_STREAM, NO_STREAM, STREAM);
        when(client.updateTable(anyUpdate()))
                .thenThrow(ResourceInUseException.builder().build())
                .thenReturn(UpdateTableResponse.builder().build());

        assertThat(streams.ensure("T")).isEqualTo(new SourceStream("arn", true));
        verify(client, times(2)).updateTable(anyUpdate());
        assertThat(waits).hasSize(2);
    }

    @Test
    void ensure_somebodyElseEnabledItMeanwhile_wasFound() throws Exception {
        when(client.describeTable(anyDescribe())).thenReturn(NO_STREAM, STREAM);
        when(client.updateTable(anyUpdate()))
                .thenThrow(ResourceInUseException.builder().build());

        assertThat(streams.ensure("T")).isEqualTo(new SourceStream("arn", false));
    }

    @Test
    void ensure_neverAvailable_givesUpAfterTwoMinutesHavingAskedOnce() {
        when(client.describeTable(anyDescribe())).thenReturn(NO_STREAM);

        assertThatThrownBy(() -> streams.ensure("T"))
                .isInstanceOf(UnusableSourceException.class)
                .hasMessage("the stream of table T did not become available in two minutes");
        verify(client, times(1)).updateTable(anyUpdate());
        assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void requireEnabled_noStream_saysWhatToDo() {
        when(client.describeTable(anyDescribe())).thenReturn(NO_STREAM);

        assertThatThrownBy(() -> streams.requireEnabled("T"))
                .isInstanceOf(UnusableSourceException.class)
                .hasMessage(
                        "table T has no stream, so nothing synchronises it: deploy the migration, or start it with run");
    }

    @Test
    void requireEnabled_streamOfAnotherView_isRefusedAndOneWithBothImagesIsNot() {
        when(client.describeTable(anyDescribe())).thenReturn(stream(true, StreamViewType.KEYS_ONLY));
        assertThatThrownBy(() -> streams.requireEnabled("T"))
                .isInstanceOf(UnusableSourceException.class)
                .hasMessageContaining("view type KEYS_ONLY");

        when(client.describeTable(anyDescribe())).thenReturn(STREAM);
        assertThatCode(() -> streams.requireEnabled("T")).doesNotThrowAnyException();
        verify(client, never()).updateTable(anyUpdate());
    }

    @Test
    void find_streamThatIsTurnedOffOrNoTable_isNothing() {
        when(client.describeTable(anyDescribe())).thenReturn(stream(false, null));
        assertThat(streams.find("T")).isEmpty();
        when(client.describeTable(anyDescribe()))
                .thenThrow(ResourceNotFoundException.builder().build());
        assertThat(streams.find("T")).isEmpty();
        assertThatThrownBy(() -> streams.check("T"))
                .isInstanceOf(UnusableSourceException.class)
                .hasMessage("table T does not exist at this endpoint and region");
    }

    private static DescribeTableResponse stream(boolean enabled, @Nullable StreamViewType view) {
        return DescribeTableResponse.builder()
                .table(table -> table.tableName("T")
                        .latestStreamArn("arn")
                        .streamSpecification(
                                stream -> stream.streamEnabled(enabled).streamViewType(view)))
                .build();
    }

    private static Consumer<DescribeTableRequest.Builder> anyDescribe() {
        return any();
    }

    private static Consumer<UpdateTableRequest.Builder> anyUpdate() {
        return any();
    }
}
