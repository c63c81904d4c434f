package io.touchstream.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import io.touchstream.item.DynamoDbJson;
import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

class S3ImageStoreTest {
    private static final SourceId SOURCE = new SourceId("Orders/id=S:secret");
    private static final Version VERSION = Version.of(2, "300000000000000000001");
    private static final String NAME = "quarantine/Orders/000002-0000000000000000000300000000000000000001-";
    private static final Item BEFORE =
            Item.of(Map.of("id", AttributeValue.fromS("\u00fc"), "n", AttributeValue.fromN("1")));

    private final S3Client client = mock(S3Client.class, CALLS_REAL_METHODS);
    private final S3ImageStore store = new S3ImageStore(() -> client, "images");

    @Test
    void save_bothImages_putsOneJsonDocumentAndReturnsItsAddress() throws IOException {
        doReturn(PutObjectResponse.builder().build())
                .when(client)
                .putObject(any(PutObjectRequest.class), any(RequestBody.class));

        String location = store.save(SOURCE, VERSION, new Images(BEFORE, null, null));

        ArgumentCaptor<PutObjectRequest> request = ArgumentCaptor.forClass(PutObjectRequest.class);
        ArgumentCaptor<RequestBody> body = ArgumentCaptor.forClass(RequestBody.class);
        verify(client).putObject(request.capture(), body.capture());
        String key = request.getValue().key();
        assertThat(request.getValue())
                .isEqualTo(PutObjectRequest.builder().bucket("images").key(key).build());
        assertThat(key).startsWith(NAME).endsWith(".json").doesNotContain("secret");
        assertThat(location).isEqualTo("s3://images/" + key);
        try (InputStream content = body.getValue().contentStreamProvider().newStream()) {
            assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"before\":" + DynamoDbJson.write(BEFORE) + ",\"after\":null}");
        }
    }

    @Test
    void save_twoItemsOfOneVersion_arePutUnderTwoNames() {
        doReturn(PutObjectResponse.builder().build())
                .when(client)
                .putObject(any(PutObjectRequest.class), any(RequestBody.class));
        Images images = new Images(null, BEFORE, null);

        String one = store.save(SOURCE, Version.COPY, images);
        String other = store.save(new SourceId("Orders/id=S:other"), Version.COPY, images);

        assertThat(one).isNotEqualTo(other);
        assertThat(store.save(SOURCE, Version.COPY, images)).isEqualTo(one);
    }

    @Test
    void save_refused_throws() {
        SdkClientException refusal = SdkClientException.create("no such bucket");
        doThrow(refusal).when(client).putObject(any(PutObjectRequest.class), any(RequestBody.class));

        assertThatThrownBy(() -> store.save(SOURCE, VERSION, new Images(null, null, null)))
                .isSameAs(refusal);
    }
}
