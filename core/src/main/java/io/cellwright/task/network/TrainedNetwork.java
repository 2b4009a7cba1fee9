package io.cellwright.task.network;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.cellwright.data.CellData;
import io.cellwright.data.CellData.Annotations;
import io.cellwright.data.CellData.Factor;
import io.cellwright.data.CellTable;
import io.cellwright.data.Cells;
import io.cellwright.data.prepare.PreparedCells;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.model.CellInput;
import io.cellwright.model.CellNetwork;
import io.cellwright.model.Classifies;
import io.cellwright.model.Encodes;
import io.cellwright.model.Reconstructs;
import io.cellwright.model.Task;
import io.cellwright.task.Setup;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.task.estimator.Judge;
import io.cellwright.task.estimator.Judgement;
import io.cellwright.task.estimator.Levels;
import io.cellwright.task.estimator.SplitCells;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.RowFunctions;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;
import io.cellwright.train.History;

/// A network with all that it needs to answer about raw counts.
///
/// @param network the network
/// @param about what it is
/// @param history what its training measured; empty where it was loaded, or fitted at once
public record TrainedNetwork(CellNetwork network, NetworkAbout about, Optional<History> history)
        implements Fitted {
    private static final int ROWS = 512;

    @Override
    public String name() {
        return network.name();
    }

    /// What the network says of some cells that stand one after the other.
    ///
    /// @param first number of the first of them
    /// @param cells how many
    /// @param z_nk where they are in latent space, as [#encode] has it; empty where the network has none
    /// @param p_nc probabilities of the classes, as [#predict] has them; empty where it is no classifier
    public record Answers(int first, int cells, Optional<DenseMatrix> z_nk, Optional<DenseMatrix> p_nc) {}

    @FunctionalInterface
    private interface Answer {
        Tensor of(CellInput cells, StepContext step);
    }

    TrainedNetwork withHistory(History other) {
        return new TrainedNetwork(network, about, Optional.of(other));
    }

    /// Where each cell is in latent space, n x k. The same cells always have the same place.
    ///
    /// @throws IllegalStateException if the network has no latent space
    @Override
    public DenseMatrix encode(CellTable cells) {
        return collect(cells.cells(), encoder().latent(), rows -> encode(cells, rows));
    }

    @Override
    public void encode(CellTable cells, Rows rows) {
        answer(cells, encoder()::encode, rows);
    }

    private Encodes encoder() {
        if (!(network instanceof Encodes encoder)) {
            throw cannot("has no latent space to encode cells in");
        }
        return encoder;
    }

    /// The class of each cell.
    ///
    /// @throws IllegalStateException if the network is no classifier
    @Override
    public Predicted predict(CellTable cells) {
        Classifies classifier = classifier();
        List<String> classes = about.labels().orElseThrow(() -> cannot("has no names of classes")).names();
        return Predicted.of(collect(cells.cells(), classifier.classes(), rows -> predict(cells, rows)), classes);
    }

    @Override
    public void predict(CellTable cells, Rows rows) {
        Classifies classifier = classifier();
        answer(cells, probabilities(classifier), rows);
    }

    private Classifies classifier() {
        if (!(network instanceof Classifies classifier)) {
            throw cannot("does not tell classes");
        }
        return classifier;
    }

    /// The expression of each cell again, n x g, on the scale of the prepared cells, a few hundred cells at a time.
    ///
    /// @throws IllegalStateException if the network does not reconstruct
    @Override
    public void reconstruct(CellTable cells, Rows rows) {
        if (!(network instanceof Reconstructs decoder)) {
            throw cannot("does not reconstruct expression");
        }
        answer(cells, decoder::reconstruct, rows);
    }

    /// How good it is on the test cells of its split, else on the validation cells, beside baselines that learn from its
    /// training cells.
    ///
    /// @param cells those that it was split on
    /// @throws IllegalStateException if no cells were held back: never on the training cells
    public Judgement evaluate(CellTable cells) {
        Setup columns = new Setup(about.batches().map(Levels::key), about.labels().map(Levels::key), Setup.UNKNOWN,
                Optional.empty(), List.of(), List.of());
        SplitCells data = new SplitCells(cells, columns, about.split(), about.preparation(),
                about.preparation().apply(cells), about.labels(), about.batches());
        return Judge.of(data, about.task(), network.parameters().workspace().device()).judge(this);
    }

    @Override
    public void save(Path dir) {
        SavedNetwork.save(dir, this);
    }

    /// All that the network says of cells, in one pass over their counts, a few hundred cells at a time in their order,
    /// wherever the counts are. They must be raw counts where the preparation wants these; that is not looked at.
    public void answer(Cells cells, Consumer<Answers> each) {
        List<String> genes = cells.var().names();
        cells.counts().forEachBlock(ROWS, (first, counts) -> {
            int[] rows = IntStream.range(first, first + counts.rows()).toArray();
            CellTable part = new CellTable(counts, cells.obs().selectRows(rows), cells.var());
            PreparedSource source = source(part, about.preparation().applyToPart(counts, genes));
            each.accept(new Answers(first, rows.length,
                    network instanceof Encodes encodes ? Optional.of(whole(source, encodes::encode)) : Optional.empty(),
                    network instanceof Classifies classifies ? Optional.of(whole(source, probabilities(classifies)))
                            : Optional.empty()));
        });
    }

    private static Answer probabilities(Classifies classifier) {
        return (input, step) -> RowFunctions.softmax(classifier.classify(input, step));
    }

    private DenseMatrix whole(PreparedSource source, Answer answer) {
        Workspace home = network.parameters().workspace();
        home.begin(false);
        CellInput input = source.take(IntStream.range(0, source.cells()).toArray(), home);
        double[] values = answer.of(input, StepContext.evaluation(home, Noise.of(0, 0))).toArray();
        return new DenseMatrix(values, source.cells(), values.length / source.cells());
    }

    private static DenseMatrix collect(int cells, int columns, Consumer<Rows> answers) {
        double[] all = new double[Math.multiplyExact(cells, columns)];
        answers.accept((first, count, values) -> System.arraycopy(values, 0, all, first * columns, values.length));
        return new DenseMatrix(all, cells, columns);
    }

    private void answer(CellTable cells, Answer answer, Rows rows) {
        PreparedSource source = source(cells, about.preparation().apply(cells));
        Workspace home = network.parameters().workspace();
        for (int first = 0; first < source.cells(); first += ROWS) {
            int count = Math.min(ROWS, source.cells() - first);
            home.begin(false);
            CellInput input = source.take(IntStream.range(first, first + count).toArray(), home);
            rows.take(first, count, answer.of(input, StepContext.evaluation(home, Noise.of(0, 0))).toArray());
        }
    }

    private IllegalStateException cannot(String what) {
        return new IllegalStateException("Model '" + network.name() + "' " + what + "; it supports "
                + String.join(", ", Task.of(network).stream().map(Task::label).toList()));
    }

    /// The cells with their batches and classes, and with raw counts where the network models them.
    PreparedSource source(CellTable cells, PreparedCells prepared) {
        int n = cells.cells();
        Factor batch = about.batches().filter(any -> network.wantsBatches()).map(levels -> levels.batches(cells))
                .orElse(Factor.single(n));
        Factor label = about.labels().map(levels -> levels.labels(cells)).orElse(Factor.single(n));
        Optional<CellData> counts = network.wantsCounts()
                ? Optional.of(new CellData(cells.countsOf(prepared.genes()), Annotations.none(n))) : Optional.empty();
        return new PreparedSource(prepared, batch, label, counts);
    }
}
