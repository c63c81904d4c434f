package io.touchstream.operator.service;

/**
 * Sums up what a table and its indexes consumed.
 *
 * @param readUnits read request units, by whomever
 * @param writeUnits write request units, by whomever
 */
public record Consumption(double readUnits, double writeUnits) {}
