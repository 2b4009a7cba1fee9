package io.cellwright.model.scanvi;

import java.util.ArrayList;
import java.util.List;

import io.cellwright.nn.Covariates;
import io.cellwright.nn.FCLayers;
import io.cellwright.nn.Linear;
import io.cellwright.nn.TorchTensor;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// From a latent point to the logits of c cell types: hidden layers as the encoder's, then a linear layer; or the
/// linear layer alone.
final class Classifier {
    private final @Nullable FCLayers layers;
    private final Linear logits;

    Classifier(Parameters parameters, ScanviConfig config) {
        int latent = config.scvi().network().latent();
        int hidden = config.scvi().network().hidden();
        int depth = config.scvi().network().layers();
        this.layers = config.linearClassifier() ? null
                : FCLayers.dense(parameters, "classifier", latent, Covariates.Sizes.NONE,
                        config.scvi().network().encoderLayers(depth));
        this.logits = new Linear(parameters, "classifier.logits", config.linearClassifier() ? latent : hidden,
                config.labels());
    }

    Tensor forward(Tensor z_nk, StepContext step) {
        return logits.forward(layers == null ? z_nk : layers.forward(z_nk, Covariates.NONE, step));
    }

    List<TorchTensor> torch() {
        List<TorchTensor> all = new ArrayList<>();
        if (layers != null) {
            all.addAll(layers.torch("classifier.classifier.0.fc_layers"));
        }
        all.addAll(logits.torch(layers == null ? "classifier.classifier.0" : "classifier.classifier.1"));
        return all;
    }
}
