package io.cellwright.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.cellwright.data.CellData;
import io.cellwright.data.split.OrderedSplit;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.report.html.CellMap;
import io.cellwright.report.html.Curves;
import io.cellwright.report.html.Report;
import io.cellwright.report.html.Section;
import io.cellwright.report.html.Section.Fact;
import io.cellwright.report.html.Verdict;
import io.cellwright.task.CellModel;
import io.cellwright.task.MarkerGenes;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.train.TrainResult;

/// The report of scVI or scANVI: one page for a colleague.
///
/// @param model with its weights
/// @param data the cells that it was trained on
/// @param result of the training
/// @param about what else is shown
record CellModelReport(CellModel model, CellData data, TrainResult result, About about) {
    private static final int MARKERS = 8;
    /// What of the history is drawn. The history file has all of it.
    private static final List<String> DRAWN = List.of("elbo_train", "elbo_validation", "reconstruction_loss_train",
            "reconstruction_loss_validation", "kl_local_train", "kl_local_validation", "train_classification_loss",
            "validation_classification_loss", "train_accuracy", "validation_accuracy");

    /// What is shown beside what the model says.
    ///
    /// @param title the heading
    /// @param command the command line
    /// @param seed of the training and of the map
    /// @param weights SHA-256 of the weights
    /// @param files what was read and written
    record About(String title, String command, long seed, String weights, List<Fact> files) {}

    /// The labels that the split hid from scANVI, if there are any.
    static Optional<LabelVerdict.Labels> hidden(CellModel model, CellData data, OrderedSplit split) {
        int[] label_n = data.label().codes();
        int[] told_n = none(label_n.length);
        int[] hidden_n = none(label_n.length);
        for (int i : split.train()) {
            told_n[i] = label_n[i];
        }
        boolean any = false;
        for (int i : split.validation()) {
            hidden_n[i] = label_n[i];
            any |= label_n[i] >= 0;
        }
        TypeOrder order = TypeOrder.of(model.registry().labels());
        return any ? Optional.of(new LabelVerdict.Labels(order.names(), order.codes(told_n), order.codes(hidden_n)))
                : Optional.empty();
    }

    private static int[] none(int n) {
        int[] codes = new int[n];
        Arrays.fill(codes, -1);
        return codes;
    }

    /// The report.
    ///
    /// @param judged what is known of the labels' worth; empty where nothing was hidden
    Report report(Optional<LabelVerdict> judged) {
        TypeOrder types = TypeOrder.of(model.registry().labels());
        DenseMatrix z_nk = DenseMatrix.of(model.embed(data), data.cells(), model.spec().scvi().network().latent());
        Optional<DenseMatrix> p_nc = model.scanvi().map(any -> types.columns(DenseMatrix.of(model.classify(data))));
        List<Section> sections = new ArrayList<>();
        List<Section> ofLabels = judged.map(LabelVerdict::sections).orElse(List.of());
        sections.add(ofLabels.isEmpty() ? verdict(z_nk) : ofLabels.getFirst());
        sections.add(new Section.Asked(List.of(new Fact("command", about.command),
                new Fact("model", model.spec().kind().title()), new Fact("seed", Long.toString(about.seed)))));
        sections.add(cells(types));
        sections.add(Curves.of(result.history(), DRAWN.stream().filter(result.history().keys()::contains).toList()));
        CellMaps.umap("the latent space", z_nk, colourings(types, p_nc), about.seed).ifPresent(sections::add);
        ofLabels.stream().skip(1).forEach(sections::add);
        if (!types.names().isEmpty()) {
            sections.add(markers(types, p_nc));
        }
        sections.add(settings());
        sections.add(new Section.Files(about.files));
        return new Report(about.title, sections);
    }

    private Verdict verdict(DenseMatrix z_nk) {
        if (model.spec().kind() == Kind.SCVI) {
            return SpaceVerdict.of(z_nk, data.countsInMemory(), data.label().codes(),
                    model.parameters().workspace().device());
        }
        int[] label_n = data.label().codes();
        long told = Arrays.stream(label_n).filter(c -> c >= 0).count();
        return new Verdict(List.of("The model learnt from all " + Numbers.count(told, "label") + " and named a type for "
                + Numbers.count(label_n.length - told) + " further " + (label_n.length - told == 1 ? "cell" : "cells") + ".",
                "No label was held back, so nothing here says how good the names are: --train-size 0.9 holds a tenth back "
                        + "to judge the model, and 'cellwright annotate' judges by cross-validation."));
    }

    private List<CellMap.Colouring> colourings(TypeOrder types, Optional<DenseMatrix> p_nc) {
        List<CellMap.Colouring> colourings = new ArrayList<>();
        p_nc.ifPresent(p -> colourings.addAll(CellMaps.ofPrediction(p, types.names())));
        if (!types.names().isEmpty()) {
            colourings.add(new CellMap.Groups("label", types.names(), types.codes(data.label().codes())));
        }
        if (model.registry().setup().batchKey().isPresent()) {
            colourings.add(new CellMap.Groups("batch", model.registry().batches(), data.batch().codes()));
        }
        return colourings;
    }

    private Section cells(TypeOrder types) {
        double share = data.counts().entries() / ((double) data.cells() * data.genes());
        return new Section.Cells(data.cells(), data.genes(), share,
                model.registry().setup().batchKey().isPresent()
                        ? groups(model.registry().batches(), data.batch().codes()) : List.of(),
                groups(types.names(), types.codes(data.label().codes())));
    }

    private static List<Section.Group> groups(List<String> names, int[] codes) {
        int[] cells = count(codes, names.size());
        List<Section.Group> groups = new ArrayList<>();
        for (int c = 0; c < cells.length; c++) {
            groups.add(new Section.Group(names.get(c), cells[c]));
        }
        return groups;
    }

    private static int[] count(int[] codes, int levels) {
        int[] cells = new int[levels];
        for (int code : codes) {
            if (code >= 0) {
                cells[code]++;
            }
        }
        return cells;
    }

    private Section markers(TypeOrder types, Optional<DenseMatrix> p_nc) {
        int[] type_n = p_nc.map(DenseMatrix::argMax).orElse(types.codes(data.label().codes()));
        double[][] share_cg = model.meanExpression(data, type_n, types.names().size());
        return new Section.Markers("From the model's own expression: log2 of a gene's share in the mean cell "
                + (p_nc.isPresent() ? "predicted as" : "labelled as") + " a type, plus one count in ten thousand, over that "
                + "in all other cells.", MarkerGenes.ofShares(share_cg, count(type_n, types.names().size()),
                        model.registry().genes(), MARKERS).stream().map(type -> new Section.TypeMarkers(
                                types.names().get(type.type()), type.cells(), type.genes().stream()
                                        .map(gene -> new Section.Marker(gene.name(), gene.logFoldChange())).toList()))
                        .toList());
    }

    private Section settings() {
        return new Section.Settings(List.of(
                new Fact("likelihood of the counts", model.spec().scvi().likelihood().name().toLowerCase(Locale.ROOT)),
                new Fact("latent dimensions", Integer.toString(model.spec().scvi().network().latent())),
                new Fact("hidden units", Integer.toString(model.spec().scvi().network().hidden())),
                new Fact("epochs", Numbers.count(result.state().progress().epoch())),
                new Fact("parameters", Numbers.count(model.parameters().trainedCount())),
                new Fact("device", model.parameters().workspace().device().toString()),
                new Fact("Cellwright", Version.ours()), new Fact("SHA-256 of the weights", about.weights)));
    }
}
