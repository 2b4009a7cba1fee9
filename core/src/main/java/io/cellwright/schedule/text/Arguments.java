package io.cellwright.schedule.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.PerGroup;

/// The arguments of one schedule, by the names of its parameters.
final class Arguments {
    private final Builder builder;
    private final Form form;
    private final Node.Invocation invocation;
    private final List<Bound> bound = new ArrayList<>();
    private final List<Node> many = new ArrayList<>();

    /// A parameter and its value.
    record Bound(String parameter, Node value) {}

    Arguments(Builder builder, Form form, Node.Invocation invocation) {
        this.builder = builder;
        this.form = form;
        this.invocation = invocation;
        int position = 0;
        boolean named = false;
        for (Node.Argument argument : invocation.arguments()) {
            named |= argument.parameter().isPresent();
            if (argument.parameter().isPresent()) {
                bind(parameter(argument), argument.value(), argument.parameterAt());
            } else if (named) {
                throw builder.wrong("an argument without a name must not come after one with a name",
                        argument.value().at());
            } else if (form.many()) {
                many.addAll(argument.value() instanceof Node.Items items ? items.items() : List.of(argument.value()));
            } else if (position == form.parameters().size()) {
                throw builder.wrong(form.parameters().isEmpty() ? form.name() + " has no arguments"
                        : form.name() + " has no further arguments; it has " + parameters(), argument.value().at());
            } else {
                bind(form.parameters().get(position++), argument.value(), argument.value().at());
            }
        }
    }

    private String parameter(Node.Argument argument) {
        String given = Form.plain(argument.parameter().orElseThrow());
        return form.parameters().stream().filter(parameter -> Form.plain(parameter).equals(given)).findFirst()
                .orElseThrow(() -> builder.wrong(form.name() + " has no argument '" + argument.parameter().get()
                        + "'; it has " + parameters(), argument.parameterAt()));
    }

    private String parameters() {
        return form.parameters().isEmpty() ? "none" : String.join(", ", form.parameters());
    }

    private void bind(String parameter, Node value, Place at) {
        if (find(parameter).isPresent()) {
            throw builder.wrong(parameter + " is given twice", at);
        }
        bound.add(new Bound(parameter, value));
    }

    List<Bound> bound() {
        return bound;
    }

    private Optional<Node> find(String parameter) {
        return bound.stream().filter(argument -> argument.parameter().equals(parameter)).map(Bound::value).findFirst();
    }

    private Node need(String parameter) {
        return find(parameter).orElseThrow(() -> builder.wrong(form.name() + " needs " + parameter + "; it has "
                + parameters(), invocation.at()));
    }

    boolean has(String parameter) {
        return find(parameter).isPresent();
    }

    /// Refuses to go on without it.
    Arguments require(String parameter) {
        need(parameter);
        return this;
    }

    double number(String parameter) {
        return number(parameter, need(parameter));
    }

    double number(String parameter, double standard) {
        return find(parameter).map(node -> number(parameter, node)).orElse(standard);
    }

    private double number(String parameter, Node node) {
        if (node instanceof Node.Num number && number.unit().isEmpty()) {
            return number.value();
        }
        throw builder.wrong(parameter + " must be a number", node.at());
    }

    int whole(String parameter, int standard) {
        return find(parameter).map(node -> {
            double value = number(parameter, node);
            if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
                throw builder.wrong(parameter + " must be a whole number", node.at());
            }
            return (int) value;
        }).orElse(standard);
    }

    OptionalLong count(String parameter) {
        return has(parameter) ? OptionalLong.of(whole(parameter, 0)) : OptionalLong.empty();
    }

    Span span(String parameter) {
        return builder.span(need(parameter), Span.Unit.STEPS);
    }

    Span span(String parameter, Span standard) {
        return find(parameter).map(node -> builder.span(node, standard.unit())).orElse(standard);
    }

    List<Span> spans(String parameter) {
        return find(parameter).map(Arguments::items).orElse(List.of()).stream()
                .map(item -> builder.span(item, Span.Unit.STEPS)).toList();
    }

    Span.Unit unit(String parameter) {
        return find(parameter).map(node -> {
            try {
                return Span.Unit.parse(word(parameter, node));
            } catch (IllegalArgumentException wrong) {
                throw builder.wrong(parameter + " must be steps or epochs", node.at());
            }
        }).orElse(Span.Unit.STEPS);
    }

    boolean flag(String parameter, boolean standard) {
        return find(parameter).map(node -> switch (word(parameter, node).toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw builder.wrong(parameter + " must be true or false", node.at());
        }).orElse(standard);
    }

    <E extends Enum<E>> E choice(String parameter, E standard) {
        return find(parameter).map(node -> {
            String word = word(parameter, node);
            E[] all = standard.getDeclaringClass().getEnumConstants();
            return Stream.of(all).filter(each -> each.name().equalsIgnoreCase(word)).findFirst()
                    .orElseThrow(() -> builder.wrong(parameter + " must be " + Stream.of(all)
                            .map(each -> each.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(" or ")),
                            node.at()));
        }).orElse(standard);
    }

    String word(String parameter, String standard) {
        return find(parameter).map(node -> word(parameter, node)).orElse(standard);
    }

    ScheduleTextException wrong(String parameter, String problem) {
        return builder.wrong(problem, find(parameter).map(Node::at).orElse(invocation.at()));
    }

    private String word(String parameter, Node node) {
        return switch (node) {
            case Node.Quoted quoted -> quoted.text();
            case Node.Invocation bare when bare.bare() -> bare.name();
            default -> throw builder.wrong(parameter + " must be a word", node.at());
        };
    }

    /// One number for all groups or one for each; none where it is not given.
    PerGroup<Double> perGroup(String parameter) {
        return find(parameter).map(node -> new PerGroup<>(
                items(node).stream().map(item -> number(parameter, item)).toList())).orElse(PerGroup.none());
    }

    PerGroup<Double> perGroup(String parameter, double standard) {
        return has(parameter) ? perGroup(parameter) : PerGroup.all(standard);
    }

    LrSchedule schedule(String parameter) {
        return builder.schedule(need(parameter));
    }

    /// The schedules that were put together.
    List<LrSchedule> schedules() {
        List<Node> all = new ArrayList<>(many);
        find("schedulers").ifPresent(node -> all.addAll(items(node)));
        return all.stream().map(builder::schedule).toList();
    }

    private static List<Node> items(Node node) {
        return node instanceof Node.Items items ? items.items() : List.of(node);
    }
}
