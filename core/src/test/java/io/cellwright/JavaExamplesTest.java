package io.cellwright;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.H5adFile;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.anndata.NamedMatrix;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.Frame;
import io.cellwright.task.SavedModel;
import io.cellwright.task.network.SavedNetwork;
import io.cellwright.tensor.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/// The Java examples of the documents compile against the exported rooms, run, and write what they say.
@Execution(ExecutionMode.CONCURRENT)
class JavaExamplesTest {
    private static final int CELLS = 60;
    private static final int GENES = 20;

    @Test
    void theExampleOfTheReadmeRuns(@TempDir Path folder) throws Exception {
        // A hundred epochs are for real data.
        String source = examples("README.md").getFirst().replace("withMaxEpochs(100)", "withMaxEpochs(2)");
        Path out = run(source, folder);
        try (H5adFile written = H5adFile.open(out)) {
            assertThat(written.obsm("X_scANVI").columns()).isEqualTo(10);
            assertThat(written.obs().column("scanvi_label").orElseThrow().text(0)).isIn("a", "b");
        }
    }

    @Test
    void theExampleOfATaskRuns(@TempDir Path folder) throws Exception {
        Path out = run(examples("docs/networks.md").getFirst(), folder);
        assertThat(SavedNetwork.load(out, Device.cpu(1)).encode(cells()).columns()).isEqualTo(10);
    }

    @Test
    void theExampleOfANetworkOfOnesOwnRuns(@TempDir Path folder) throws Exception {
        Path out = run(examples("docs/networks.md").get(1), folder);
        assertThat(SavedNetwork.isNetwork(out)).isTrue();
    }

    @Test
    void theExamplesOfTheTutorialRunOneAfterTheOther(@TempDir Path folder) throws Exception {
        List<String> sources = examples("docs/java.md");
        assertThat(sources).hasSize(4);
        Path model = run(sources.getFirst().replace("withMaxEpochs(100)", "withMaxEpochs(2)"), folder);
        assertThat(SavedModel.load(model, Device.cpu(1)).training().orElseThrow().epochs()).isEqualTo(2);
        run(sources.get(1), folder);
        run(sources.get(2), folder);
        run(sources.get(3), folder);
        assertThat(Files.size(folder.resolve("out.npy"))).isEqualTo(128 + 4 * CELLS * GENES);
    }

    @Test
    void theExampleOfAModelOfOnesOwnInAComparisonRuns(@TempDir Path folder) throws Exception {
        Files.createDirectory(folder.resolve("out"));
        Path out = run(examples("docs/networks.md").get(2), folder);
        assertThat(Files.readString(out.resolve("comparison.svg"))).contains("nearest_mean", "logistic_regression");
        try (Stream<Path> runs = Files.list(out.resolve("runs"))) {
            assertThat(runs).as("four models, two seeds, five folds").hasSize(40);
        }
    }

    private static List<String> examples(String document) throws IOException {
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..").resolve(document)));
        return block.results().map(match -> match.group(1)).toList();
    }

    /// Runs the class of an example on a file of cells; answers the path that it was told to write.
    private Path run(String source, Path folder) throws Exception {
        Matcher name = Pattern.compile("public class (\\w+)").matcher(source);
        assertThat(name.find()).as(source).isTrue();
        compile(Files.writeString(folder.resolve(name.group(1) + ".java"), source, StandardCharsets.UTF_8), folder);
        Path in = folder.resolve("in.h5ad");
        Path out = folder.resolve("out");
        H5adWriter.create(in, cells(), new Annotations(List.of(), List.of(points()), List.of()));
        try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()},
                getClass().getClassLoader())) {
            loader.loadClass(name.group(1)).getMethod("main", String[].class).invoke(null,
                    (Object) new String[] {in.toString(), out.toString()});
        }
        return out;
    }

    private static void compile(Path file, Path folder) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options = List.of("-d", folder.toString(), "--module-path", Path.of("target", "classes")
                + java.io.File.pathSeparator + System.getProperty("jdk.module.path", ""), "--add-modules",
                "io.cellwright");
        boolean compiled = compiler.getTask(messages, null, null, options, null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file)).call();
        assertThat(compiled).as(messages.toString()).isTrue();
    }

    private static NamedMatrix points() {
        float[] z_nk = new float[3 * CELLS];
        for (int i = 0; i < z_nk.length; i++) {
            z_nk[i] = i * i % 17 + i / 90;
        }
        return new NamedMatrix("X_pca", CELLS, 3, z_nk);
    }

    private static CellTable cells() {
        long[] start = new long[CELLS + 1];
        List<Integer> gene = new ArrayList<>();
        List<Float> value = new ArrayList<>();
        List<String> type = new ArrayList<>();
        List<String> donor = new ArrayList<>();
        for (int i = 0; i < CELLS; i++) {
            for (int g = 0; g < GENES; g++) {
                if ((i + g * 3) % 5 < 2) {
                    gene.add(g);
                    value.add(1f + (i * g) % 4);
                }
            }
            start[i + 1] = gene.size();
            type.add(i % 3 == 0 ? "Unknown" : i % 2 == 0 ? "a" : "b");
            donor.add("d" + i % 2);
        }
        float[] values = new float[value.size()];
        for (int e = 0; e < values.length; e++) {
            values[e] = value.get(e);
        }
        CsrMatrix counts = new CsrMatrix(CELLS, GENES, start, gene.stream().mapToInt(g -> g).toArray(), values);
        return new CellTable(counts,
                new Frame(IntStream.range(0, CELLS).mapToObj(i -> "cell" + i).toList(),
                        List.of(new Column.Strings("cell_type", type), new Column.Strings("donor", donor))),
                new Frame(IntStream.range(0, GENES).mapToObj(g -> "gene" + g).toList(), List.of()));
    }
}
