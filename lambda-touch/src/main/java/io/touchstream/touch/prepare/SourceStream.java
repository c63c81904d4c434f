package io.touchstream.touch.prepare;

/**
 * A source table's stream.
 *
 * @param enabledNow whether it was enabled just now, and was not there before
 */
public record SourceStream(String arn, boolean enabledNow) {}
