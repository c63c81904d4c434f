package io.touchstream.touch.copy;

import io.touchstream.protocol.control.PendingCopies.Copy;
import io.touchstream.protocol.write.GuardedWrite.Put;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Divides puts into lots whose keys fit into one row of the control table. */
final class Lots {
    private static final int MAXIMUM_BYTES = 300 * 1024;

    private Lots() {}

    static List<List<Put>> of(List<Put> puts) {
        List<List<Put>> lots = new ArrayList<>();
        List<Put> lot = new ArrayList<>();
        int bytes = 0;
        for (Put put : puts) {
            int size = size(put);
            if (bytes + size > MAXIMUM_BYTES && !lot.isEmpty()) {
                lots.add(lot);
                lot = new ArrayList<>();
                bytes = 0;
            }
            lot.add(put);
            bytes += size;
        }
        if (!lot.isEmpty()) {
            lots.add(lot);
        }
        return lots;
    }

    static Copy copy(Put put) {
        return new Copy(put.provenance().source(), put.key());
    }

    private static int size(Put put) {
        String source = put.provenance().source().text();
        String target = put.key().key().text() + put.key().table();
        return source.getBytes(StandardCharsets.UTF_8).length + target.getBytes(StandardCharsets.UTF_8).length;
    }
}
