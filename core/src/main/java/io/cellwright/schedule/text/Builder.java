package io.cellwright.schedule.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.ChainedScheduler;
import io.cellwright.schedule.lr.Factor;
import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.SequentialLR;

/// From nodes to what they mean.
///
/// @param text all that was written, for errors
record Builder(String text) {
    LrSchedule schedule(Node node) {
        return switch (node) {
            case Node.Num number when number.unit().isPresent() ->
                    throw wrong("a schedule must come here but it is a span", number.at());
            case Node.Num number -> making(number.at(), List.of(), () -> new Factor(number.value()));
            case Node.Invocation invocation -> invoked(invocation);
            case Node.Following following -> following(following);
            case Node.Product product -> making(product.at(), List.of(),
                    () -> new ChainedScheduler(product.parts().stream().map(this::schedule).toList()));
            case Node.Items items -> throw wrong("a schedule must come here but it is a list", items.at());
            case Node.Quoted quoted ->
                    throw wrong("a schedule must come here but it is a text: leave the quotes out", quoted.at());
        };
    }

    private LrSchedule invoked(Node.Invocation invocation) {
        Form form = Forms.of(invocation.name()).orElseThrow(() -> wrong("there is no schedule '" + invocation.name()
                + "'; there are " + String.join(", ", Forms.names()), invocation.nameAt()));
        Arguments arguments = new Arguments(this, form, invocation);
        return making(invocation.at(), arguments.bound(), () -> form.make().apply(arguments));
    }

    private LrSchedule following(Node.Following following) {
        List<LrSchedule> parts = new ArrayList<>();
        List<Span> lengths = new ArrayList<>();
        for (int p = 0; p < following.parts().size(); p++) {
            Node part = following.parts().get(p);
            LrSchedule schedule = schedule(part);
            parts.add(schedule);
            if (p < following.lengths().size()) {
                Optional<Span> length = following.lengths().get(p).or(schedule::end);
                lengths.add(length.orElseThrow(() -> wrong("this goes on for ever: say for how long, as in '"
                        + written(part) + " for 100ep then ...'", part.at())));
            }
        }
        return making(following.at(), List.of(), () -> SequentialLR.ofLengths(parts, lengths));
    }

    private String written(Node node) {
        return text.substring(node.at().start(), node.at().end());
    }

    /// A whole number of steps or epochs.
    Span span(Node node, Span.Unit bare) {
        if (!(node instanceof Node.Num number)) {
            throw wrong("a span must come here, such as 100 or 100ep", node.at());
        }
        if (number.value() < 0 || number.value() != Math.rint(number.value()) || number.value() > 1e15) {
            throw wrong("a span must be a whole number, at least 0", number.at());
        }
        return new Span((long) number.value(), number.unit().orElse(bare));
    }

    ScheduleTextException wrong(String problem, Place at) {
        return new ScheduleTextException(problem, text, at);
    }

    /// Makes a schedule; what its constructor refuses is shown under the argument whose name the refusal begins with.
    private LrSchedule making(Place all, List<Arguments.Bound> bound, Supplier<LrSchedule> make) {
        try {
            return make.get();
        } catch (ScheduleTextException shown) {
            throw shown;
        } catch (IllegalArgumentException refused) {
            String problem = String.valueOf(refused.getMessage());
            Place at = bound.stream().filter(argument -> problem.startsWith(argument.parameter() + " "))
                    .map(argument -> argument.value().at()).findFirst().orElse(all);
            throw wrong(problem, at);
        }
    }
}
