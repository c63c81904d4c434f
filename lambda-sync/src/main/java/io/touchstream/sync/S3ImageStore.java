package io.touchstream.sync;

import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.ImageStore;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Stores the images of quarantined changes in a bucket, as one JSON document each. */
public final class S3ImageStore implements ImageStore {
    private final S3Client client;
    private final String bucket;

    public S3ImageStore(S3Client client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    @Override
    public String save(SourceId source, Version version, Images images) {
        String name = "quarantine/" + source.table() + "/" + version.text().replace('#', '-') + ".json";
        client.putObject(request -> request.bucket(bucket).key(name), RequestBody.fromString(images.json()));
        return "s3://" + bucket + "/" + name;
    }
}
