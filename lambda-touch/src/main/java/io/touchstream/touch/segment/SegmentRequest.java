package io.touchstream.touch.segment;

import io.touchstream.protocol.control.Job;

/**
 * Asks for one segment to be worked on. How far it has come is kept in the control table.
 *
 * @param run the run's id; for a touch the marker's value
 * @param job what is to be done
 * @param table the table, a source or, for verify's second half, a target
 * @param segment the segment's number, from 0
 * @param totalSegments into how many segments the table is divided
 */
public record SegmentRequest(String run, Job job, String table, int segment, int totalSegments) {
    public SegmentRequest {
        if (segment < 0 || segment >= totalSegments) {
            throw new IllegalArgumentException("segment " + segment + " of " + totalSegments);
        }
    }
}
