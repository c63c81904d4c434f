package io.touchstream.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.protocol.control.SyncSwitch.Wish;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SyncSwitchIT {
    private static final Instant AT = Instant.parse("2026-11-27T08:00:00Z");

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.shared();
    private final ControlTable control = new ControlTable(database.client(), "switch-" + UUID.randomUUID());
    private final SyncSwitch directions = new SyncSwitch(control);

    @BeforeEach
    void create() {
        database.client().createTable(ControlTable.creation(control.name()));
    }

    @Test
    void wish_noneYet_isForwardAndCannotBeAnswered() {
        Wish wish = directions.wish();

        assertThat(wish).isEqualTo(new Wish(Directions.FORWARD, "", false, false));
        assertThat(directions.answer(wish)).isFalse();
    }

    @Test
    void answer_wishThatStands_isFulfilled() {
        Wish wish = directions.want(Directions.NONE, AT);
        assertThat(directions.wish()).isEqualTo(wish);
        assertThat(wish.fulfilled()).isFalse();

        assertThat(directions.answer(wish)).isTrue();
        assertThat(directions.wish().fulfilled()).isTrue();
    }

    @Test
    void wantAnew_isToldFromAWishForTheSame() {
        Wish anew = directions.wantAnew(Directions.BOTH, AT);
        assertThat(directions.wish()).isEqualTo(anew);
        assertThat(anew.anew()).isTrue();

        directions.want(Directions.BOTH, AT);
        assertThat(directions.wish().anew()).isFalse();
    }

    @Test
    void answer_lateForTheSameWishOfBefore_doesNotFulfilTheNewOne() {
        Wish before = directions.want(Directions.NONE, AT);
        directions.answer(before);
        Wish now = directions.want(Directions.NONE, AT);

        assertThat(directions.answer(before)).isFalse();
        assertThat(directions.wish()).isEqualTo(now);
        assertThat(directions.wish().fulfilled()).isFalse();
    }
}
