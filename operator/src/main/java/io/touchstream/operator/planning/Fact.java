package io.touchstream.operator.planning;

/**
 * States something that was found out before the migration, and what follows from it.
 *
 * @param name what was looked at
 * @param state how it is
 * @param verdict how that bears on the migration
 * @param advice what to do about it; empty for nothing
 */
public record Fact(String name, String state, Verdict verdict, String advice) {
    static Fact fine(String name, String state) {
        return new Fact(name, state, Verdict.FINE, "");
    }

    static Fact attention(String name, String state, String advice) {
        return new Fact(name, state, Verdict.ATTENTION, advice);
    }

    static Fact refused(String name, String state, String advice) {
        return new Fact(name, state, Verdict.REFUSED, advice);
    }

    static Fact unknown(String name, String advice) {
        return new Fact(name, "not known here", Verdict.UNKNOWN, advice);
    }
}
