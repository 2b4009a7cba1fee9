package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.cellwright.data.CellData.Factor;
import io.cellwright.data.CellTable;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.prepare.PreparedCells;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.model.Classifies;
import io.cellwright.model.Encodes;
import io.cellwright.model.pca.Pca;
import io.cellwright.report.html.CellMap;
import io.cellwright.report.html.Classified;
import io.cellwright.report.html.Curves;
import io.cellwright.report.html.Report;
import io.cellwright.report.html.Section;
import io.cellwright.report.html.Verdict;
import io.cellwright.task.MarkerGenes;
import io.cellwright.task.baseline.PrincipalComponents;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.task.estimator.Judgement;
import io.cellwright.task.estimator.Levels;
import io.cellwright.task.estimator.Score;
import io.cellwright.task.network.NetworkAbout;
import io.cellwright.task.network.TrainedNetwork;
import io.cellwright.tensor.Parameters;

/// The report of a trained network: one page for a colleague.
///
/// @param command the command line
/// @param seed of the map and of the training
/// @param weights SHA-256 of the weights
/// @param output where the results are
record NetworkReport(TrainedNetwork trained, CountFile input, Optional<Judgement> judgement, String command, long seed,
        String weights, OutputFile output) {
    private static final int MARKERS = 8;
    private static final int COMPONENTS = 30;

    Report report() {
        NetworkAbout about = trained.about();
        PreparedCells prepared = about.preparation().apply(input.cells());
        List<Section> sections = new ArrayList<>();
        verdict().ifPresent(sections::add);
        sections.add(new Section.Asked(List.of(new Section.Fact("command", command),
                new Section.Fact("model", about.model()), new Section.Fact("task", about.task().label()),
                new Section.Fact("split", about.split().text()), new Section.Fact("seed", Long.toString(seed)))));
        sections.add(cells(input.cells()));
        trained.history().ifPresent(history -> sections.add(Curves.of(history)));
        Optional<Fitted.Predicted> predicted = trained.network() instanceof Classifies
                ? Optional.of(trained.predict(input.cells())) : Optional.empty();
        map(prepared, predicted).ifPresent(sections::add);
        judgement.flatMap(Judgement::classes).ifPresent(classes -> {
            sections.add(Classified.of(classes.names(), classes.confusion()));
            sections.add(new Section.Calibrated(classes.calibration()));
        });
        predicted.ifPresent(p -> sections.add(markers(prepared, p)));
        sections.add(new Section.Settings(List.of(
                new Section.Fact("genes", Numbers.count(prepared.genes().size())),
                new Section.Fact("parameters", Numbers.count(learnt(trained.network().parameters()))),
                new Section.Fact("device", trained.network().parameters().workspace().device().toString()),
                new Section.Fact("Cellwright", Version.ours()), new Section.Fact("SHA-256 of the weights", weights))));
        sections.add(new Section.Files(List.of(new Section.Fact("input", input.path().toString()),
                new Section.Fact("output", output.output().toString()))));
        return new Report(about.model() + " on " + input.path().getFileName(), sections);
    }

    /// Numbers that training has found; of a network that no minibatches train, such as principal components, all.
    private static long learnt(Parameters parameters) {
        return parameters.trainedCount() > 0 ? parameters.trainedCount()
                : parameters.entries().stream().mapToLong(entry -> entry.tensor().count()).sum();
    }

    private Optional<Section> verdict() {
        if (judgement.isEmpty()) {
            return Optional.empty();
        }
        Judgement judged = judgement.get();
        if (judged.classes().isPresent()) {
            List<Verdict.Baseline> baselines = judged.baselines().stream().map(baseline -> new Verdict.Baseline(
                    baseline.name().startsWith("most") ? "always naming the most common type" : baseline.name(),
                    Score.of(baseline.scores(), "accuracy"), Score.of(baseline.scores(), "macro_f1"))).toList();
            return Optional.of(Verdict.ofClassification(Classified.of(judged.classes().get().names(),
                    judged.classes().get().confusion()), baselines));
        }
        List<String> sentences = new ArrayList<>(List.of("The model was judged by " + Numbers.count(judged.cells(), "cell")
                + " that it had not seen in training."));
        for (Score score : judged.model()) {
            if (Double.isNaN(score.value())) {
                continue;
            }
            sentences.add(score.name() + " is " + Numbers.significant(score.value(), 3) + judged.baselines().stream()
                    .limit(1).filter(baseline -> !Double.isNaN(Score.of(baseline.scores(), score.name())))
                    .map(baseline -> "; of " + baseline.name() + " it is "
                            + Numbers.significant(Score.of(baseline.scores(), score.name()), 3))
                    .collect(Collectors.joining()) + ".");
        }
        return Optional.of(new Verdict(sentences));
    }

    private Section cells(CellTable cells) {
        double share = cells.counts().entries() / ((double) cells.cells() * cells.genes());
        return new Section.Cells(cells.cells(), cells.genes(), share, groups(trained.about().batches(), cells),
                groups(trained.about().labels(), cells));
    }

    private static List<Section.Group> groups(Optional<Levels> levels, CellTable cells) {
        Map<String, Integer> count = new TreeMap<>();
        levels.flatMap(l -> cells.obs().column(l.key())).ifPresent(column -> {
            for (int i = 0; i < column.size(); i++) {
                count.merge(String.valueOf(column.text(i)), 1, Integer::sum);
            }
        });
        return count.entrySet().stream().map(entry -> new Section.Group(entry.getKey(), entry.getValue())).toList();
    }

    /// A map of the latent space; of a classifier, which has none, of the principal components of what it sees.
    private Optional<CellMap> map(PreparedCells prepared, Optional<Fitted.Predicted> predicted) {
        boolean encodes = trained.network() instanceof Encodes;
        DenseMatrix z_nk = encodes ? trained.encode(input.cells()) : components(prepared.matrix());
        List<CellMap.Colouring> colourings = new ArrayList<>();
        trained.about().labels().ifPresent(levels -> colourings.add(groups("label", levels, levels.codes(input.cells()))));
        predicted.ifPresent(p -> colourings.addAll(CellMaps.ofPrediction(p.probabilities(), p.classes())));
        trained.about().batches().ifPresent(levels -> colourings.add(groups("batch", levels, levels.codes(input.cells()))));
        return CellMaps.umap(encodes ? "the latent space" : "the principal components of the expression", z_nk, colourings,
                seed);
    }

    private DenseMatrix components(CsrMatrix x_ng) {
        int k = IntStream.of(COMPONENTS, x_ng.columns(), x_ng.rows() - 1).min().orElseThrow();
        Pca pca = PrincipalComponents.fit(x_ng, k, seed, trained.network().parameters().workspace().device());
        return PrincipalComponents.scores(pca, x_ng);
    }

    private static CellMap.Groups groups(String name, Levels levels, Factor codes) {
        return new CellMap.Groups(name, levels.names(), codes.codes());
    }

    private Section markers(PreparedCells prepared, Fitted.Predicted predicted) {
        List<Section.TypeMarkers> types = MarkerGenes.of(prepared.matrix(), predicted.probabilities().argMax(),
                predicted.classes().size(), prepared.genes(), MARKERS).stream()
                .map(type -> new Section.TypeMarkers(predicted.classes().get(type.type()), type.cells(), type.genes().stream()
                        .map(gene -> new Section.Marker(gene.name(), gene.logFoldChange())).toList())).toList();
        return new Section.Markers("Mean of the prepared expression in the cells predicted as a type, minus that in all other "
                + "cells.", types);
    }
}
