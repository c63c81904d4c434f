package io.touchstream.operator.service;

import java.util.List;

/** Names whoever the credentials of this process are, as a policy's condition names principals. */
@FunctionalInterface
public interface Caller {
    /** Returns ARNs, or patterns of ARNs where one is not known to the letter. */
    List<String> principals();
}
