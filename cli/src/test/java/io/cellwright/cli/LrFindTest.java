package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/// `train … --lr-find` shows the loss against the rate, and trains and writes nothing.
class LrFindTest {
    @TempDir
    Path folder;

    private Path in = Path.of("");

    @BeforeEach
    void writeCells() {
        in = SmallCells.make().write(folder.resolve("in.h5ad"));
    }

    private CommandRun find(String model, String... more) {
        List<String> words = new ArrayList<>(List.of("train", model, in.toString(), "--lr-find", "--batch-size", "10",
                "--n-hidden", "16", "--threads", "1"));
        if (model.equals("scanvi")) {
            words.addAll(List.of("--labels-key", "known"));
        }
        words.addAll(List.of(more));
        return CommandRun.of(folder, words.toArray(String[]::new));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void drawsTheLossAndSuggestsARateForBothModels() throws IOException {
        for (String model : List.of("scvi", "scanvi")) {
            CommandRun run = find(model, "-o", folder.resolve("out.h5ad").toString(), "--save",
                    folder.resolve("model").toString());
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out()).contains("1e-6", "1e-3", "  learning rate\n").containsPattern("[⠁-⣿]{10}");
            assertThat(run.out().lines().toList().getLast()).startsWith("suggestion: --lr ");
            assertThat(files()).as("nothing is written").containsExactly("in.h5ad");
        }
    }

    @Test
    void numbersComeAsJsonAndThePictureAsSvg() throws IOException {
        Path svg = folder.resolve("loss.svg");
        JsonObject json = find("scvi", "--json", "--svg", svg.toString()).json();
        JsonArray rates = json.getAsJsonArray("lr");
        assertThat(rates.get(0).getAsDouble()).isEqualTo(1e-6);
        assertThat(rates.size()).isBetween(10, 100).isEqualTo(json.getAsJsonArray("loss").size())
                .isEqualTo(json.getAsJsonArray("smoothed_loss").size());
        assertThat(json.get("suggestion").getAsDouble()).isBetween(2e-6, 1.0);
        assertThat(Files.readString(svg)).startsWith("<svg").contains("suggestion: --lr ", ">learning rate<", ">loss<",
                ">1e-6<");
        assertThat(find("scvi", "--json").json()).as("the same again").isEqualTo(json);
    }

    @Test
    void aPictureNeedsATest() {
        CommandRun run = CommandRun.of(folder, "train", "scvi", in.toString(), "-o",
                folder.resolve("out.h5ad").toString(), "--svg", folder.resolve("loss.svg").toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("give --lr-find too");
    }
}
