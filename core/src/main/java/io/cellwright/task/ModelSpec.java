package io.cellwright.task;

import io.cellwright.model.scvi.ScviConfig;
import io.cellwright.task.TrainOptions.Preset;
import io.cellwright.tensor.Counts;

/// Which model, and how it is made. Sizes that follow from the data (genes, batches, labels, covariates) are filled in
/// from the registry.
///
/// @param kind scVI or scANVI
/// @param scvi the network; its sizes are those of the data
/// @param linearClassifier scANVI: whether the classifier is a single linear layer
public record ModelSpec(Kind kind, ScviConfig scvi, boolean linearClassifier) {
    /// The models that can be trained on counts.
    public enum Kind {
        /// Embedding of counts.
        SCVI("scvi", "X_scVI"),
        /// Embedding and cell types.
        SCANVI("scanvi", "X_scANVI");

        private final String label;
        private final String obsm;

        Kind(String label, String obsm) {
            this.label = label;
            this.obsm = obsm;
        }

        /// As the command line and files say it.
        public String label() {
            return label;
        }

        /// As people write it.
        public String title() {
            return obsm.substring("X_".length());
        }

        /// Where the embedding goes.
        public String obsm() {
            return obsm;
        }
    }

    /// The network of the default preset for the data. For the parity preset name it here too: {@link TrainOptions} does
    /// not change the network.
    public static ModelSpec of(Kind kind, Registry registry) {
        return of(kind, registry, Preset.DEFAULT);
    }

    /// scvi-tools' default network for the data, with the likelihood of the preset: zero-inflated for parity, else the
    /// negative binomial. Counts of molecules have no more zeros than that one gives them (Svensson, Nature
    /// Biotechnology 2020); embeddings are about as good or better with it, and a step takes about half as long.
    public static ModelSpec of(Kind kind, Registry registry, Preset preset) {
        ScviConfig config = ScviConfig.of(registry.genes().size(), registry.batches().size())
                .withLabels(Math.max(1, registry.labels().size()))
                .withCovariates(registry.categorical().stream().map(java.util.List::size).toList(),
                        registry.setup().continuousKeys().size());
        if (registry.setup().sizeFactorKey().isPresent()) {
            config = config.withLibrary(ScviConfig.Library.SIZE_FACTOR);
        }
        if (preset == Preset.DEFAULT) {
            config = config.withLikelihood(Counts.Likelihood.NB);
        }
        return new ModelSpec(kind, config, false);
    }

    /// The same with another network.
    public ModelSpec with(ScviConfig config) {
        return new ModelSpec(kind, config, linearClassifier);
    }
}
