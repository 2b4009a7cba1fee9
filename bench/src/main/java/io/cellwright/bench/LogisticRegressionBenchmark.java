package io.cellwright.bench;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.preprocess.Normalization;
import io.cellwright.task.Simulation;
import io.cellwright.task.baseline.LogisticRegression;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A whole fit of the baseline of labels, on as many threads as there are processors. The first fit of a JVM is the
/// first of the warm-up: it waits for the compiler.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 7)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
    "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0"})
@SuppressWarnings("NullAway.Init")
public class LogisticRegressionBenchmark {
    /// Cells to learn from.
    @Param("20000")
    public int cells;
    /// Genes, of which each cell has about a tenth.
    @Param("2000")
    public int genes;
    /// Cell types.
    @Param("10")
    public int types;
    /// Of the made cells.
    @Param({"0", "1", "2"})
    public long seed;

    private CsrMatrix x_ng;
    private int[] label;

    /// Makes the cells.
    @Setup
    public void make() {
        CellTable made = new Simulation(cells, genes, Collections.nCopies(types, 1.0 / types), 1, 0.165 * genes, 0.7, 0, 0.1,
                5, seed).make();
        x_ng = Normalization.log1p(Normalization.normalizeTotal(made.counts(), Normalization.CP10K));
        Column type = made.obs().column(Simulation.TYPE).orElseThrow();
        List<String> texts = IntStream.range(0, cells).mapToObj(i -> Objects.requireNonNull(type.text(i))).toList();
        List<String> names = texts.stream().distinct().sorted().toList();
        label = texts.stream().mapToInt(names::indexOf).toArray();
    }

    /// Learns from all cells.
    @Benchmark
    public LogisticRegression fit() {
        return LogisticRegression.fit(x_ng, label, types);
    }
}
