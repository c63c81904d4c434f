package io.touchstream.operator.service;

/**
 * One revision of a table's policy.
 *
 * @param text the policy, in JSON, as it was put
 * @param revision names this revision
 */
public record TablePolicy(String text, String revision) {}
