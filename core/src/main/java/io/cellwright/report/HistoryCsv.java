package io.cellwright.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import io.cellwright.data.DataException;
import io.cellwright.schedule.Progress;
import io.cellwright.train.History;
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
/// The file is that of the whole run: where a run goes on from a checkpoint, it begins with the rows until there, and the
/// end has the same bytes as if the run had never stopped. Where a run that diverged goes back, rows of numbers that it
/// gave up are taken out; decisions stay.
public final class HistoryCsv implements HistoryFile {
    private final Path path;
    private final FileChannel channel;
    private final Writer out;

    private HistoryCsv(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
        this.out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
    }

    /// Opens a file. What is in it stays until the run begins, so that one that is refused changes nothing.
    ///
    /// @throws DataException if it cannot be written
    public static HistoryCsv create(Path path) {
        try {
            return new HistoryCsv(path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        } catch (IOException unwritable) {
            throw Unwritten.because(path, unwritable);
        }
    }

    @Override
    public void on(TrainEvent event) {
        try {
            switch (event) {
                case TrainEvent.Started started -> begin(started.before());
                case TrainEvent.WentBack back -> begin(back.before());
                case TrainEvent.StepDone done -> {
                    row(Per.STEP, done.progress().step(), "train_loss", done.loss());
                    row(Per.STEP, done.progress().step(), "lr", done.learningRate());
                }
                case TrainEvent.Validated done -> rows(Per.STEP, done.progress().step(), done.metrics());
                case TrainEvent.EpochDone done -> rows(Per.EPOCH, done.progress().epoch() - 1L, done.metrics());
                case TrainEvent.Decided decided -> {
                    decision(decided.progress(), decided.what());
                    out.flush();
                }
                case TrainEvent.Finished finished -> out.flush();
            }
        } catch (IOException unwritable) {
            throw Unwritten.because(path, unwritable);
        }
    }

    /// Writes the file anew as far as a history goes.
    private void begin(History before) throws IOException {
        out.flush();
        channel.truncate(0);
        line("per,index,key,value,text");
        for (History.Row row : before.rows()) {
            switch (row) {
                case History.Entry entry -> row(entry.per(), entry.index(), entry.key(), entry.value());
                case History.Decision decision -> decision(decision.progress(), decision.what());
            }
        }
        out.flush();
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
