package io.cellwright.task.annotate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import io.cellwright.data.preprocess.HighlyVariableGenes;
import io.cellwright.data.preprocess.Normalization;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.task.Registry;
import io.cellwright.task.Setup;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;

/// Labels all cells from those of some, with a confidence that can be believed, and answers "unknown" where a cell is
/// of no labelled type.
///
/// 1. **Choice.** The labelled cells are dealt to folds, each type evenly. Each candidate predicts the cells of each
///    fold without seeing their labels; scANVI sees their counts, as it sees those of any unlabelled cell. The best
///    mean of accuracy and macro-F1 wins, but over scANVI only where its accuracy is better beyond chance: few labelled
///    cells tell candidates apart badly, and before they are asked scANVI, which learns of all cells, is the likelier
///    one. On four data sets with one cell in ten labelled it had the best mean, or was within .003 of it, in all eight
///    deals; by the held-out cells alone the choice was as much as .008 below.
/// 2. **Confidence.** One temperature, fitted to the probabilities of the held-out cells, is applied to those of the
///    model that then learns from all labels.
/// 3. **Unknown.** A model that knows no such type is often sure of a wrong one. What tells is that nobody around the
///    cell is labelled: see {@link Surroundings} for the score and {@link UnknownRule} for the threshold. The
///    confidence has no part in it: at the same rate of known cells it made fewer cells of unlabelled types unknown.
///
/// Where there are more than 2,000 genes, scANVI and the surroundings see the 2,000 most variable.
///
/// @param options what is asked
/// @param device where it computes; it does not change the result
/// @param interrupted asked after each step of a training
/// @param callback who watches the trainings
public record Annotator(AnnotateOptions options, Device device, BooleanSupplier interrupted, Callback callback) {
    private static final System.Logger LOG = System.getLogger(Annotator.class.getName());
    private static final int GENES = 2000;
    private static final int FEWEST_CELLS = 4;
    /// Folds of the labels that the surroundings are judged by; a fold is one pass over the graph.
    private static final int SURROUNDING_FOLDS = 20;
    private static final int CHOICE = 1;
    private static final int SURROUNDING = 2;

    /// On all cores, with nobody watching.
    public static Annotator of(AnnotateOptions options) {
        return new Annotator(options, Device.cpu(), () -> false, Callback.NONE);
    }

    /// What one candidate answered.
    private record Tried(CandidateScore score, Labeller labeller, DenseMatrix heldOut_nc) {}

    /// Labels the cells.
    ///
    /// @param table raw counts, with the column of labels
    /// @throws DataException if there are too few cells or labels, or a column is not there; nothing has happened then
    /// @throws CancellationException if it was interrupted
    public Annotation annotate(CellTable table) {
        LabelledCells cells = LabelledCells.of(table, options);
        if (table.cells() < FEWEST_CELLS) {
            throw new DataException("obs", "there are " + table.cells() + " cells",
                    "Labels can be tried on held-out cells from " + FEWEST_CELLS + " on");
        }
        List<String> notes = new ArrayList<>();
        Notes.of(cells).forEach(note -> tell(note, notes));
        CellTable variable = variable(table, notes);
        int[] fold_n = cells.folds(options.folds(), CHOICE);
        List<Tried> all = tryAll(cells, variable, fold_n);
        Tried best = best(all, cells.label_n(), judges(fold_n));
        LOG.log(System.Logger.Level.INFO, "labels are those of " + best.score.candidate().label());
        DenseMatrix final_nc = best.labeller.learn(cells.label_n(), options.seed());
        DenseMatrix p_nc = new Temperature(best.score.temperature()).apply(answers(final_nc, best.heldOut_nc, fold_n));
        double[] surroundings = surroundings(cells, variable);
        UnknownRule rule = UnknownRule.of(options.unknownRate(), surroundings, judges(cells));
        if (rule.threshold() < 0) {
            tell("No cell is called unknown: with " + rule.judged() + " labelled cells no threshold keeps to a rate of "
                    + options.unknownRate(), notes);
        }
        return annotation(cells, p_nc, surroundings, rule, best, all.stream().map(Tried::score).toList(), notes);
    }

    private static void tell(String note, List<String> notes) {
        LOG.log(System.Logger.Level.WARNING, note);
        notes.add(note);
    }

    private static Annotation annotation(LabelledCells cells, DenseMatrix p_nc, double[] surroundings, UnknownRule rule,
            Tried best, List<CandidateScore> scores, List<String> notes) {
        int[] type = p_nc.argMax();
        double[] confidence = IntStream.range(0, type.length).mapToDouble(i -> p_nc.at(i, type[i])).toArray();
        boolean[] unknown = new boolean[type.length];
        for (int i = 0; i < unknown.length; i++) {
            unknown[i] = rule.isUnknown(surroundings[i]);
        }
        return new Annotation(cells.classes(), type, confidence, unknown, surroundings, best.score.candidate(), scores,
                new Annotation.Unknowns(rule.rate(), rule.threshold(), rule.judged(), rule.heldOutRate()), notes);
    }

    /// The table with the genes that are worth a walk.
    private CellTable variable(CellTable table, List<String> notes) {
        if (table.genes() <= GENES) {
            return table;
        }
        String note = "Of " + table.genes() + " genes scANVI and the search for unknown cells see the " + GENES
                + " most variable";
        LOG.log(System.Logger.Level.INFO, note);
        notes.add(note);
        Optional<int[]> batch = options.batchKey().map(key -> Registry.of(table, Setup.countsOnly().withBatchKey(key))
                .encode(table).batch().codes());
        int[] chosen = HighlyVariableGenes.seuratV3(table.counts(), GENES, batch.orElse(null)).chosen();
        List<String> names = Arrays.stream(chosen).mapToObj(table.var().names()::get).toList();
        return new CellTable(table.counts().selectColumns(chosen), table.obs(), new Frame(names, List.of()));
    }

    private List<Tried> tryAll(LabelledCells cells, CellTable variable, int[] fold_n) {
        Labellers labellers = new Labellers(cells, variable, device, interrupted, callback);
        List<Tried> all = new ArrayList<>();
        for (Candidate candidate : options.candidates()) {
            Labeller labeller = labellers.of(candidate);
            DenseMatrix heldOut_nc = heldOut(cells, labeller, fold_n);
            int[] judges = judges(fold_n);
            int[] truth = Arrays.stream(judges).map(i -> cells.label_n()[i]).toArray();
            CandidateScore score = Scoring.score(candidate, heldOut_nc.selectRows(judges), truth);
            LOG.log(System.Logger.Level.INFO, Scoring.text(score));
            all.add(new Tried(score, labeller, heldOut_nc));
        }
        return all;
    }

    /// What the candidate says of each cell that a fold hides; rows of other cells are 0.
    private DenseMatrix heldOut(LabelledCells cells, Labeller labeller, int[] fold_n) {
        int classes = cells.classes().size();
        double[] held_nc = new double[Math.multiplyExact(fold_n.length, classes)];
        int folds = Arrays.stream(fold_n).max().orElse(-1) + 1;
        for (int fold = 0; fold < folds; fold++) {
            if (interrupted.getAsBoolean()) {
                throw new CancellationException("interrupted while candidates were compared");
            }
            DenseMatrix p_nc = labeller.learn(cells.without(fold_n, fold), options.seed());
            for (int i = 0; i < fold_n.length; i++) {
                if (fold_n[i] == fold) {
                    System.arraycopy(p_nc.values(), i * classes, held_nc, i * classes, classes);
                }
            }
        }
        return new DenseMatrix(held_nc, fold_n.length, classes);
    }

    /// The cells that folds hide.
    private static int[] judges(int[] fold_n) {
        return IntStream.range(0, fold_n.length).filter(i -> fold_n[i] >= 0).toArray();
    }

    private static Tried best(List<Tried> all, int[] label_n, int[] judges) {
        Tried best = all.getFirst();
        for (Tried one : all) {
            int better = Double.compare(one.score.mean(), best.score.mean());
            if (better > 0 || (better == 0 && one.score.candidate().compareTo(best.score.candidate()) < 0)) {
                best = one;
            }
        }
        DenseMatrix winner_nc = best.heldOut_nc;
        return all.stream().filter(one -> one.score.candidate() == Candidate.SCANVI)
                .filter(one -> !Scoring.isBetterBeyondChance(winner_nc.argMax(), one.heldOut_nc.argMax(), label_n, judges))
                .findFirst().orElse(best);
    }

    /// For a cell that was held out what was said of it then, for others what the model of all labels says.
    private static DenseMatrix answers(DenseMatrix final_nc, DenseMatrix heldOut_nc, int[] fold_n) {
        double[] p_nc = final_nc.values().clone();
        int classes = final_nc.columns();
        for (int i = 0; i < fold_n.length; i++) {
            if (fold_n[i] >= 0) {
                System.arraycopy(heldOut_nc.values(), i * classes, p_nc, i * classes, classes);
            }
        }
        return new DenseMatrix(p_nc, fold_n.length, classes);
    }

    private double[] surroundings(LabelledCells cells, CellTable variable) {
        CsrMatrix x_ng = Normalization.log1p(Normalization.normalizeTotal(variable.counts(), Normalization.CP10K));
        return Surroundings.of(x_ng, options.seed(), device)
                .labelledShare(cells.label_n(), cells.folds(SURROUNDING_FOLDS, SURROUNDING));
    }

    /// The only labelled cell of its type says nothing of what a hidden label looks like: without it the type has none.
    private static int[] judges(LabelledCells cells) {
        int[] size_c = cells.sizes(cells.label_n());
        return Arrays.stream(cells.labelled()).filter(i -> size_c[cells.label_n()[i]] > 1).toArray();
    }
}
