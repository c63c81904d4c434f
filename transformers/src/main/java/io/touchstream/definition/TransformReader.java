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
    /** Possessive, so that a long name is matched without recursion. */
    private static final Pattern CLASS_NAME =
            Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*+(?:\\.[A-Za-z_$][A-Za-z0-9_$]*+)*+");

    private static final int LONGEST_CLASS_NAME = 500;
    private static final List<String> KEYS = List.of("rules", "java", "inverse");

    private final Set<String> sources;
    private final Map<String, TableDefinition> targets;
    private final RuleReader ruleReader;

    TransformReader(SourceDefinition source, TargetDefinition target, String marker) {
        @Nullable String written = InPlaceReader.isInPlace(source, target) ? null : marker;
        this.sources = source.tables().keySet();
        this.targets = target.tables();
        this.ruleReader = new RuleReader(sources, targets, written);
    }

    TransformDefinition read(Field root, @Nullable Field transform) {
        if (transform == null) {
            if (targets.size() > 1) {
                throw root.error("the key transform is missing: there are several target tables");
            }
            return new TransformDefinition.Rules(List.of(), null);
        }
        Map<String, Field> fields = transform.map("a map with either rules or java", KEYS);
        Field java = fields.get("java");
        Field rules = fields.get("rules");
        if ((java == null) == (rules == null)) {
            throw transform.error("expected either rules or java, found " + (java == null ? "neither" : "both"));
        }
        @Nullable ClassReference inverse = inverse(fields.get("inverse"));
        return java != null
                ? new TransformDefinition.JavaClass(classReference(java), inverse)
                : new TransformDefinition.Rules(rules(transform.required(fields, "rules")), inverse);
    }

    private static @Nullable ClassReference inverse(@Nullable Field inverse) {
        if (inverse == null) {
            return null;
        }
        return classReference(inverse.required(inverse.map("a map with java", List.of("java")), "java"));
    }

    private static ClassReference classReference(Field field) {
        String name = field.text("the name of a class", TransformReader::isClassName);
        return new ClassReference(name, field.file(), field.line(), field.path());
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

    private static boolean isClassName(String text) {
        return text.length() <= LONGEST_CLASS_NAME && CLASS_NAME.matcher(text).matches();
    }

    private boolean isForEverything(Rule rule) {
        Scope scope = scope(rule);
        return scope.when() == null && (scope.from().isEmpty() || scope.from().containsAll(sources));
    }

    private static Scope scope(Rule rule) {
        return rule instanceof MappingRule mapping ? mapping.scope() : ((DropRule) rule).scope();
    }
}
