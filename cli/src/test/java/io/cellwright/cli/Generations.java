package io.cellwright.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.H5adFile;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.anndata.NamedMatrix;
import io.cellwright.anndata.Uns;
import io.cellwright.data.Column;
import io.cellwright.data.Frame;

/// Results that tell which of many they are: each replaces the one before. As a program it adds one after the other to
/// a file, as `--in-place` does, until it is killed, and says when it begins and when it is done.
final class Generations {
    private static final int WIDTH = 6;

    private Generations() {}

    /// Adds until it is killed.
    ///
    /// @param words the file, and the first number
    public static void main(String[] words) {
        Path file = Path.of(words[0]);
        int cells;
        try (H5adFile opened = H5adFile.open(file)) {
            cells = opened.summary().cells();
        }
        for (int number = Integer.parseInt(words[1]);; number++) {
            System.out.println("begins " + number);
            H5adWriter.addInPlace(file, of(number, cells));
            System.out.println("done " + number);
        }
    }

    /// What a number stands for. `check_generations.py` knows it too.
    static Annotations of(int number, int cells) {
        int[] codes = new int[cells];
        double[] score = new double[cells];
        float[] z_nk = new float[cells * WIDTH];
        for (int i = 0; i < cells; i++) {
            codes[i] = (i + number) % 3;
            score[i] = 1000.0 * number + i;
        }
        for (int i = 0; i < z_nk.length; i++) {
            z_nk[i] = number + i;
        }
        return new Annotations(List.of(new Column.Categorical("label", codes, List.of("T", "B", "NK " + number), false),
                new Column.Numbers("score", score, false)), List.of(new NamedMatrix("X_made", cells, WIDTH, z_nk)),
                List.of(new Uns.Entry("generation", new Uns.Whole(number)),
                        new Uns.Entry("text", new Uns.Text("of generation " + number))));
    }

    /// The number of the results of a file.
    ///
    /// @throws IllegalStateException if they are not all of the same
    static int in(H5adFile file) {
        int number = file.uns("generation").map(value -> (int) ((Uns.Whole) value).value()).orElse(0);
        Frame obs = file.obs();
        if (number == 0) {
            requireSame("results of no number", obs.column("label").isEmpty() && file.summary().obsm().isEmpty());
            return 0;
        }
        Annotations wanted = of(number, obs.size());
        for (Column column : wanted.obs()) {
            requireSame(column.name(), texts(obs.column(column.name()).orElseThrow()).equals(texts(column)));
        }
        NamedMatrix made = file.obsm("X_made");
        requireSame("X_made", Arrays.equals(made.values_nk(), wanted.obsm().getFirst().values_nk()));
        requireSame("text", file.uns("text").equals(Optional.of(wanted.uns().getLast().value())));
        return number;
    }

    private static List<String> texts(Column column) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < column.size(); i++) {
            texts.add(String.valueOf(column.text(i)));
        }
        return texts;
    }

    private static void requireSame(String what, boolean same) {
        if (!same) {
            throw new IllegalStateException(what + " is not what its number says");
        }
    }
}
