package io.cellwright.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

import com.google.gson.JsonParseException;
import io.cellwright.data.DataException;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.safetensors.DType;
import io.cellwright.tensor.safetensors.SafeTensorsReader;
import io.cellwright.tensor.safetensors.SafeTensorsWriter;
import io.cellwright.tensor.safetensors.TensorInfo;
import io.cellwright.train.RunState;

/// A checkpoint as one safetensors file:
///
/// | array | what |
/// |---|---|
/// | `state` | JSON: progress, rules, sums, decisions, settings |
/// | `train`, `validation` | cells of the split |
/// | `values`, `buffers`, `moments.0` … | slabs as they lie in memory |
/// | `classified.…` | cells that the epoch under way has classified |
/// | `history.epoch.KEY.index`, `.value` … | numbers of each metric, of epochs and of steps |
/// | `history.order` | in which order they and the decisions came |
/// | `average.values`, `average.buffers` | the moving average of the weights, where there is one |
/// | `best.values`, `best.buffers` | the best weights so far, where they are kept |
/// | `good.values` … | all arrays but the history of the state to which it goes back if it diverges, if it may |
/// | `sha256` | of the whole file with zeros in this place, which is its end |
///
/// Slabs are in the byte order of the machine; `state` names it, and another machine refuses them.
final class CheckpointFile {
    static final String DAMAGED = "Delete the file to go on without it";
    private static final String STATE = "state";
    private static final String MOMENTS = "moments.";
    private static final String AVERAGE = "average.";
    private static final String BEST = "best.";
    private static final String GOOD = "good.";
    private static final String SUM = "sha256";
    private static final int SUM_BYTES = 32;

    private CheckpointFile() {}

    static void write(Path file, Checkpoint checkpoint) throws IOException {
        RunState state = checkpoint.state();
        byte[] json = StateJson.write(checkpoint).getBytes(StandardCharsets.UTF_8);
        SafeTensorsWriter writer = new SafeTensorsWriter();
        bytes(writer, STATE, json);
        writer.add("train", Shape.of(checkpoint.identity().train().length), checkpoint.identity().train());
        writer.add("validation", Shape.of(checkpoint.identity().validation().length),
                checkpoint.identity().validation());
        slabs(writer, "", state);
        HistoryArrays.add(writer, state.history());
        state.good().ifPresent(good -> slabs(writer, GOOD, good));
        byte[] sum = new byte[SUM_BYTES];
        bytes(writer, SUM, sum);
        // The writer takes the numbers when it writes: zeros now, the sum then.
        System.arraycopy(sum(writer), 0, sum, 0, SUM_BYTES);
        writer.write(file);
    }

    private static void slabs(SafeTensorsWriter writer, String prefix, RunState state) {
        slabs(writer, prefix, state.weights());
        for (int i = 0; i < state.moments().size(); i++) {
            bytes(writer, prefix + MOMENTS + i, state.moments().get(i));
        }
        ClassifiedArrays.add(writer, prefix, state.metrics());
        state.average().ifPresent(average -> slabs(writer, prefix + AVERAGE, average));
        state.best().ifPresent(best -> slabs(writer, prefix + BEST, best));
    }

    private static void slabs(SafeTensorsWriter writer, String prefix, Parameters.Snapshot weights) {
        bytes(writer, prefix + "values", weights.values());
        bytes(writer, prefix + "buffers", weights.buffers());
    }

    private static void bytes(SafeTensorsWriter writer, String name, byte[] bytes) {
        writer.add(name, DType.U8, Shape.of(bytes.length), bytes);
    }

    private static byte[] sum(SafeTensorsWriter writer) throws IOException {
        MessageDigest digest = digest();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            writer.write(out);
        }
        return digest.digest();
    }

    /// @throws DataException if the file is damaged or cannot be read
    static StoredCheckpoint read(Path file) {
        return reading(file, () -> {
            requireWhole(file);
            try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
                return read(file, reader);
            }
        });
    }

    /// Something that is read from a checkpoint.
    @FunctionalInterface
    interface Reading<T> {
        T read() throws IOException;
    }

    /// Reads something; whatever is wrong with it is said of the file.
    static <T> T reading(Path file, Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException | JsonParseException | IllegalStateException | IllegalArgumentException
                | IndexOutOfBoundsException | NoSuchElementException | ClassCastException e) {
            throw new DataException(file, "", "it is no checkpoint that can be read here: " + e.getMessage(), DAMAGED, e);
        }
    }

    private static StoredCheckpoint read(Path file, SafeTensorsReader reader) throws IOException {
        return new StoredCheckpoint(file, StateJson.parse(new String(reader.bytes(STATE), StandardCharsets.UTF_8)),
                ClassifiedArrays.ints(reader, "train"), ClassifiedArrays.ints(reader, "validation"),
                arrays(reader, ""), HistoryArrays.read(reader), reader.find(GOOD + "values").isPresent()
                        ? Optional.of(arrays(reader, GOOD)) : Optional.empty());
    }

    private static StoredCheckpoint.Arrays arrays(SafeTensorsReader reader, String prefix) throws IOException {
        List<byte[]> moments = new ArrayList<>();
        for (int i = 0; reader.find(prefix + MOMENTS + i).isPresent(); i++) {
            moments.add(reader.bytes(prefix + MOMENTS + i));
        }
        return new StoredCheckpoint.Arrays(slabs(reader, prefix), moments, optionalSlabs(reader, prefix + AVERAGE),
                optionalSlabs(reader, prefix + BEST), ClassifiedArrays.read(reader, prefix));
    }

    private static Optional<Parameters.Snapshot> optionalSlabs(SafeTensorsReader reader, String prefix)
            throws IOException {
        return reader.find(prefix + "values").isPresent() ? Optional.of(slabs(reader, prefix)) : Optional.empty();
    }

    private static Parameters.Snapshot slabs(SafeTensorsReader reader, String prefix) throws IOException {
        return new Parameters.Snapshot(reader.bytes(prefix + "values"), reader.bytes(prefix + "buffers"));
    }

    /// Checks the sum at the end of the file.
    private static void requireWhole(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        if (all.length < SUM_BYTES) {
            throw new DataException(file, "", "the file has only " + all.length + " bytes", DAMAGED);
        }
        byte[] wanted = Arrays.copyOfRange(all, all.length - SUM_BYTES, all.length);
        Arrays.fill(all, all.length - SUM_BYTES, all.length, (byte) 0);
        byte[] found = digest().digest(all);
        if (!Arrays.equals(wanted, found)) {
            throw new DataException(file, "", "the file was changed or cut short since it was written: its SHA-256 is "
                    + HexFormat.of().formatHex(found) + " but its end says " + HexFormat.of().formatHex(wanted), DAMAGED);
        }
        try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
            Optional<TensorInfo> last = reader.find(SUM);
            if (last.isEmpty() || reader.tensors().stream().anyMatch(t -> t.end() > last.get().end())) {
                throw new DataException(file, SUM, "it does not stand at the end of the file", DAMAGED);
            }
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
