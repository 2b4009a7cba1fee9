package io.cellwright.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

import io.cellwright.data.DataException;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.train.History;
import io.cellwright.train.StopReason;
import io.cellwright.train.TrainEvent;
import io.cellwright.train.TrainEvent.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HistoryFileTest {
    private static final long TIME = 1_700_000_000_250L;
    private static final List<TrainEvent> RUN = List.of(new TrainEvent.Started(Span.epochs(1), 2, new History()),
            new TrainEvent.StepDone(new Progress(0, 1, 8), 0.1, 1e-3),
            new TrainEvent.Validated(new Progress(0, 1, 8), List.of(new Metric("elbo_validation", 7.5))),
            new TrainEvent.StepDone(new Progress(0, 300, 16), Double.NaN, 1e-3),
            new TrainEvent.Decided(new Progress(0, 300, 16), "lr 1e-3 -> 6e-4: a \"reason\", with a comma"),
            new TrainEvent.EpochDone(new Progress(1, 300, 16), List.of(new Metric("elbo_train", 1.0 / 3),
                    new Metric("train_accuracy", 1))));

    @TempDir
    private Path folder;

    @Test
    void aTableHasANumberARowAndReadsBackToTheBit() throws IOException {
        Path path = folder.resolve("history.csv");
        try (HistoryCsv file = HistoryCsv.create(path)) {
            RUN.forEach(file::on);
            assertThat(Files.readAllLines(path)).as("while the run goes").containsExactly("per,index,key,value,text",
                    "step,1,train_loss,0.1,", "step,1,lr,0.001,", "step,1,elbo_validation,7.5,",
                    "step,300,train_loss,NaN,", "step,300,lr,0.001,",
                    "decision,300,,,\"lr 1e-3 -> 6e-4: a \"\"reason\"\", with a comma\"",
                    "epoch,0,elbo_train,0.3333333333333333,", "epoch,0,train_accuracy,1.0,");
            file.on(new TrainEvent.Finished(new Progress(1, 300, 16), StopReason.COMPLETED));
        }
    }

    @Test
    void aRunThatGoesOnOrBackBeginsWithWhatItHas() throws IOException {
        Path path = Files.writeString(folder.resolve("history.csv"), "an older file that is longer than the new one\n"
                .repeat(20));
        String old = Files.readString(path);
        History.Decision why = new History.Decision(new Progress(1, 1, 8), "stay");
        History before = History.of(List.of(new History.Entry("train_loss", History.Per.STEP, 1, 0.5), why,
                new History.Entry("elbo_train", History.Per.EPOCH, 0, 2)));
        List<String> begun = List.of("per,index,key,value,text", "step,1,train_loss,0.5,", "decision,1,,,stay",
                "epoch,0,elbo_train,2.0,");
        try (HistoryCsv file = HistoryCsv.create(path)) {
            assertThat(Files.readString(path)).as("before the run begins").isEqualTo(old);
            file.on(new TrainEvent.Started(Span.epochs(1), 2, before));
            assertThat(Files.readAllLines(path)).isEqualTo(begun);
            file.on(new TrainEvent.StepDone(new Progress(1, 2, 16), 0.25, 1));
            file.on(new TrainEvent.WentBack(before));
            assertThat(Files.readAllLines(path)).isEqualTo(begun);
            file.on(new TrainEvent.Decided(new Progress(1, 1, 8), "back"));
            assertThat(Files.readAllLines(path)).hasSize(5).endsWith("decision,1,,,back");
        }
    }

    @Test
    void aFolderOfEventFilesKeepsThemAll() throws IOException {
        TensorBoard.create(folder, () -> TIME).close();
        TensorBoard.create(folder, () -> TIME).close();
        TensorBoard.create(folder, () -> TIME).close();
        assertThat(folder.resolve("events.out.tfevents.1700000000.cellwright")).exists();
        assertThat(folder.resolve("events.out.tfevents.1700000001.cellwright")).exists();
        assertThat(folder.resolve("events.out.tfevents.1700000002.cellwright")).exists();
    }

    @Test
    void anEventFileReadsBack() throws IOException {
        try (TensorBoard file = TensorBoard.create(folder.resolve("runs"), () -> TIME)) {
            RUN.forEach(file::on);
            Path path = folder.resolve("runs/events.out.tfevents.1700000000.cellwright");
            List<String> events = new ArrayList<>();
            for (byte[] record : records(Files.readAllBytes(path))) {
                events.add(event(record));
            }
            assertThat(events).as("while the run goes").containsExactly("1.70000000025E9 0 version brain.Event:2",
                    "1.70000000025E9 1 step/train_loss=0.1 step/lr=0.001", "1.70000000025E9 1 step/elbo_validation=7.5",
                    "1.70000000025E9 300 step/train_loss=NaN step/lr=0.001",
                    "1.70000000025E9 300 decisions=text:lr 1e-3 -> 6e-4: a \"reason\", with a comma",
                    "1.70000000025E9 0 epoch/elbo_train=0.33333334 epoch/train_accuracy=1.0");
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain"), "x");
        assertThatThrownBy(() -> HistoryCsv.create(plain.resolve("history.csv"))).isInstanceOf(DataException.class)
                .hasMessageContaining("plain");
        assertThatThrownBy(() -> TensorBoard.create(plain, () -> TIME)).isInstanceOf(DataException.class)
                .hasMessageContaining("plain");
    }

    /// Records whose checksums are right.
    private static List<byte[]> records(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> records = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] length = new byte[8];
            in.get(length);
            assertThat(in.getInt()).isEqualTo(masked(length));
            byte[] record = new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
            in.get(record);
            assertThat(in.getInt()).isEqualTo(masked(record));
            records.add(record);
        }
        return records;
    }

    private static int masked(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        long value = crc.getValue();
        return (int) (((value >>> 15) | (value << 17)) + 0xa282ead8L);
    }

    /// A field of a message: its number, and its value as a number or as bytes.
    private record Field(int number, long value, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static List<Field> fields(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        List<Field> fields = new ArrayList<>();
        while (in.hasRemaining()) {
            long tag = varint(in);
            int number = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case 0 -> fields.add(new Field(number, varint(in), new byte[0]));
                case 1 -> fields.add(new Field(number, in.getLong(), new byte[0]));
                case 5 -> fields.add(new Field(number, in.getInt(), new byte[0]));
                case 2 -> {
                    byte[] bytes = new byte[(int) varint(in)];
                    in.get(bytes);
                    fields.add(new Field(number, 0, bytes));
                }
                default -> throw new AssertionError("wire type of tag " + tag);
            }
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0;; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static String event(byte[] record) {
        StringBuilder text = new StringBuilder();
        for (Field field : fields(record)) {
            switch (field.number()) {
                case 1 -> text.append(Double.longBitsToDouble(field.value()));
                case 2 -> text.append(' ').append(field.value());
                case 3 -> text.append(" version ").append(field.text());
                case 5 -> fields(field.bytes()).forEach(value -> text.append(' ').append(value(value.bytes())));
                default -> throw new AssertionError("field " + field.number());
            }
        }
        return text.toString();
    }

    private static String value(byte[] message) {
        String tag = "";
        String value = "";
        String plugin = "";
        for (Field field : fields(message)) {
            switch (field.number()) {
                case 1 -> tag = field.text();
                case 2 -> value = Float.toString(Float.intBitsToFloat((int) field.value()));
                case 8 -> value = fields(field.bytes()).getLast().text();
                case 9 -> plugin = fields(fields(field.bytes()).getFirst().bytes()).getFirst().text() + ":";
                default -> throw new AssertionError("field " + field.number());
            }
        }
        return tag + "=" + plugin + value;
    }
}
