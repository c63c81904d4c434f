package io.touchstream.operator.planning;

import java.util.List;

/**
 * Tells what one rule came to.
 *
 * @param label the rule's name, or what stands for no rule
 * @param items how many items it decides about
 * @param dropped how many of them it leaves out
 * @param failing how many of them cannot be transformed
 * @param examples some of those that can
 */
public record RuleFindings(String label, long items, long dropped, long failing, List<Example> examples) {
    public RuleFindings {
        examples = List.copyOf(examples);
    }
}
