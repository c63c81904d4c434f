package io.touchstream.touch.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.write.GuardedWrite.Put;
import io.touchstream.protocol.write.GuardedWrite.PutGuard;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A put takes the bytes of both names: {@code S/k=S:} and {@code k=S:T}, and a key on either side. */
class LotsTest {
    private static final int MAXIMUM_BYTES = 300 * 1024;
    private static final int NAMES = "S/k=S:".length() + "k=S:".length() + "T".length();

    @Test
    void of_nothing_isNoLot() {
        assertThat(Lots.of(List.of())).isEmpty();
    }

    @Test
    void of_whatFitsIntoOneRow_isOneLot() {
        List<Put> puts = Collections.nCopies(300, put(1024));

        assertThat(Lots.of(puts)).containsExactly(puts);
    }

    @Test
    void of_oneByteMoreThanFits_isTwoLots() {
        Put last = put(1025);
        List<Put> puts = Collections.nCopies(299, put(1024));

        assertThat(Lots.of(List.of(puts, List.of(last)).stream()
                        .flatMap(List::stream)
                        .toList()))
                .containsExactly(puts, List.of(last));
    }

    @Test
    void of_severalRowsFull_areLotsOfAsMuchAsFits() {
        assertThat(Lots.of(Collections.nCopies(700, put(1024))))
                .extracting(List::size)
                .containsExactly(300, 300, 100);
    }

    @Test
    void of_onePutThatIsTooLargeByItself_isALotOfItsOwn() {
        Put large = put(MAXIMUM_BYTES + 1);

        assertThat(Lots.of(List.of(large, put(1024)))).containsExactly(List.of(large), List.of(put(1024)));
    }

    @Test
    void of_charactersOfSeveralBytes_countByTheirBytes() {
        assertThat(Lots.of(Collections.nCopies(4, put("\u00e9".repeat(40_000), "x"))))
                .extracting(List::size)
                .containsExactly(3, 1);
    }

    private static Put put(int bytes) {
        int keys = bytes - NAMES;
        return put("x".repeat(keys / 2), "y".repeat(keys - keys / 2));
    }

    private static Put put(String source, String target) {
        TargetKey key = new TargetKey("T", key(target));
        return new Put(
                new TargetImage(key, Item.of(key.key().attributes())),
                new Provenance(SourceId.of("S", key(source)), Version.COPY),
                PutGuard.MISSING);
    }

    private static ItemKey key(String value) {
        return new ItemKey(Map.of("k", AttributeValues.string(value)));
    }
}
