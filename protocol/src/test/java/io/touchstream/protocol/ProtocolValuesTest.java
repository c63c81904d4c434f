package io.touchstream.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ProtocolValuesTest {
    @Test
    void version_sequenceNumbersOfDifferentLength_compareAsNumbers() {
        assertThat(Version.of(1, "9")).isLessThan(Version.of(1, "10"));
        assertThat(Version.of(1, "9".repeat(40))).isLessThan(Version.of(2, "0"));
        assertThat(Version.COPY).isLessThan(Version.of(1, "0"));
        assertThat(Version.of(3, "7").text()).isEqualTo("000003#" + "0".repeat(39) + "7");
    }

    @Test
    void version_notASequenceNumber_isRefused() {
        assertThatThrownBy(() -> Version.of(1, "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Version.of(1, "1a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Version.of(1, "1".repeat(41))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sourceId_anyTableAndKey_givesBothBack() {
        ItemKey key =
                new ItemKey(Map.of("p/k", AttributeValues.string("a=b&c/d%e"), "n", AttributeValues.number("1.50")));

        SourceId source = SourceId.of("my.table", key);

        assertThat(source.table()).isEqualTo("my.table");
        assertThat(source.key()).isEqualTo(key);
        assertThat(source).hasToString("SourceId[my.table]");
    }

    @Test
    void provenance_onAnItem_isReadBackAndCounted() {
        SourceId source = SourceId.of("Table", new ItemKey(Map.of("id", AttributeValues.string("ü"))));
        Provenance provenance = new Provenance(source, Version.of(1, "5"));
        Item plain = Item.of(Map.of("k", AttributeValues.string("a")));

        Item stamped = provenance.on(plain);

        assertThat(Provenance.of(stamped.attributes())).contains(provenance);
        assertThat(stamped.sizeInBytes() - plain.sizeInBytes()).isEqualTo(Provenance.sizeInBytes(source));
    }

    @Test
    void provenance_ofOthersAttributes_isNone() {
        assertThat(Provenance.of(Map.of())).isEmpty();
        assertThat(Provenance.of(Map.of(Provenance.ATTRIBUTE, AttributeValue.fromS("x"))))
                .isEmpty();
        assertThat(Provenance.of(Map.of(
                        Provenance.ATTRIBUTE,
                        AttributeValue.fromM(
                                Map.of("src", AttributeValue.fromS("no slash"), "seq", AttributeValue.fromS("x"))))))
                .isEmpty();
    }

    @Test
    void runToken_ofEachKind_tellsItsKindAndIsUnique() {
        Random random = new Random(1);
        for (RunToken.Kind kind : RunToken.Kind.values()) {
            RunToken token = RunToken.draw(kind, random);

            assertThat(RunToken.parse(token.text())).contains(token);
            assertThat(token.kind()).isEqualTo(kind);
            assertThat(RunToken.draw(kind, random)).isNotEqualTo(token);
        }
        assertThat(RunToken.parse("true")).isEmpty();
        assertThat(RunToken.parse(null)).isEmpty();
    }
}
