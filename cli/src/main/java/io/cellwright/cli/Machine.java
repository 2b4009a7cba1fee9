package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.google.gson.JsonObject;
import io.cellwright.tensor.Device;

/// What a measurement was made on.
///
/// @param cpu model of the processor, as the system calls it
/// @param cores cores that this process may use
/// @param caches of the first core, such as `L2 1024K`; empty where the system does not tell
/// @param java version of Java
/// @param kernels what computes, such as `Vector API, 16 lanes`
/// @param handOffMicros time to give an empty piece of work to all workers and have them back
record Machine(String cpu, int cores, List<String> caches, String java, String kernels, double handOffMicros) {
    private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");
    private static final int WARM = 20_000;
    private static final int MEASURED = 50_000;
    private static final long LONGEST_NANOS = 250_000_000;
    private static final Pattern SIZE = Pattern.compile("L(\\d) (\\d+)([KM])");

    /// Of this process.
    static Machine of(Device device) {
        return new Machine(cpuModel(), Runtime.getRuntime().availableProcessors(), readCaches(),
                Runtime.version().toString(), device.name(), handOff(device));
    }

    private static double handOff(Device device) {
        empty(device, WARM);
        long start = System.nanoTime();
        int times = empty(device, MEASURED);
        return (System.nanoTime() - start) / 1e3 / times;
    }

    /// Hands out empty work so many times, or less often where that takes long: cores that others use may take a
    /// thousand times as long as those that are free. Answers with how often.
    private static int empty(Device device, int times) {
        long begun = System.nanoTime();
        for (int i = 0; i < times; i++) {
            device.kernels().pool().run(device.threads(), (from, to, worker) -> { });
            if (System.nanoTime() - begun > LONGEST_NANOS) {
                return i + 1;
            }
        }
        return times;
    }

    /// The processor of this process.
    static String cpuModel() {
        Path info = Path.of("/proc/cpuinfo");
        if (Files.isReadable(info)) {
            try (Stream<String> lines = Files.lines(info)) {
                return lines.filter(line -> line.startsWith("model name")).findFirst()
                        .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(System.getProperty("os.arch"));
            } catch (IOException e) {
                return System.getProperty("os.arch") + " (" + e.getMessage() + ")";
            }
        }
        return System.getProperty("os.arch");
    }

    private static List<String> readCaches() {
        List<String> caches = new ArrayList<>();
        for (int i = 0; Files.isReadable(CACHES.resolve("index" + i).resolve("size")); i++) {
            Path index = CACHES.resolve("index" + i);
            try {
                String type = line(index, "type");
                caches.add("L" + line(index, "level") + (type.equals("Unified") ? "" : type.substring(0, 1)) + " "
                        + line(index, "size"));
            } catch (IOException e) {
                caches.add("L? (" + e.getMessage() + ")");
            }
        }
        return caches;
    }

    private static String line(Path index, String name) throws IOException {
        return Files.readString(index.resolve(name)).strip();
    }

    /// Bytes of the cache of that level; where the system does not tell, those of a common core: 1 MB of L2, 32 MB of L3.
    long cacheBytes(int level) {
        return caches.stream().map(SIZE::matcher).filter(size -> size.matches() && size.group(1).equals("" + level))
                .mapToLong(size -> Long.parseLong(size.group(2)) << (size.group(3).equals("K") ? 10 : 20)).findFirst()
                .orElse(level == 2 ? 1L << 20 : 32L << 20);
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("cpu", cpu);
        json.addProperty("cores", cores);
        json.add("caches", TrainSummary.texts(caches));
        json.addProperty("java", java);
        json.addProperty("kernels", kernels);
        json.addProperty("hand_off_us", handOffMicros);
        return json;
    }

    @Override
    public String toString() {
        return cpu + ", " + cores + " cores" + (caches.isEmpty() ? "" : ", " + String.join(", ", caches)) + "; Java "
                + java + ", " + kernels + "; hand-off " + Numbers.significant(handOffMicros, 3) + " us";
    }
}
