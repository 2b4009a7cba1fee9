package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/// What the reports of scVI and scANVI tell, and beside what.
class TrainReportTest {
    @TempDir
    Path folder;

    private Path in;
    private Path page;

    @BeforeEach
    void makeCells() {
        in = SmallCells.make(80, 12).write(folder.resolve("in.h5ad"));
        page = folder.resolve("r.html");
    }

    private CommandRun train(String model, String... more) {
        List<String> words = new ArrayList<>(List.of("train", model, in.toString(), "-o",
                folder.resolve("out.h5ad").toString(), "--report", page.toString(), "--max-epochs", "3"));
        words.addAll(List.of(more));
        return CommandRun.of(folder, words.toArray(String[]::new));
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Test
    void scanviIsJudgedByTheLabelsThatTheSplitHidBesideLogisticRegression() throws IOException {
        CommandRun run = train("scanvi", "--labels-key", "known", "--batch-key", "batch", "--train-size", "0.7",
                "--check-val-every-n-epoch", "1");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).endsWith("the report is in " + page + System.lineSeparator());
        assertThat(read("r.html")).contains("scANVI on in.h5ad", "On 12 cells whose label it had not seen",
                "Logistic regression got", "always naming the most common type", "own expression: log2",
                "UMAP of the latent space", "train_accuracy", "validation_accuracy");
        assertThat(read("r.md")).contains("# scANVI on in.h5ad", "On 12 cells whose label it had not seen");
        assertThat(read("r.csv")).startsWith("type,cells,predicted,precision,recall,f1,rare\na,").contains("\nb,");
        JsonObject json = JsonParser.parseString(read("r.json")).getAsJsonObject();
        assertThat(json.toString()).contains("On 12 cells whose label it had not seen");
    }

    @Test
    void scanviWithNothingHeldBackClaimsNothing() throws IOException {
        CommandRun run = train("scanvi", "--labels-key", "known");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(read("r.html")).contains("learnt from all 40 labels and named a type for 40 further cells",
                "nothing here says how good the names are").doesNotContain("of 100");
        assertThat(folder.resolve("r.csv")).doesNotExist();
    }

    @Test
    void scviIsJudgedByTypesThatItDidNotLearnFromBesidePrincipalComponents() throws IOException {
        CommandRun run = train("scvi", "--labels-key", "type", "--n-latent", "3");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(read("r.html")).contains("scVI on in.h5ad", "have neighbours in the embedding",
                "principal components, the baseline", "80 labelled cells", "labelled as a type");
    }

    @Test
    void scviWithoutLabelsSaysThatNothingCanBeSaid() throws IOException {
        CommandRun run = train("scvi", "--n-latent", "3");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(read("r.html")).contains("80 cells now have a place in 3 dimensions", "give --labels-key COLUMN")
                .doesNotContain("Marker genes");
    }

    @Test
    void aReportThatCannotBeWrittenIsRefusedBeforeTraining() throws IOException {
        page = folder.resolve("r.htm");
        CommandRun run = train("scvi");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("ends in .html", "r.htm").doesNotContain("epochs/s");
        page = folder.resolve("none").resolve("r.html");
        assertThat(train("scvi").err()).contains("does not exist");
        page = folder.resolve("s.html");
        Files.createDirectory(folder.resolve("s.md"));
        CommandRun beside = train("scvi");
        assertThat(beside.status()).isEqualTo(2);
        assertThat(beside.err()).contains("s.md", "is a folder").doesNotContain("epochs/s");
        assertThat(folder.resolve("out.h5ad")).doesNotExist();
    }
}
