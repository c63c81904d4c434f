package io.touchstream.sync.plan;

import io.touchstream.item.Item;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.write.GuardedWrite.PutGuard;
import io.touchstream.sync.decode.Change;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Folds the changes of one source item. Used by one thread. */
final class ItemFold {
    private final Mapping mapping;
    private final String marker;
    private final List<Item> images = new ArrayList<>();
    private final Set<RunToken> canaries = new HashSet<>();
    private int firstPosition = Integer.MAX_VALUE;
    private @Nullable Change last;
    private @Nullable Item after;
    private boolean onlyTouches = true;
    private boolean repairs;

    ItemFold(Mapping mapping, String marker) {
        this.mapping = mapping;
        this.marker = marker;
    }

    void add(Change change) {
        Item before = visible(change.before());
        after = visible(change.after());
        remember(before);
        remember(after);
        boolean touched = before != null && after != null && before.equals(after);
        onlyTouches &= touched;
        drawn(change).ifPresent(this::note);
        last = change;
        firstPosition = Math.min(firstPosition, change.position());
    }

    ItemChange finish() {
        Change latest = Objects.requireNonNull(last, "a fold has at least one change");
        // INVARIANT 8: what changed nothing but the marker creates what is missing and alters nothing; a repair may.
        PutGuard guard = onlyTouches && !repairs ? PutGuard.MISSING : PutGuard.OLDER;
        // Every image counts, not the first alone: an earlier delivery, cut at another place, may have written one
        // between.
        List<Item> earlier = after == null ? images : images.subList(0, images.size() - 1);
        return new ItemChange(latest.source(), latest.version(), firstPosition, earlier, after, guard, canaries);
    }

    private void remember(@Nullable Item image) {
        if (image != null && (images.isEmpty() || !images.get(images.size() - 1).equals(image))) {
            images.add(image);
        }
    }

    private @Nullable Item visible(@Nullable Item image) {
        return image == null ? null : mapping.visible(image);
    }

    /** Returns the token that this change wrote, if it wrote one. */
    private Optional<RunToken> drawn(Change change) {
        Optional<RunToken> now = token(change.after());
        return now.equals(token(change.before())) ? Optional.empty() : now;
    }

    private Optional<RunToken> token(@Nullable Item image) {
        return image == null
                ? Optional.empty()
                : image.get(marker).map(AttributeValue::s).flatMap(RunToken::parse);
    }

    private void note(RunToken token) {
        switch (token.kind()) {
            case TOUCH -> {}
            case REPAIR -> repairs = true;
            case CANARY -> canaries.add(token);
        }
    }
}
