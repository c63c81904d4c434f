package io.touchstream.definition;

import io.touchstream.rules.DropRule;
import io.touchstream.rules.MappingRule;
import io.touchstream.rules.Rule;
import io.touchstream.rules.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how items are transformed. */
final class TransformReader {
    private static final Pattern CLASS_NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*(\\.[A-Za-z_$][A-Za-z0-9_$]*)*");

    private final Set<String> sources;
    private final Map<String, TableDefinition> targets;
    private final RuleReader ruleReader;

    TransformReader(SourceDefinition source, TargetDefinition target, String marker) {
        this.sources = source.tables().keySet();
        this.targets = target.tables();
        this.ruleReader = new RuleReader(sources, targets, marker);
    }

    TransformDefinition read(Field root, @Nullable Field transform) {
        if (transform == null) {
            if (targets.size() > 1) {
                throw root.error("the key transform is missing: there are several target tables");
            }
            return new TransformDefinition.Rules(List.of());
        }
        Map<String, Field> fields = transform.map("a map with either rules or java", List.of("rules", "java"));
        if (fields.size() != 1) {
            throw transform.error("expected either rules or java, found " + (fields.isEmpty() ? "neither" : "both"));
        }
        Field java = fields.get("java");
        if (java != null) {
            return new TransformDefinition.JavaClass(java.text("the name of a class", CLASS_NAME.asMatchPredicate()));
        }
        return new TransformDefinition.Rules(rules(transform.required(fields, "rules")));
    }

    private List<Rule> rules(Field field) {
        List<Rule> rules = new ArrayList<>();
        int everything = 0;
        for (Field rule : field.nonEmptyList("a list of rules")) {
            if (everything > 0) {
                throw rule.error("never applies, since rule " + everything + " applies to every item");
            }
            Rule read = ruleReader.read(rule, "rule " + (rules.size() + 1));
            rules.add(read);
            everything = isForEverything(read) ? rules.size() : 0;
        }
        return rules;
    }

    private boolean isForEverything(Rule rule) {
        Scope scope = scope(rule);
        return scope.when() == null && (scope.from().isEmpty() || scope.from().containsAll(sources));
    }

    private static Scope scope(Rule rule) {
        return rule instanceof MappingRule mapping ? mapping.scope() : ((DropRule) rule).scope();
    }
}
