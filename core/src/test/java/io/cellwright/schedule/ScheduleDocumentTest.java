package io.cellwright.schedule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.cellwright.optim.OptimizerConfig;
import io.cellwright.optim.ParamGroup;
import io.cellwright.schedule.formula.CosineAnnealingLR;
import io.cellwright.schedule.formula.OneCycleLR;
import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.schedule.text.ScheduleText;
import io.cellwright.schedule.warmup.WarmUp;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.Workspace;
import io.cellwright.train.Objective;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/// Runs every example of `docs/schedules.md`.
class ScheduleDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/schedules.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.*?) \\| .* \\| `(.*)` \\|$");
    private static final Pattern COMMAND = Pattern.compile("cellwright schedule \"(.*?)\"");
    private static final Pattern VALUE = Pattern.compile("`((?:ramp\\(0|50 \\*)[^`]*)`");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    private static List<MatchResult> all(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(DOCUMENT)).results().toList();
    }

    @Test
    void everyRowHasAnExampleOfItself() throws IOException {
        List<MatchResult> rows = all(ROW);
        assertThat(rows).hasSize(ScheduleText.names().size());
        for (MatchResult row : rows) {
            LrSchedule schedule = ScheduleText.parse(row.group(2));
            assertThat(schedule.start(1e-3).lr(new Progress(1, 7, 0), 0)).as(row.group(2)).isBetween(0.0, 0.02);
            List<String> names = NAME.matcher(row.group(1)).results().map(name -> name.group(1)).toList();
            assertThat(row.group(2)).contains(names.getFirst() + "(");
            assertThat(ScheduleText.names()).contains(names.getFirst());
            for (String name : names) {
                assertThat(ScheduleText.parse(row.group(2).replace(names.getFirst() + "(", name + "(")))
                        .as(name).isEqualTo(schedule);
            }
        }
    }

    @Test
    void everyCommandAndEveryValueCanBeRead() throws IOException {
        assertThat(all(COMMAND)).hasSize(3).allSatisfy(command -> ScheduleText.parse(command.group(1)));
        assertThat(all(VALUE)).hasSizeGreaterThan(1).allSatisfy(value -> ScheduleText.parseValue(value.group(1)));
    }

    @Test
    void theFaultIsShownAsTheDocumentShowsIt() {
        assertThatThrownBy(() -> ScheduleText.parse("warmup(512) then cosine(512, eta=0)")).satisfies(fault ->
                assertThat(DOCUMENT).content().contains("```\n" + fault.getMessage() + "\n```"));
    }

    @Test
    void theJavaExampleBeginsAtTheFirstStepOfTheWarmUp() {
        LrScheduler rate = new WarmUp(512).then(new CosineAnnealingLR(512, 1e-5)).start(1e-3);
        double first = rate.lr(Progress.START, 0);
        assertThat(first).isEqualTo(1e-3 / 512);
    }

    @Test
    void theObjectiveOfTheJavaExampleBeginsLowWithAHighBeta1() {
        Parameters parameters = new Parameters(new Workspace(Device.reference()));
        parameters.parameter("w", Shape.of(1), Initializer.constant(1));
        parameters.allocate(0);
        Objective objective = Objective.of(
                ParamGroup.all(parameters, new OptimizerConfig.Adam(0.9, 0.999, 1e-8, 0)),
                new OneCycleLR(1e-2, 1000).start(1e-3));
        assertThat(objective.learningRate().lr(Progress.START, 0)).isCloseTo(1e-2 / 25, within(1e-12));
        assertThat(objective.learningRate().momentum(Progress.START, 0).orElseThrow())
                .isCloseTo(0.95, within(1e-12));
    }
}
