package io.touchstream.model;

import java.util.List;

/**
 * One invocation of sync.
 *
 * @param from the table whose stream it reads
 * @param records how many records its batch has
 */
record Invocation(Side from, int records, List<Work> works) {
    Invocation {
        works = List.copyOf(works);
    }

    boolean isOver() {
        for (Work work : works) {
            if (work.isPending()) {
                return false;
            }
        }
        return true;
    }

    Invocation with(int index, Work work) {
        return new Invocation(from, records, Lists.with(works, index, work));
    }
}
