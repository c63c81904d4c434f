package io.touchstream.operator.command;

import java.util.List;
import java.util.Map;

/**
 * Says for people and programs what a way back has come to.
 *
 * @param status the exit status
 */
record RollbackAnswer(Map<String, Object> document, List<String> lines, int status) {
    RollbackAnswer {
        lines = List.copyOf(lines);
    }
}
