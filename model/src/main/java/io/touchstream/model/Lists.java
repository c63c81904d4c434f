package io.touchstream.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Makes changed copies of short lists. */
final class Lists {
    private Lists() {}

    static <T> List<T> with(List<T> list, int index, T element) {
        List<T> copy = new ArrayList<>(list);
        copy.set(index, element);
        return Collections.unmodifiableList(copy);
    }

    static <T> List<T> plus(List<T> list, T element) {
        List<T> copy = new ArrayList<>(list);
        copy.add(element);
        return Collections.unmodifiableList(copy);
    }

    static <T> List<T> without(List<T> list, int index) {
        List<T> copy = new ArrayList<>(list);
        copy.remove(index);
        return Collections.unmodifiableList(copy);
    }
}
