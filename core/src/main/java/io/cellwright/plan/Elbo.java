package io.cellwright.plan;

import java.util.ArrayList;
import java.util.List;

import io.cellwright.tensor.Tensor;
import io.cellwright.train.Loss;
import io.cellwright.train.Observation;
import io.cellwright.train.Phase;
import org.jspecify.annotations.Nullable;

/// The parts of a negative ELBO as a loss, and what the history says of them: un-annealed means over cells under
/// scvi-tools' keys `elbo_train`, `reconstruction_loss_train`, `kl_local_train`, `kl_global_train` and the same of
/// validation.
///
/// @param reconstruction_n reconstruction loss
/// @param kl_n divergence of the latent variables
/// @param klLibrary_n divergence of the library size, or null
/// @param klWeight weight of `kl_n`
/// @param klLibraryWeight weight of `klLibrary_n`
record Elbo(Tensor reconstruction_n, Tensor kl_n, @Nullable Tensor klLibrary_n, double klWeight,
        double klLibraryWeight) {
    List<Loss.Term> terms() {
        List<Loss.Term> terms = new ArrayList<>();
        terms.add(new Loss.Term("reconstruction_loss", reconstruction_n, 1));
        terms.add(new Loss.Term("kl_local", kl_n, klWeight));
        if (klLibrary_n != null) {
            terms.add(new Loss.Term("kl_library", klLibrary_n, klLibraryWeight));
        }
        return terms;
    }

    List<Observation> observations(Phase phase) {
        double n = reconstruction_n.count();
        double reconstruction = reconstruction_n.sum();
        double kl = kl_n.sum() + (klLibrary_n == null ? 0 : klLibrary_n.sum());
        String key = phase.key();
        return List.of(new Observation.Mean("elbo_" + key, reconstruction + kl, n),
                new Observation.Mean("reconstruction_loss_" + key, reconstruction, n),
                new Observation.Mean("kl_local_" + key, kl, n), new Observation.Mean("kl_global_" + key, 0, n));
    }
}
