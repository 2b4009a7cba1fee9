package io.cellwright.task.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.cellwright.data.CellTable;
import io.cellwright.data.DataException;
import io.cellwright.data.prepare.GeneSelection;
import io.cellwright.data.prepare.PreparationConfig;
import io.cellwright.data.prepare.Scaling;
import io.cellwright.model.NetworkSettings.Transformer;
import io.cellwright.model.Task;
import io.cellwright.model.custom.CustomAutoencoder;
import io.cellwright.nn.Linear;
import io.cellwright.task.SavedModel;
import io.cellwright.task.Simulation;
import io.cellwright.tensor.Counts.Likelihood;
import io.cellwright.tensor.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SavedNetworkTest {
    private static final CellTable CELLS = new Simulation(120, 50, List.of(0.6, 0.4), 2, 500, 2, 0.1, 1, 1, 6).make();

    @TempDir
    private Path folder;

    @Test
    void aLoadedClassifierAnswersRawCountsWithTheSameBits() {
        TrainedNetwork trained = TaskRunner.of(NetworkTask.of("classifier", "classification")
                .withLabels(Simulation.TYPE).withSettings(s -> s.withHidden(List.of(8)))
                .withPreparation(PreparationConfig.LOG_NORMALIZED
                        .withGenes(GeneSelection.HighlyVariable.of(GeneSelection.Flavor.SEURAT_V3))
                        .withScaling(Scaling.Standard.DEFAULT))
                .withFit(f -> f.withEpochs(3))).fit(CELLS);
        TrainedNetwork loaded = saved(trained);
        assertThat(loaded.about()).isEqualTo(trained.about());
        assertThat(loaded.predict(CELLS).labels()).isEqualTo(trained.predict(CELLS).labels());
        assertThat(loaded.predict(CELLS).probabilities().values())
                .isEqualTo(trained.predict(CELLS).probabilities().values());
    }

    @Test
    void aLoadedAutoencoderOfCountsWithBatchesEncodesTheSamePoints() {
        TrainedNetwork trained = TaskRunner.of(NetworkTask.of("vae", "representation").withBatches(Simulation.BATCH)
                .withSettings(s -> s.withHidden(List.of(8)).withLatent(3).withLikelihood(Likelihood.ZINB)
                        .withKlWeight(0.5).withDropout(0.2))
                .withFit(f -> f.withEpochs(2))).fit(CELLS);
        TrainedNetwork loaded = saved(trained);
        assertThat(loaded.about()).isEqualTo(trained.about());
        assertThat(loaded.encode(CELLS).values()).isEqualTo(trained.encode(CELLS).values());
    }

    @Test
    void aLoadedTransformerEncodesTheSamePoints() {
        TrainedNetwork trained = TaskRunner.of(NetworkTask.of("transformer_ae", "representation")
                .withSettings(s -> s.withHidden(List.of(8)).withLatent(3)
                        .withTransformer(Transformer.DEFAULT.withPatch(7).withWidth(6).withHeads(3).withLayers(1)))
                .withFit(f -> f.withEpochs(2))).fit(CELLS);
        TrainedNetwork loaded = saved(trained);
        assertThat(loaded.about()).isEqualTo(trained.about());
        assertThat(loaded.encode(CELLS).values()).isEqualTo(trained.encode(CELLS).values());
    }

    @Test
    void aNetworkOfOnesOwnIsLoadedByWhatMadeIt() {
        NetworkFactory mine = (settings, parameters) -> {
            Linear down = new Linear(parameters, "down", settings.genes(), 2);
            Linear up = new Linear(parameters, "up", 2, settings.genes());
            return CustomAutoencoder.of("mine", parameters, settings.genes(), 2,
                    (cells, step) -> down.forward(cells.x_ng()), (z_nk, cells, step) -> up.forward(z_nk));
        };
        TrainedNetwork trained = TaskRunner.of(NetworkTask.of(mine, Task.REPRESENTATION)
                .withFit(f -> f.withEpochs(2))).fit(CELLS);
        SavedNetwork.save(folder.resolve("m"), trained);
        assertThat(SavedNetwork.load(folder.resolve("m"), Device.cpu(1), mine).encode(CELLS).values())
                .isEqualTo(trained.encode(CELLS).values());
        assertThatThrownBy(() -> SavedNetwork.load(folder.resolve("m"), Device.cpu(1)))
                .isInstanceOf(DataException.class).hasMessageContaining("Unknown model 'mine'");
    }

    @Test
    void aDamagedFolderIsRefused() throws IOException {
        TrainedNetwork trained = TaskRunner.of(NetworkTask.of("ae", "reconstruction")
                .withSettings(s -> s.withHidden(List.of(8))).withFit(f -> f.withEpochs(1))).fit(CELLS);
        Path dir = folder.resolve("m");
        SavedNetwork.save(dir, trained);
        assertThat(SavedNetwork.isNetwork(dir)).isTrue();
        assertThatThrownBy(() -> SavedModel.load(dir, Device.cpu(1))).isInstanceOf(DataException.class)
                .hasMessageContaining("this is a network");
        Path manifest = dir.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"latent_dim\": null", "\"latent_dim\": 7"));
        assertThatThrownBy(() -> SavedNetwork.load(dir, Device.cpu(1))).isInstanceOf(DataException.class)
                .hasMessageContaining("changed");
        assertThatThrownBy(() -> SavedNetwork.load(folder.resolve("none"), Device.cpu(1)))
                .isInstanceOf(DataException.class).hasMessageContaining("no such");
    }

    private TrainedNetwork saved(TrainedNetwork trained) {
        SavedNetwork.save(folder.resolve("model"), trained);
        return SavedNetwork.load(folder.resolve("model"), Device.cpu(2));
    }
}
