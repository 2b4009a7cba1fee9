package io.cellwright.schedule.text;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import io.cellwright.schedule.Span;
import io.cellwright.schedule.formula.Anneal;
import io.cellwright.schedule.formula.ConstantLR;
import io.cellwright.schedule.formula.CosineAnnealingLR;
import io.cellwright.schedule.formula.CosineAnnealingWarmRestarts;
import io.cellwright.schedule.formula.CyclicLR;
import io.cellwright.schedule.formula.ExponentialLR;
import io.cellwright.schedule.formula.LinearDecay;
import io.cellwright.schedule.formula.LinearLR;
import io.cellwright.schedule.formula.MultiStepLR;
import io.cellwright.schedule.formula.OneCycleLR;
import io.cellwright.schedule.formula.PolynomialLR;
import io.cellwright.schedule.formula.Ramp;
import io.cellwright.schedule.formula.SWALR;
import io.cellwright.schedule.formula.StepLR;
import io.cellwright.schedule.lr.ChainedScheduler;
import io.cellwright.schedule.lr.Clamp;
import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.PerGroup;
import io.cellwright.schedule.lr.ReduceLROnPlateau;
import io.cellwright.schedule.lr.SequentialLR;
import io.cellwright.schedule.warmup.CosineWithWarmup;
import io.cellwright.schedule.warmup.InverseSquareRoot;
import io.cellwright.schedule.warmup.LinearWithWarmup;
import io.cellwright.schedule.warmup.PolynomialWithWarmup;
import io.cellwright.schedule.warmup.RestartsWithWarmup;
import io.cellwright.schedule.warmup.WarmUp;
import io.cellwright.schedule.warmup.WarmupStableDecay;

/// All schedules that can be written.
final class Forms {
    private static final List<Form> ALL = Stream.of(torch(), warmups(), composites()).flatMap(List::stream).toList();

    private Forms() {}

    /// The form of that name.
    static Optional<Form> of(String name) {
        return ALL.stream().filter(form -> form.isNamed(name)).findFirst();
    }

    /// The short names.
    static List<String> names() {
        return ALL.stream().map(Form::name).filter(name -> !name.endsWith("LR")).sorted().toList();
    }

    private static List<Form> torch() {
        return List.of(
                Form.of("steplr step", "step_size gamma",
                        a -> new StepLR(a.span("step_size"), a.number("gamma", 0.1))),
                Form.of("multistep MultiStepLR", "milestones gamma", Forms::multiStep),
                Form.of("constant ConstantLR", "factor total_iters", a -> new ConstantLR(
                        a.number("factor", ConstantLR.DEFAULT.factor()),
                        a.span("total_iters", ConstantLR.DEFAULT.totalIters()))),
                Form.of("linear LinearLR", "start_factor end_factor total_iters", a -> new LinearLR(
                        a.number("start_factor", LinearLR.DEFAULT.startFactor()),
                        a.number("end_factor", LinearLR.DEFAULT.endFactor()),
                        a.span("total_iters", LinearLR.DEFAULT.totalIters()))),
                Form.of("exponential ExponentialLR exp", "gamma per",
                        a -> new ExponentialLR(a.number("gamma"), a.unit("per"))),
                Form.of("polynomial PolynomialLR poly", "total_iters power", a -> new PolynomialLR(
                        a.span("total_iters", PolynomialLR.DEFAULT.totalIters()),
                        a.number("power", PolynomialLR.DEFAULT.power()))),
                Form.of("cosine CosineAnnealingLR", "T_max eta_min",
                        a -> new CosineAnnealingLR(a.span("T_max"), a.number("eta_min", 0))),
                Form.of("restarts CosineAnnealingWarmRestarts", "T_0 T_mult eta_min steps_per_epoch",
                        a -> new CosineAnnealingWarmRestarts(a.span("T_0"), a.whole("T_mult", 1),
                                a.number("eta_min", 0), a.count("steps_per_epoch"))),
                Form.of("onecycle OneCycleLR", "max_lr total_steps epochs steps_per_epoch pct_start anneal_strategy "
                        + "cycle_momentum base_momentum max_momentum div_factor final_div_factor three_phase",
                        Forms::oneCycle),
                Form.of("cyclic CyclicLR", "base_lr max_lr step_size_up step_size_down mode gamma cycle_momentum "
                        + "base_momentum max_momentum", Forms::cyclic),
                Form.of("swa SWALR", "swa_lr anneal_epochs anneal_strategy", a -> new SWALR(a.perGroup("swa_lr"),
                        a.span("anneal_epochs", SWALR.ANNEAL_EPOCHS), a.choice("anneal_strategy", Anneal.COS))),
                Form.of("decay LinearDecay", "from over",
                        a -> new LinearDecay(a.number("from"), a.span("over"))),
                Form.of("ramp", "from to over", a -> new Ramp(a.number("from"), a.number("to"), a.span("over"))),
                function("LambdaLR"), function("MultiplicativeLR"));
    }

    private static List<Form> warmups() {
        return List.of(
                Form.of("warmup WarmUp", "steps from_zero",
                        a -> new WarmUp(a.span("steps"), PerGroup.none(), a.flag("from_zero", false))),
                Form.of("inverse_sqrt InverseSquareRoot", "warmup", a -> new InverseSquareRoot(a.span("warmup"))),
                Form.of("wsd WarmupStableDecay", "warmup stable decay decay_type min_lr_ratio",
                        a -> new WarmupStableDecay(a.span("warmup"), a.span("stable"), a.span("decay"),
                                a.choice("decay_type", WarmupStableDecay.Shape.COSINE),
                                a.number("min_lr_ratio", 0))),
                Form.of("linear_with_warmup", "warmup total",
                        a -> new LinearWithWarmup(a.span("warmup"), a.span("total"))),
                Form.of("cosine_with_warmup", "warmup total cycles", a -> new CosineWithWarmup(a.span("warmup"),
                        a.span("total"), a.number("cycles", 0.5))),
                Form.of("restarts_with_warmup", "warmup total cycles", a -> new RestartsWithWarmup(a.span("warmup"),
                        a.span("total"), a.whole("cycles", 1))),
                Form.of("polynomial_with_warmup", "warmup total lr_end power",
                        a -> new PolynomialWithWarmup(a.span("warmup"), a.span("total"), a.number("lr_end", 1e-7),
                                a.number("power", 1))));
    }

    private static List<Form> composites() {
        return List.of(
                Form.of("plateau ReduceLROnPlateau",
                        "mode factor patience threshold threshold_mode cooldown min_lr eps warmup metric",
                        Forms::plateau),
                Form.ofMany("sequence SequentialLR sequential", "schedulers milestones at", Forms::sequence),
                Form.ofMany("chain ChainedScheduler chained", "schedulers", a -> new ChainedScheduler(a.schedules())),
                Form.of("clamp", "schedule min max", a -> new Clamp(a.schedule("schedule"), a.number("min", 0),
                        a.number("max", Double.POSITIVE_INFINITY))));
    }

    /// Known, so that whoever knows torch is told why it cannot be written.
    private static Form function(String name) {
        Function<Arguments, LrSchedule> refuse = a -> {
            throw new IllegalArgumentException(name + " takes a function, which cannot be written: make it in Java");
        };
        return Form.ofMany(name, "lr_lambda", refuse);
    }

    private static LrSchedule multiStep(Arguments a) {
        return new MultiStepLR(a.require("milestones").spans("milestones"), a.number("gamma", 0.1));
    }

    private static LrSchedule oneCycle(Arguments a) {
        Span total;
        if (a.has("total_steps") == a.has("epochs") || a.has("epochs") != a.has("steps_per_epoch")) {
            throw a.wrong("epochs", "onecycle needs total_steps, or epochs and steps_per_epoch");
        }
        if (a.has("total_steps")) {
            total = a.span("total_steps");
        } else {
            total = Span.steps(a.count("epochs").orElseThrow() * a.count("steps_per_epoch").orElseThrow());
        }
        return new OneCycleLR(a.perGroup("max_lr"), total, a.number("pct_start", 0.3),
                a.choice("anneal_strategy", Anneal.COS), a.flag("cycle_momentum", true),
                a.perGroup("base_momentum", 0.85), a.perGroup("max_momentum", 0.95), a.number("div_factor", 25),
                a.number("final_div_factor", 1e4), a.flag("three_phase", false));
    }

    private static LrSchedule cyclic(Arguments a) {
        Span up = a.span("step_size_up", CyclicLR.STEP_SIZE);
        String mode = a.word("mode", "triangular");
        CyclicLR.Scale scale = switch (mode) {
            case "triangular" -> new CyclicLR.Scale.Triangular();
            case "triangular2" -> new CyclicLR.Scale.Triangular2();
            case "exp_range" -> new CyclicLR.Scale.ExpRange(a.number("gamma", 1));
            default -> throw a.wrong("mode", "mode must be triangular, triangular2 or exp_range");
        };
        return new CyclicLR(a.perGroup("base_lr"), a.perGroup("max_lr"), up, a.span("step_size_down", up), scale,
                a.flag("cycle_momentum", true), a.perGroup("base_momentum", 0.8), a.perGroup("max_momentum", 0.9));
    }

    private static LrSchedule plateau(Arguments a) {
        ReduceLROnPlateau torch = ReduceLROnPlateau.DEFAULT;
        return new ReduceLROnPlateau(a.choice("mode", torch.mode()), a.number("factor", torch.factor()),
                a.whole("patience", torch.patience()), a.number("threshold", torch.threshold()),
                a.choice("threshold_mode", torch.thresholdMode()), a.whole("cooldown", torch.cooldown()),
                a.perGroup("min_lr", 0), a.number("eps", torch.eps()), a.whole("warmup", torch.warmup()),
                a.word("metric", torch.metric()));
    }

    private static LrSchedule sequence(Arguments a) {
        if (a.has("milestones") && a.has("at")) {
            throw a.wrong("at", "milestones and at are the same: give one of them");
        }
        return new SequentialLR(a.schedules(), a.spans(a.has("at") ? "at" : "milestones"));
    }
}
