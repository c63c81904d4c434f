package io.touchstream.operator.deployed;

/**
 * Counts the segments of one table in an execution.
 *
 * @param arn names it
 * @param running whether it is under way
 * @param maxConcurrency how many segments are worked on side by side at most
 * @param waiting segments that nobody works on yet
 * @param working segments that are worked on
 * @param done segments that ended well
 * @param failed segments that ended otherwise
 */
public record MapRun(
        String arn, boolean running, int maxConcurrency, long waiting, long working, long done, long failed) {}
