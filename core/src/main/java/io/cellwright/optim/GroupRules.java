package io.cellwright.optim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import io.cellwright.tensor.Parameters;

/// Parts of a model's parameters that are trained in their own way. A part is named by the beginning of its parameters'
/// names, up to a dot: `decoder` means `decoder.0.linear.weight` but not `decoder_z1_z2.0.linear.weight`.
///
/// @param rules parts with a rate and decay of their own; of two that fit, the longer one holds
/// @param frozen parts that do not change at all: they neither move nor decay, and running statistics in them stay
public record GroupRules(List<Rule> rules, List<String> frozen) {
    /// All parameters alike.
    public static final GroupRules NONE = new GroupRules(List.of(), List.of());

    private static final String REST = "rest";

    /// A part with a rate and decay of its own.
    ///
    /// @param part the beginning of its parameters' names
    /// @param rateFactor what the learning rate is multiplied by, at least 0
    /// @param weightDecay instead of the plan's; open: the plan's
    public record Rule(String part, double rateFactor, OptionalDouble weightDecay) {
        /// Checks ranges.
        public Rule {
            if (!(rateFactor >= 0 && rateFactor < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("the rate factor of " + part
                        + " must be at least 0 and finite but was " + rateFactor);
            }
            if (weightDecay.isPresent() && !(weightDecay.getAsDouble() >= 0)) {
                throw new IllegalArgumentException("the weight decay of " + part + " must be at least 0 but was "
                        + weightDecay.getAsDouble());
            }
        }
    }

    /// Copies the lists.
    public GroupRules {
        rules = List.copyOf(rules);
        frozen = List.copyOf(frozen);
    }

    /// Whether the parameter or buffer of that name is frozen.
    public boolean freezes(String name) {
        return frozen.stream().anyMatch(part -> isIn(name, part));
    }

    /// Checks that each part has parameters.
    ///
    /// @throws IllegalArgumentException that names the parts there are, if one has none
    public void requireParts(Parameters parameters) {
        List<String> parts = new ArrayList<>(frozen);
        rules.forEach(rule -> parts.add(rule.part()));
        for (String part : parts) {
            if (parameters.entries().stream().noneMatch(e -> isIn(e.name(), part))) {
                throw new IllegalArgumentException("no parameter is called " + part + " or begins with " + part
                        + ".; the model has " + String.join(", ", parameters.entries().stream()
                                .map(e -> e.name().replaceFirst("\\..*", "")).distinct().toList()));
            }
        }
    }

    /// The parts of a group, without what is frozen; possibly none.
    public List<ParamGroup> split(ParamGroup group) {
        List<ParamGroup> parts = new ArrayList<>();
        for (Rule rule : rules) {
            List<Parameters.Entry> mine = group.entries().stream()
                    .filter(e -> !freezes(e.name()) && ruleOf(e.name()).equals(Optional.of(rule))).toList();
            if (!mine.isEmpty()) {
                OptimizerConfig optimizer = rule.weightDecay().isPresent()
                        ? group.optimizer().withWeightDecay(rule.weightDecay().getAsDouble()) : group.optimizer();
                parts.add(new ParamGroup(rule.part(), group.parameters(), mine, optimizer,
                        group.rateFactor() * rule.rateFactor()));
            }
        }
        List<Parameters.Entry> rest = group.entries().stream()
                .filter(e -> !freezes(e.name()) && ruleOf(e.name()).isEmpty()).toList();
        if (!rest.isEmpty()) {
            parts.add(new ParamGroup(parts.isEmpty() ? group.name() : REST, group.parameters(), rest,
                    group.optimizer(), group.rateFactor()));
        }
        return parts;
    }

    private Optional<Rule> ruleOf(String name) {
        return rules.stream().filter(rule -> isIn(name, rule.part()))
                .max(Comparator.comparingInt(rule -> rule.part().length()));
    }

    private static boolean isIn(String name, String part) {
        return name.equals(part) || name.startsWith(part + ".");
    }
}
