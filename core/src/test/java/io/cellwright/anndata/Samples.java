package io.cellwright.anndata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.Frame;
import org.jspecify.annotations.Nullable;

/// Random tables and annotations.
final class Samples {
    private final Random random;

    Samples(long seed) {
        random = new Random(seed);
    }

    CellTable table(int cells, int genes, double density) {
        return new CellTable(matrix(cells, genes, density), new Frame(names("cell", cells), columns(cells)),
                new Frame(names("gene", genes), columns(genes)));
    }

    private CsrMatrix matrix(int rows, int columns, double density) {
        long[] start = new long[rows + 1];
        int[] column = new int[1024];
        float[] value = new float[1024];
        int count = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                if (random.nextDouble() < density) {
                    if (count == column.length) {
                        column = Arrays.copyOf(column, 2 * count);
                        value = Arrays.copyOf(value, 2 * count);
                    }
                    column[count] = j;
                    // Now and then the largest count that float32 still tells from its neighbours.
                    value[count++] = random.nextInt(100) == 0 ? 1 << 24 : 1 + random.nextInt(50);
                }
            }
            start[i + 1] = count;
        }
        return new CsrMatrix(rows, columns, start, Arrays.copyOf(column, count), Arrays.copyOf(value, count));
    }

    private List<String> names(String prefix, int count) {
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            // Every tenth name comes twice.
            names.add(prefix + (i % 10 == 9 ? i - 1 : i) + (i % 7 == 0 ? " \u00e4\u6f22\ud83e\uddec" : ""));
        }
        return names;
    }

    /// One column of every kind, with and without missing values.
    List<Column> columns(int size) {
        List<@Nullable String> texts = new ArrayList<>();
        List<@Nullable String> gaps = new ArrayList<>();
        List<@Nullable Boolean> truths = new ArrayList<>();
        List<@Nullable Boolean> maybe = new ArrayList<>();
        double[] reals = new double[size];
        double[] whole = new double[size];
        double[] holes = new double[size];
        int[] codes = new int[size];
        int[] many = new int[size];
        for (int i = 0; i < size; i++) {
            texts.add("t".repeat(random.nextInt(30)) + i);
            gaps.add(random.nextInt(3) == 0 ? null : random.nextInt(5) == 0 ? "" : "g" + i);
            truths.add(random.nextBoolean());
            maybe.add(random.nextInt(3) == 0 ? null : (Boolean) random.nextBoolean());
            reals[i] = random.nextInt(10) == 0 ? Double.NaN : random.nextGaussian();
            whole[i] = random.nextLong(-(1L << 53), 1L << 53);
            holes[i] = random.nextInt(3) == 0 ? Double.NaN : random.nextInt();
            codes[i] = random.nextInt(4) - 1;
            many[i] = random.nextInt(301) - 1;
        }
        if (size > 0) {
            gaps.set(0, null);
            maybe.set(0, null);
            holes[0] = Double.NaN;
        }
        List<String> categories = new ArrayList<>();
        for (int c = 0; c < 300; c++) {
            categories.add("category " + c);
        }
        return List.of(new Column.Strings("texts", texts), new Column.Strings("texts with gaps", gaps),
                new Column.Booleans("truths", truths), new Column.Booleans("truths with gaps", maybe),
                new Column.Numbers("reals", reals, false), new Column.Numbers("whole", whole, true),
                new Column.Numbers("whole with gaps", holes, true),
                new Column.Categorical("codes", codes, List.of("zeta", "alpha", "\u03b1"), true),
                new Column.Categorical("many codes", many, categories, false));
    }

    /// What a run of scANVI adds.
    Annotations annotations(int cells) {
        int[] codes = new int[cells];
        double[] confidence = new double[cells];
        float[] z_nk = new float[cells * 3];
        for (int i = 0; i < cells; i++) {
            codes[i] = random.nextInt(4) - 1;
            confidence[i] = random.nextDouble();
        }
        for (int i = 0; i < z_nk.length; i++) {
            z_nk[i] = (float) random.nextGaussian();
        }
        return new Annotations(
                List.of(new Column.Categorical("scanvi_label", codes, List.of("T cell", "B cell", "NK"), false),
                        new Column.Numbers("scanvi_confidence", confidence, false)),
                List.of(new NamedMatrix("X_scANVI", cells, 3, z_nk)),
                List.of(new Uns.Entry("cellwright", about(random.nextInt()))));
    }

    private static Uns.Dict about(long seed) {
        return Uns.Dict.of(new Uns.Entry("version", new Uns.Text("0.1.0")), new Uns.Entry("seed", new Uns.Whole(seed)),
                new Uns.Entry("elbo", new Uns.Real(-1.25)), new Uns.Entry("resumed", new Uns.Truth(false)),
                new Uns.Entry("classes", new Uns.Texts(List.of("T cell", "B cell", "NK"))),
                new Uns.Entry("config", new Uns.Text("{\"n_latent\": 10}")),
                new Uns.Entry("inner", Uns.Dict.of(new Uns.Entry("empty", new Uns.Text("")))));
    }
}
