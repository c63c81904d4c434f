package io.touchstream.sync;

import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.ImageStore;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Stores the images of quarantined changes in a bucket, as one JSON document each. Safe to share between threads. */
public final class S3ImageStore implements ImageStore {
    private final Supplier<S3Client> clients;
    private final String bucket;
    private @Nullable S3Client client;

    /**
     * Creates a store.
     *
     * @param clients makes the client at the first use: few functions ever have an image to store, and to make one takes
     *     a sixth of the whole start
     */
    public S3ImageStore(Supplier<S3Client> clients, String bucket) {
        this.clients = clients;
        this.bucket = bucket;
    }

    @Override
    public String save(SourceId source, Version version, Images images) {
        String name = "quarantine/" + source.table() + "/" + ImageStore.nameOf(source, version);
        client().putObject(request -> request.bucket(bucket).key(name), RequestBody.fromString(images.json()));
        return "s3://" + bucket + "/" + name;
    }

    private synchronized S3Client client() {
        if (client == null) {
            client = clients.get();
        }
        return client;
    }
}
