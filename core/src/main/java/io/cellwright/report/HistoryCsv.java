package io.cellwright.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.cellwright.data.DataException;
import io.cellwright.schedule.Progress;
import io.cellwright.train.History.Per;
import io.cellwright.train.TrainEvent;

/// A history as a table of comma-separated values, a number a row:
///
/// | column | holds |
/// |---|---|
/// | `per` | `epoch`, `step` or `decision` |
/// | `index` | 0-based number of the epoch; number of finished steps for the others |
/// | `key` | such as `elbo_train`; empty for a decision |
/// | `value` | the number, as Java writes a double: it reads back as the same; empty for a decision |
/// | `text` | of a decision |
///
/// Where a run that diverged has gone back, rows of what it gave up stay, and the decision stands between them and those
/// that take their place.
public final class HistoryCsv implements HistoryFile {
    private final Path path;
    private final BufferedWriter out;

    private HistoryCsv(Path path, BufferedWriter out) {
        this.path = path;
        this.out = out;
    }

    /// A new file in place of one that may be there.
    ///
    /// @throws DataException if it cannot be written
    public static HistoryCsv create(Path path) {
        try {
            HistoryCsv file = new HistoryCsv(path, Files.newBufferedWriter(path));
            file.line("per,index,key,value,text");
            file.out.flush();
            return file;
        } catch (IOException unwritable) {
            throw Unwritten.because(path, unwritable);
        }
    }

    @Override
    public void on(TrainEvent event) {
        try {
            switch (event) {
                case TrainEvent.Started started -> { }
                case TrainEvent.StepDone done -> {
                    row(Per.STEP, done.progress().step(), "train_loss", done.loss());
                    row(Per.STEP, done.progress().step(), "lr", done.learningRate());
                }
                case TrainEvent.Validated done -> rows(Per.STEP, done.progress().step(), done.metrics());
                case TrainEvent.EpochDone done -> rows(Per.EPOCH, done.progress().epoch() - 1L, done.metrics());
                case TrainEvent.Decided decided -> decision(decided.progress(), decided.what());
                case TrainEvent.Finished finished -> out.flush();
            }
        } catch (IOException unwritable) {
            throw Unwritten.because(path, unwritable);
        }
    }

    private void rows(Per per, long index, List<TrainEvent.Metric> metrics) throws IOException {
        for (TrainEvent.Metric metric : metrics) {
            row(per, index, metric.key(), metric.value());
        }
        out.flush();
    }

    private void row(Per per, long index, String key, double value) throws IOException {
        line((per == Per.EPOCH ? "epoch," : "step,") + index + "," + quoted(key) + "," + value + ",");
    }

    private void decision(Progress progress, String what) throws IOException {
        line("decision," + progress.step() + ",,," + quoted(what));
        out.flush();
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private void line(String text) throws IOException {
        out.write(text);
        out.write('\n');
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException unwritable) {
            throw Unwritten.because(path, unwritable);
        }
    }
}
