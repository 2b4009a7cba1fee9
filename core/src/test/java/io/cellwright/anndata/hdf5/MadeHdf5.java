package io.cellwright.anndata.hdf5;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cellwright.anndata.hdf5.append.Hdf5Appender;
import io.cellwright.anndata.store.Data;

/// Small HDF5 files of any layout, for tests.
public final class MadeHdf5 {
    private MadeHdf5() {}

    /// What stands in a file.
    public sealed interface Node {}

    /// A group with members by name.
    public record Group(Map<String, Node> members) implements Node {
        /// An empty one.
        public Group() {
            this(new LinkedHashMap<>());
        }

        /// Adds a member, or puts it in place of one.
        public Group with(String name, Node node) {
            Map<String, Node> more = new LinkedHashMap<>(members);
            more.put(name, node);
            return new Group(more);
        }

        /// Takes a member away.
        public Group without(String name) {
            Map<String, Node> fewer = new LinkedHashMap<>(members);
            fewer.remove(name);
            return new Group(fewer);
        }

        /// A group inside.
        public Group group(String name) {
            return (Group) Objects.requireNonNull(members.get(name), name);
        }
    }

    /// An array.
    public record Array(Data data, List<Long> shape) implements Node {}

    /// A list of texts.
    public static Array texts(String... texts) {
        return new Array(new Data.Texts(List.of(texts)), List.of((long) texts.length));
    }

    /// A list of int64.
    public static Array wholes(long... values) {
        return new Array(new Data.Wholes(8, values), List.of((long) values.length));
    }

    /// A list of int32.
    public static Array ints(int... values) {
        return new Array(new Data.Ints(values), List.of((long) values.length));
    }

    /// A list of truth values.
    public static Array truths(boolean... values) {
        return new Array(new Data.Truths(values), List.of((long) values.length));
    }

    /// A table of float32.
    public static Array floats(float[][] rows) {
        float[] all = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * rows[i].length, rows[i].length);
        }
        return new Array(new Data.Floats(all), List.of((long) rows.length, (long) rows[0].length));
    }

    /// Writes a file.
    public static Path write(Path path, Group root) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Hdf5Appender out = Hdf5Appender.create(channel);
            out.publish(write(out, root));
            return path;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long write(Hdf5Appender out, Node node) throws IOException {
        return switch (node) {
            case Array(Data data, List<Long> shape) ->
                out.dataset(data, List.of(), shape.stream().mapToLong(Long::longValue).toArray());
            case Group(Map<String, Node> members) -> {
                Map<String, Long> written = new LinkedHashMap<>();
                for (Map.Entry<String, Node> member : members.entrySet()) {
                    written.put(member.getKey(), write(out, member.getValue()));
                }
                yield out.group(written, List.of());
            }
        };
    }
}
