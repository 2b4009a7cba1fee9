package io.cellwright.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import io.cellwright.anndata.MatrixRef;
import io.cellwright.cli.Inspection.Facts;
import io.cellwright.cli.Inspection.Level;

/// Which columns of a file probably mean what, and what to type to train on it. Guesses are made by name and by the
/// number of values; the user sees them in the command and can change them.
///
/// @param matrix what to train on
/// @param genes number of its genes
/// @param batchKey the experimental batch, if a column looks like it
/// @param labelsKey the cell type, if a column looks like it
/// @param unlabeled the value of `labelsKey` that means "unknown", if there is one
record TrainingAdvice(MatrixRef matrix, long genes, Optional<String> batchKey, Optional<String> labelsKey,
        Optional<String> unlabeled) {
    /// More genes than this cost time and mostly add noise.
    private static final int MANY_GENES = 5_000;
    private static final int TOP_GENES = 2_000;
    private static final int MOST_LEVELS = 200;
    /// In the order of preference; a column is meant if its name contains one.
    private static final List<String> LABEL_NAMES = List.of("cell_type", "celltype", "cell type", "label", "annotation",
            "cell_ontology", "cell_line", "cell_class", "subclass", "cluster", "louvain", "leiden");
    /// In the order of preference; a column is meant if one is a word of its name.
    private static final List<String> BATCH_NAMES = List.of("batch", "donor", "sample", "patient", "individual", "subject",
            "library", "dataset", "study", "experiment", "protocol", "technology", "tech", "platform", "method",
            "chemistry", "plate", "channel", "lane", "replicate");
    private static final List<String> UNLABELED = List.of("unknown", "unlabeled", "unlabelled", "unassigned", "na", "nan",
            "none", "");
    private static final Pattern ENDING = Pattern.compile("\\.(h5ad|h5|loom|zarr|mtx|csv|tsv|tab|txt)(\\.gz|\\.zip)?$");
    private static final Pattern WORD_BREAK = Pattern.compile("[^a-z0-9]+");

    /// What to do with a file, if it has a matrix to train on.
    static Optional<TrainingAdvice> of(Inspection found) {
        return found.trainable().map(matrix -> {
            List<Facts> groups = found.obs().stream()
                    .filter(facts -> facts.groups() && facts.levels().size() >= 2
                            && facts.levels().size() <= Math.min(MOST_LEVELS, found.summary().cells() / 2))
                    .toList();
            Optional<String> batch = groups.stream().filter(facts -> rank(facts, true) < BATCH_NAMES.size())
                    .min(byRank(true)).map(Facts::name);
            Optional<Facts> label = groups.stream()
                    .filter(facts -> rank(facts, false) < LABEL_NAMES.size() && !batch.equals(Optional.of(facts.name())))
                    .min(byRank(false));
            return new TrainingAdvice(matrix.info().ref(), matrix.info().columns(), batch, label.map(Facts::name),
                    label.flatMap(TrainingAdvice::unlabeled));
        });
    }

    private static Comparator<Facts> byRank(boolean batch) {
        return Comparator.comparingInt(facts -> rank(facts, batch));
    }

    private static int rank(Facts facts, boolean batch) {
        String name = facts.name().toLowerCase(Locale.ROOT);
        List<String> words = Arrays.asList(WORD_BREAK.split(name));
        List<String> names = batch ? BATCH_NAMES : LABEL_NAMES;
        for (int i = 0; i < names.size(); i++) {
            if (batch ? words.contains(names.get(i)) : name.contains(names.get(i))) {
                return i;
            }
        }
        return names.size();
    }

    private static Optional<String> unlabeled(Facts labels) {
        return labels.levels().stream().map(Level::text)
                .filter(text -> UNLABELED.contains(text.strip().toLowerCase(Locale.ROOT))).findFirst();
    }

    /// The command that trains scVI and writes to the folder that one is in.
    ShellCommand scvi(String program, Path file) {
        return command(program, "scvi", file, List.of());
    }

    /// The command that trains scANVI, if a column looks like cell types.
    Optional<ShellCommand> scanvi(String program, Path file) {
        return labelsKey.map(key -> {
            List<String> more = new ArrayList<>(List.of("--labels-key", key));
            unlabeled.ifPresent(category -> more.addAll(List.of("--unlabeled-category", category)));
            return command(program, "scanvi", file, more);
        });
    }

    private ShellCommand command(String program, String model, Path file, List<String> more) {
        String name = ENDING.matcher(String.valueOf(file.getFileName())).replaceFirst("");
        List<String> words = new ArrayList<>(List.of(program, "train", model, file.toString()));
        words.addAll(List.of("-o", name + "." + model + ".h5ad"));
        switch (matrix) {
            case MatrixRef.X x -> { }
            case MatrixRef.Layer layer -> words.addAll(List.of("--layer", layer.name()));
            case MatrixRef.Raw raw -> words.addAll(List.of("--layer", "raw"));
        }
        batchKey.ifPresent(key -> words.addAll(List.of("--batch-key", key)));
        words.addAll(more);
        if (genes > MANY_GENES) {
            words.addAll(List.of("--top-genes", Integer.toString(TOP_GENES)));
        }
        return new ShellCommand(words);
    }
}
