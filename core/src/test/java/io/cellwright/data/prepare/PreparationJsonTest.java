package io.cellwright.data.prepare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.tensor.safetensors.SafeTensorsException;
import io.cellwright.tensor.safetensors.SafeTensorsReader;
import io.cellwright.tensor.safetensors.SafeTensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PreparationJsonTest {
    private static final int[] TRAINING = IntStream.range(0, 61).toArray();
    private static final PreparationConfig SCALED = PreparationConfig.LOG_NORMALIZED
            .withScaling(new Scaling.Standard(true, OptionalDouble.of(10)));

    @TempDir
    Path folder;

    @Test
    void everyFittedNumberComesBackWithItsBits() throws IOException {
        CellTable cells = Tables.made(1);
        List<PreparationConfig> configs = List.of(PreparationConfig.COUNTS, PreparationConfig.LOG_NORMALIZED,
                SCALED.withTargetSum(new TargetSum.Fixed(1.0 / 3)),
                SCALED.withTargetSum(new TargetSum.Median()).withScaling(Scaling.Standard.DEFAULT),
                SCALED.withScaling(new Scaling.Standard(false, OptionalDouble.of(Double.POSITIVE_INFINITY))),
                SCALED.withGenes(new GeneSelection.Named(List.of("gene9", "gene1"))),
                SCALED.withGenes(
                        new GeneSelection.HighlyVariable(GeneSelection.Flavor.CELL_RANGER, 7, Optional.empty())),
                SCALED.withGenes(new GeneSelection.HighlyVariable(GeneSelection.Flavor.SEURAT_V3_PAPER, 20,
                        Optional.of("batch"))));
        for (PreparationConfig config : configs) {
            Preparation fitted = Preparation.fit(config, cells, TRAINING);
            Path file = folder.resolve("arrays.safetensors");
            SafeTensorsWriter writer = new SafeTensorsWriter();
            fitted.addTo(writer, "preparation.");
            writer.write(file);
            try (SafeTensorsReader arrays = SafeTensorsReader.open(file)) {
                Preparation read = Preparation.read(fitted.toJson(), arrays, "preparation.");
                assertThat(read).isEqualTo(fitted);
                assertThat(read.toJson()).isEqualTo(fitted.toJson());
            }
        }
    }

    @Test
    void whatIsNotScaledNeedsNoArrays() throws IOException {
        Preparation fitted = Preparation.fit(PreparationConfig.LOG_NORMALIZED, Tables.made(2), TRAINING);
        assertThat(Preparation.read(fitted.toJson(), null, "")).isEqualTo(fitted);
        String scaled = Preparation.fit(SCALED, Tables.made(2), TRAINING).toJson();
        assertThatThrownBy(() -> Preparation.read(scaled, null, "")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("this is no preparation that was written here: its array mean is missing");
    }

    @Test
    void arraysThatDoNotFitAreRefused() throws IOException {
        Preparation fitted = Preparation.fit(SCALED, Tables.made(3), TRAINING);
        Preparation fewer = Preparation.fit(SCALED.withGenes(new GeneSelection.Named(List.of("gene1"))), Tables.made(3),
                TRAINING);
        Path file = folder.resolve("arrays.safetensors");
        SafeTensorsWriter writer = new SafeTensorsWriter();
        fewer.addTo(writer, "few.");
        writer.write(file);
        try (SafeTensorsReader arrays = SafeTensorsReader.open(file)) {
            assertThatThrownBy(() -> Preparation.read(fitted.toJson(), arrays, "few."))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageEndingWith(
                            "mean_g and deviation_g must have 60 numbers but have 1 and 1");
            assertThatThrownBy(() -> Preparation.read(fitted.toJson(), arrays, "many."))
                    .isInstanceOf(SafeTensorsException.class).hasMessageContaining("many.mean");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "{}", "{'version':2}", "{'version':1}",
        "{'version':1,'config':{'target_sum':null,'log1p':false,'genes':null,'scale':null},'cells':1,'target_sum':null,"
                + "'chosen':[3],'genes':['a']}",
        "{'version':1,'config':{'target_sum':null,'log1p':false,'genes':null,'scale':null},'cells':1,'target_sum':5,"
                + "'chosen':[0],'genes':['a']}",
        "{'version':1,'config':{'target_sum':'mean','log1p':false,'genes':null,'scale':null},'cells':1,'target_sum':5,"
                + "'chosen':[0],'genes':['a']}",
        "{'version':1,'config':{'target_sum':null,'log1p':false,'genes':{'flavor':'x','n_top_genes':1,'batch_key':"
                + "null},'scale':null},'cells':1,'target_sum':null,'chosen':[0],'genes':['a']}"})
    void whatIsNoPreparationIsRefused(String json) {
        assertThatThrownBy(() -> Preparation.read(json.replace('\'', '"'), null, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("this is no preparation that was written here: ");
    }
}
