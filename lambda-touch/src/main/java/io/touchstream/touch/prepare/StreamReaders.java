package io.touchstream.touch.prepare;

import java.util.List;

/** Tells what reads a stream. A shard has two readers at most. */
@FunctionalInterface
public interface StreamReaders {
    /** Returns the names of the stream's readers, as far as they can be seen. */
    List<String> of(String streamArn);
}
