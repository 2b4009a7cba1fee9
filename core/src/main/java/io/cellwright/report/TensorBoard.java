package io.cellwright.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

import io.cellwright.data.DataException;
import io.cellwright.train.TrainEvent;
import io.cellwright.train.TrainEvent.Metric;

/// A history as an event file for TensorBoard. Metrics of an epoch stand under `epoch/…` at the number of the epoch,
/// those of a step under `step/…` at the number of finished steps, and decisions are the text `decisions`. Numbers are
/// rounded to float, which is what the file format holds.
///
/// Where a run goes on from a checkpoint, a new file in the folder begins after the step from which it goes on. What an
/// earlier file has of later steps comes again with the same values, so that a viewer shows one curve. Where a run that
/// diverged goes back, what it gave up stays in the file, and a viewer drops it or shows both.
///
/// Source: TensorFlow's `event.proto`, `summary.proto` and `tensor.proto`, of which this writes the fields that
/// TensorBoard reads.
public final class TensorBoard implements HistoryFile {
    private static final double MILLIS = 1000;
    private static final int STRING = 7;

    private final Path path;
    private final RecordFile out;
    private final LongSupplier millis;

    private TensorBoard(Path path, RecordFile out, LongSupplier millis) {
        this.path = path;
        this.out = out;
        this.millis = millis;
    }

    /// A new event file in a folder, which is made if it is not there. It is named after the second, or the first after
    /// it of which there is no file: viewers read files in the order of their names.
    ///
    /// @param millis the time, in milliseconds since 1970
    /// @throws DataException if it cannot be written
    public static TensorBoard create(Path folder, LongSupplier millis) {
        long second = millis.getAsLong() / 1000;
        Path path = path(folder, second);
        try {
            Files.createDirectories(folder);
            while (Files.exists(path)) {
                path = path(folder, ++second);
            }
            TensorBoard file = new TensorBoard(path, new RecordFile(path), millis);
            file.out.write(file.event(0).text(3, "brain.Event:2").toBytes());
            file.out.flush();
            return file;
        } catch (IOException unwritable) {
            throw Unwritten.because(path, unwritable);
        }
    }

    private static Path path(Path folder, long second) {
        return folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%010d.cellwright", second));
    }

    @Override
    public void on(TrainEvent event) {
        try {
            switch (event) {
                case TrainEvent.Started started -> { }
                case TrainEvent.WentBack back -> { }
                case TrainEvent.StepDone done -> numbers("step/", done.progress().step(), List.of(
                        new Metric("train_loss", done.loss()), new Metric("lr", done.learningRate())));
                case TrainEvent.Validated done -> {
                    numbers("step/", done.progress().step(), done.metrics());
                    out.flush();
                }
                case TrainEvent.EpochDone done -> {
                    numbers("epoch/", done.progress().epoch() - 1L, done.metrics());
                    out.flush();
                }
                case TrainEvent.Decided decided -> {
                    text(decided.progress().step(), decided.what());
                    out.flush();
                }
                case TrainEvent.Finished finished -> out.flush();
            }
        } catch (IOException unwritable) {
            throw Unwritten.because(path, unwritable);
        }
    }

    private ProtocolBuffer event(long step) {
        return new ProtocolBuffer().fixed64(1, millis.getAsLong() / MILLIS).varint(2, step);
    }

    private void numbers(String prefix, long step, List<Metric> metrics) throws IOException {
        ProtocolBuffer summary = new ProtocolBuffer();
        for (Metric metric : metrics) {
            summary.message(1, new ProtocolBuffer().text(1, prefix + metric.key()).fixed32(2, (float) metric.value()));
        }
        out.write(event(step).message(5, summary).toBytes());
    }

    private void text(long step, String text) throws IOException {
        ProtocolBuffer plugin = new ProtocolBuffer().message(1, new ProtocolBuffer().text(1, "text"));
        ProtocolBuffer shape = new ProtocolBuffer().message(2, new ProtocolBuffer().varint(1, 1));
        ProtocolBuffer tensor = new ProtocolBuffer().varint(1, STRING).message(2, shape).text(8, text);
        ProtocolBuffer value = new ProtocolBuffer().text(1, "decisions").message(8, tensor).message(9, plugin);
        out.write(event(step).message(5, new ProtocolBuffer().message(1, value)).toBytes());
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
