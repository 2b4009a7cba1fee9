package io.cellwright.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import io.cellwright.checkpoint.CheckpointFolder;
import io.cellwright.checkpoint.Checkpoints;
import io.cellwright.checkpoint.Interval;
import io.cellwright.checkpoint.RunIdentity;
import io.cellwright.checkpoint.StoredCheckpoint;
import io.cellwright.data.CellData;
import io.cellwright.data.DataException;
import io.cellwright.data.Minibatches;
import io.cellwright.data.split.OrderedSplit;
import io.cellwright.model.scvi.ScviConfig.Library;
import io.cellwright.plan.KlWarmup;
import io.cellwright.plan.LabelledStream;
import io.cellwright.plan.SemiSupervisedBatch;
import io.cellwright.plan.SemiSupervisedConfig;
import io.cellwright.plan.SemiSupervisedTrainingPlan;
import io.cellwright.plan.TrainingPlan;
import io.cellwright.plan.TrainingPlanConfig;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.formula.LinearDecay;
import io.cellwright.task.TrainOptions.Preset;
import io.cellwright.tensor.Stream;
import io.cellwright.train.Callback;
import io.cellwright.train.Control;
import io.cellwright.train.Epochs;
import io.cellwright.train.LrFinder;
import io.cellwright.train.Objective;
import io.cellwright.train.Plan;
import io.cellwright.train.RunState;
import io.cellwright.train.StateKeeper;
import io.cellwright.train.TrainResult;
import io.cellwright.train.Trainer;
import io.cellwright.train.TrainerConfig;

/// Trains a {@link CellModel}: turns options, preset and data into a plan, minibatches and a trainer.
///
/// @param options what was asked for
/// @param interrupted asked after each step
/// @param callback who watches
/// @param checkpoints where states of the run are kept, if anywhere
public record Training(TrainOptions options, BooleanSupplier interrupted, Callback callback,
        Optional<Checkpointing> checkpoints) {
    private static final System.Logger LOG = System.getLogger(Training.class.getName());
    private static final int MOST_EPOCHS = 400;
    private static final int CELLS_FOR_MOST = 20_000;
    /// Of a labelled cell's counts, how many the classifier does not see. Chosen on pbmc68k with 70 labelled cells,
    /// where accuracy rose with each step from 0 to 0.8; on scmix and mouse bladder it hardly mattered.
    private static final double GENE_DROPOUT = 0.8;
    /// scvi-tools' share of cells that are trained on.
    public static final double TRAIN_SIZE = 0.9;
    /// Further epochs overfit. Accuracy of neighbours, three seeds, mean over which tenth of the cells is labelled: with
    /// 200, 300, 400, 800 and 1,500 epochs .643, .630, .616, .593 and .583 on pbmc68k and .982, .978, .970, .940 and
    /// .929 on scmix; with 300 instead of 400 it rose by .001 on pbmc4k and .006 on mouse bladder. With 200 it rose
    /// further, but k-means found the types of scmix less well (NMI .913 for .927).
    private static final int MOST_SCVI_EPOCHS_BY_DEFAULT = 300;
    /// So does scANVI, with its many steps on few labels. Accuracy and macro-F1 on hidden labels, three seeds, with 200
    /// and 400 epochs: pbmc4k .881 .845 and .877 .838, scmix .983 .983 and .980 .980, pbmc68k .783 .642 and .781 .652,
    /// mouse bladder .854 .698 and .856 .715; neighbours are better with 200 on all four.
    private static final int MOST_SCANVI_EPOCHS_BY_DEFAULT = 200;
    /// Share of a run of scVI after which the learning rate falls.
    private static final double DECAY_FROM = 0.5;

    /// Keeps no states.
    public Training(TrainOptions options, BooleanSupplier interrupted, Callback callback) {
        this(options, interrupted, callback, Optional.empty());
    }

    /// How states of a run are kept.
    ///
    /// @param folder where
    /// @param interval how often
    /// @param resume whether to go on from the newest state there; else there must be none
    /// @param around what stands between the run and the keeper of the folder, such as a stop-watch
    public record Checkpointing(CheckpointFolder folder, Interval interval, boolean resume,
            UnaryOperator<StateKeeper> around) {
        /// Nothing between them.
        public Checkpointing(CheckpointFolder folder, Interval interval, boolean resume) {
            this(folder, interval, resume, UnaryOperator.identity());
        }
    }

    /// scvi-tools' number of epochs: 400, fewer for more than 20,000 cells so that the number of steps stays.
    public static int heuristicEpochs(int cells) {
        return (int) Math.max(1, Math.min(Math.round((double) CELLS_FOR_MOST / cells * MOST_EPOCHS), MOST_EPOCHS));
    }

    /// The preset's number of epochs: scvi-tools', but by the default preset at most 300 for scVI and 200 for scANVI.
    public static int epochs(Preset preset, ModelSpec.Kind kind, int cells) {
        int most = kind == ModelSpec.Kind.SCVI ? MOST_SCVI_EPOCHS_BY_DEFAULT : MOST_SCANVI_EPOCHS_BY_DEFAULT;
        int usual = heuristicEpochs(cells);
        return preset == Preset.DEFAULT ? Math.min(usual, most) : usual;
    }

    /// scvi-tools' number of epochs for scANVI that starts from a trained scVI: a third of the usual, at least 2 and at
    /// most 10. It often stops before the classifier has learnt, so the default preset takes {@link #epochs}.
    public static int parityEpochsAfterScvi(int cells) {
        return (int) Math.min(10, Math.max(2, Math.round(heuristicEpochs(cells) / 3.0)));
    }

    /// Trains the model on the data.
    ///
    /// @throws DataException if the data cannot be trained on; nothing has happened then
    public TrainResult run(CellModel model, CellData data) {
        Run<?> run = prepare(model, data);
        sayLikelihood(model);
        return fit(run, model, data);
    }

    /// The same without a word.
    void rehearse(CellModel model, CellData data) {
        fit(prepare(model, data), model, data);
    }

    /// Makes the range test of learning rates on the model and its minibatches as {@link #run} would make them. The
    /// model's weights are afterwards as they were; nothing is kept.
    ///
    /// @param test from which rate to which
    /// @throws DataException if the data cannot be trained on
    public LrFinder.Result findRate(CellModel model, CellData data, LrFinder test) {
        Run<?> run = prepare(model, data);
        sayLikelihood(model);
        return find(run, test);
    }

    /// Which cells a run trains on, and which it only watches.
    public OrderedSplit split(ModelSpec.Kind kind, CellData data) {
        if (kind == ModelSpec.Kind.SCVI) {
            return OrderedSplit.random(data.cells(), trainSize(kind), permutation());
        }
        boolean[] labelled = new boolean[data.cells()];
        for (int i = 0; i < labelled.length; i++) {
            labelled[i] = data.label().codes()[i] >= 0;
        }
        return OrderedSplit.semiSupervised(labelled, trainSize(kind), permutation());
    }

    private static void sayLikelihood(CellModel model) {
        LOG.log(System.Logger.Level.INFO, "Likelihood of the counts: {0}",
                model.spec().scvi().likelihood().name().toLowerCase(Locale.ROOT));
    }

    private static <B> LrFinder.Result find(Run<B> run, LrFinder test) {
        return test.find(run.plan, run.train);
    }

    private Run<?> prepare(CellModel model, CellData data) {
        if (data.cells() < 2) {
            throw new DataException("X", "there is one cell", "Training needs at least two");
        }
        if (model.spec().scvi().library() == Library.MODELLED) {
            setLibraryPrior(model, data);
        }
        return model.scanvi().isPresent() ? scanvi(model, data) : scvi(model, data);
    }

    private Run<int[]> scvi(CellModel model, CellData data) {
        int epochs = options.maxEpochs().orElse(epochs(options.preset(), ModelSpec.Kind.SCVI, data.cells()));
        TrainingPlan plan = new TrainingPlan(model.scvi(), model.parameters(), data,
                planConfig(ModelSpec.Kind.SCVI, epochs));
        OrderedSplit split = split(ModelSpec.Kind.SCVI, data);
        Minibatches train = minibatches(data, split.train(), true);
        List<int[]> validation = split.validation().length == 0 ? List.of()
                : minibatches(data, split.validation(), false).epoch(0);
        return new Run<>(plan, epoch -> data.announced(train.epoch(epoch)), validation, split, epochs);
    }

    private Run<SemiSupervisedBatch> scanvi(CellModel model, CellData data) {
        int epochs = options.maxEpochs().orElse(epochs(options.preset(), ModelSpec.Kind.SCANVI, data.cells()));
        boolean parity = options.preset() == Preset.PARITY;
        SemiSupervisedConfig semi = new SemiSupervisedConfig(options.classificationRatio(),
                options.geneDropout().orElse(parity ? 0 : GENE_DROPOUT),
                parity ? SemiSupervisedConfig.Quirks.PARITY : SemiSupervisedConfig.Quirks.NONE);
        SemiSupervisedTrainingPlan plan = new SemiSupervisedTrainingPlan(model.scanvi().orElseThrow(),
                model.parameters(), data, planConfig(ModelSpec.Kind.SCANVI, epochs), semi);
        OrderedSplit split = split(ModelSpec.Kind.SCANVI, data);
        int[] known = LabelledStream.labelMajor(split.train(), data.label());
        if (known.length == 0) {
            throw new DataException("obs/" + model.registry().setup().labelsKey().orElse("labels"),
                    "no training cell has a label", "scANVI needs labelled cells; use scvi to embed without labels");
        }
        data.keep(known);
        LabelledStream train = new LabelledStream(minibatches(data, split.train(), true), known,
                data.label().codes(), options.perLabel(), options.batchSize(), options.seed(), true);
        return new Run<>(plan, epoch -> announced(data, train.of(epoch)), validationPairs(split, data), split, epochs);
    }

    private static List<SemiSupervisedBatch> announced(CellData data, List<SemiSupervisedBatch> pairs) {
        data.announced(pairs.stream().map(SemiSupervisedBatch::all).toList());
        return pairs;
    }

    /// What is trained on what, and for how long.
    private record Run<B>(Plan<B> plan, Epochs<B> train, List<B> validation, OrderedSplit split, int epochs) {}

    private <B> TrainResult fit(Run<B> run, CellModel model, CellData data) {
        if (checkpoints.isEmpty()) {
            return trainer(run.epochs).fit(run.plan, run.train, run.validation);
        }
        Checkpointing keep = checkpoints.get();
        RunIdentity identity = RunIdentities.of(model, data, options.withMaxEpochs(run.epochs), run.split);
        RunState from = keep.resume ? resumed(keep.folder, run.plan, identity) : RunState.start(run.plan);
        if (!keep.resume) {
            keep.folder.requireEmpty();
        }
        StateKeeper keeper = new Checkpoints(keep.folder, identity, keep.interval, from.state().progress(),
                System::nanoTime);
        return trainer(run.epochs).withKeeper(keep.around.apply(keeper)).resume(run.plan, run.train, run.validation,
                from);
    }

    private static RunState resumed(CheckpointFolder folder, Plan<?> plan, RunIdentity identity) {
        StoredCheckpoint stored = folder.newest();
        int then = RunIdentities.epochs(stored.identity());
        int now = RunIdentities.epochs(identity);
        RunState state = stored.state(identity, RunIdentities.longer(then, now),
                plan.objectives().stream().map(Objective::learningRate).toList());
        Progress progress = state.state().progress();
        LOG.log(System.Logger.Level.INFO, "Going on from {0}: after step {2}, in epoch {1}", stored.file(),
                Integer.toString(progress.epoch() + 1), Long.toString(progress.step()));
        if (now > then) {
            LOG.log(System.Logger.Level.INFO, "The run was planned for {0} epochs and now is for {1}; what follows its "
                    + "length, such as a rate that falls, follows the new one", then, now);
        }
        return state;
    }

    /// scvi-tools' nine tenths, but scANVI by the default preset trains on all cells where none are asked to validate:
    /// a label that is held back for nothing is a label lost. (With one label in ten known, accuracy on hidden ones
    /// rose by .017 on pbmc68k and .005 on mouse bladder, and fell by .001 on scmix; scVI's neighbours got no better.)
    private double trainSize(ModelSpec.Kind kind) {
        if (options.trainSize().isPresent()) {
            return options.trainSize().getAsDouble();
        }
        boolean validates = control().validateEvery().isPresent();
        return kind == ModelSpec.Kind.SCANVI && options.preset() == Preset.DEFAULT && !validates ? 1 : TRAIN_SIZE;
    }

    /// Each validation minibatch with its own labelled cells: every one counts once.
    private List<SemiSupervisedBatch> validationPairs(OrderedSplit split, CellData data) {
        List<SemiSupervisedBatch> pairs = new ArrayList<>();
        if (split.validation().length > 0) {
            for (int[] rows : minibatches(data, split.validation(), false).epoch(0)) {
                pairs.add(new SemiSupervisedBatch(rows,
                        Arrays.stream(rows).filter(i -> data.label().codes()[i] >= 0).toArray()));
            }
        }
        return pairs;
    }

    private Trainer trainer(int epochs) {
        return Trainer.of(new TrainerConfig(Span.epochs(epochs), control(), options.seed()), interrupted, callback);
    }

    /// What was asked for, with validation each epoch where a rule needs it and nothing was said.
    private Control control() {
        Control asked = options.control();
        boolean listens = options.plan().schedule().stream().anyMatch(how -> !how.plateaus().isEmpty());
        return asked.earlyStopping().isPresent() || asked.keepBest().isPresent() || listens
                ? asked.validating() : asked;
    }

    private TrainingPlanConfig planConfig(ModelSpec.Kind kind, int epochs) {
        TrainingPlanConfig plan = options.klWeight().map(options.plan()::withKlWeight).orElse(options.plan());
        if (options.preset() == Preset.PARITY) {
            return plan;
        }
        if (options.klWeight().isEmpty()) {
            int warm = warmupEpochs(kind, epochs);
            plan = plan.withKlWeight(KlWarmup.ofEpochsOrSteps(0, 1, warm, 0));
            LOG.log(System.Logger.Level.INFO, "KL warm-up over epochs 1 to {0} of {1}", warm, epochs);
        }
        if (kind == ModelSpec.Kind.SCVI && plan.schedule().isEmpty()) {
            plan = plan.withSchedule(new LinearDecay(DECAY_FROM, Span.epochs(epochs)));
            LOG.log(System.Logger.Level.INFO, "The learning rate falls after epoch {0}, to 0 at the end",
                    (int) (DECAY_FROM * epochs));
        }
        return plan;
    }

    /// Epochs over which the default preset warms the divergence up, so that it is always done at the end: for scVI
    /// nearly all, which spreads the cells best; for scANVI half, because labels are better the longer it is trained
    /// warm.
    public static int warmupEpochs(ModelSpec.Kind kind, int epochs) {
        return Math.max(1, kind == ModelSpec.Kind.SCVI ? epochs * 19 / 20 : epochs / 2);
    }

    private OrderedSplit.Permutation permutation() {
        return options.preset() == Preset.PARITY ? OrderedSplit.numpy(options.seed()) : OrderedSplit.seeded(options.seed());
    }

    private Minibatches minibatches(CellData data, int[] cells, boolean train) {
        return new Minibatches(cells, options.batchSize(),
                train ? data.shuffled(options.seed(), Stream.SHUFFLE) : data.unshuffled(),
                options.preset() == Preset.PARITY || !train ? Minibatches.Tail.KEEP : Minibatches.Tail.JOIN);
    }

    /// Mean and variance of the log library size of each batch, over its cells with counts.
    private static void setLibraryPrior(CellModel model, CellData data) {
        int batches = data.batch().levels();
        double[] mean_b = new double[batches];
        double[] variance_b = new double[batches];
        double[] logLibrary_n = data.logLibrary();
        for (int b = 0; b < batches; b++) {
            int batch = b;
            double[] mine = java.util.stream.IntStream.range(0, data.cells())
                    .filter(i -> data.batch().codes()[i] == batch && Double.isFinite(logLibrary_n[i]))
                    .mapToDouble(i -> logLibrary_n[i]).toArray();
            double mean = Arrays.stream(mine).average().orElse(0);
            mean_b[b] = mean;
            // A batch whose cells all have the same library size would have a prior without width.
            variance_b[b] = Math.max(1e-4, Arrays.stream(mine).map(x -> (x - mean) * (x - mean)).average().orElse(1));
        }
        model.scvi().libraryPrior(mean_b, variance_b);
    }
}
