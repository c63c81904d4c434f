package io.touchstream.touch.removal;

import io.touchstream.item.ItemKey;
import io.touchstream.item.MarkerValue;
import io.touchstream.touch.mark.Toucher;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Removes the marker from source items: whichever is there by then, since a later one is no more wanted. */
public final class MarkerRemoval implements Removal {
    private final Toucher toucher;
    private final String marker;

    public MarkerRemoval(Toucher toucher, String marker) {
        this.toucher = toucher;
        this.marker = marker;
    }

    @Override
    public String attribute() {
        return marker;
    }

    @Override
    public String counted() {
        return "untouched";
    }

    @Override
    public boolean isOurs(AttributeValue value) {
        return MarkerValue.isMarker(value);
    }

    @Override
    public Removed remove(String table, ItemKey key, AttributeValue seen, Duration timeLeft) {
        Toucher.Touch touch = toucher.untouch(table, key, timeLeft);
        return new Removed(touch.outcome() == Toucher.Outcome.TOUCHED, touch.units());
    }
}
