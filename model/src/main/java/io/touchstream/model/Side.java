package io.touchstream.model;

/** Names the two tables. */
enum Side {
    SOURCE,
    TARGET;

    Side other() {
        return this == SOURCE ? TARGET : SOURCE;
    }
}
