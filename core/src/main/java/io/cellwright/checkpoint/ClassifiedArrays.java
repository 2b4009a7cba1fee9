package io.cellwright.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import io.cellwright.tensor.Shape;
import io.cellwright.tensor.safetensors.SafeTensorsReader;
import io.cellwright.tensor.safetensors.SafeTensorsWriter;
import io.cellwright.train.Observation;
import io.cellwright.train.Observation.Classified;
import io.cellwright.train.Phase;

/// The classified cells of an epoch that is under way, as arrays: there may be as many as there are cells. Those of all
/// minibatches of a phase are put together, which gives the same metrics.
final class ClassifiedArrays {
    private ClassifiedArrays() {}

    static void add(SafeTensorsWriter writer, String prefix, List<Observation> observations) {
        for (Phase phase : Phase.values()) {
            List<Classified> all = observations.stream().filter(Classified.class::isInstance)
                    .map(Classified.class::cast).filter(c -> c.phase() == phase).toList();
            if (!all.isEmpty()) {
                String name = prefix + name(phase);
                ints(writer, name + "classes", IntStream.of(all.getFirst().classes()));
                ints(writer, name + "truth", all.stream().flatMapToInt(c -> Arrays.stream(c.truth())));
                ints(writer, name + "predicted", all.stream().flatMapToInt(c -> Arrays.stream(c.predicted())));
                double[] confidence = all.stream().flatMapToDouble(c -> DoubleStream.of(c.confidence())).toArray();
                writer.add(name + "confidence", Shape.of(confidence.length), confidence);
            }
        }
    }

    static List<Observation> read(SafeTensorsReader reader, String prefix) throws IOException {
        List<Observation> all = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            String name = prefix + name(phase);
            if (reader.find(name + "classes").isPresent()) {
                all.add(new Classified(phase, ints(reader, name + "classes")[0], ints(reader, name + "truth"),
                        ints(reader, name + "predicted"), reader.doubles(name + "confidence")));
            }
        }
        return all;
    }

    private static String name(Phase phase) {
        return "classified." + phase.name().toLowerCase(Locale.ROOT) + ".";
    }

    private static void ints(SafeTensorsWriter writer, String name, IntStream values) {
        int[] array = values.toArray();
        writer.add(name, Shape.of(array.length), array);
    }

    static int[] ints(SafeTensorsReader reader, String name) throws IOException {
        return Arrays.stream(reader.integers(name)).mapToInt(Math::toIntExact).toArray();
    }
}
