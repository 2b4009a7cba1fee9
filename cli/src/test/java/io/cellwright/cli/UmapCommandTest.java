package io.cellwright.cli;

import java.nio.file.Path;
import java.util.List;

import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.H5adFile;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.anndata.NamedMatrix;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class UmapCommandTest {
    @TempDir
    Path folder;

    private Path in;
    private Path out;

    /// Types a and b lie far apart on the first axis.
    @BeforeEach
    void writeAnEmbedding() {
        in = folder.resolve("in.h5ad");
        out = folder.resolve("out.h5ad");
        int n = SmallCells.CELLS;
        float[] x_nk = new float[2 * n];
        for (int i = 0; i < n; i++) {
            x_nk[2 * i] = SmallCells.type(i).equals("a") ? -10 : 10;
            x_nk[2 * i + 1] = i % 7 * 0.3f;
        }
        H5adWriter.create(in, SmallCells.make().table(), new Annotations(List.of(),
                List.of(new NamedMatrix("X_scVI", n, 2, x_nk)), List.of()));
    }

    @Test
    void theMapOfWhatCellwrightWroteKeepsTypesApart() {
        CommandRun run = umap("--n-neighbors", "8");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("obsm/X_umap, a map of obsm/X_scVI, is in " + out);
        float[] xy = map();
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < SmallCells.CELLS; i++) {
            for (int j = 0; j < SmallCells.CELLS; j++) {
                if (!SmallCells.type(i).equals(SmallCells.type(j))) {
                    nearest = Math.min(nearest, Math.hypot(xy[2 * i] - xy[2 * j], xy[2 * i + 1] - xy[2 * j + 1]));
                }
            }
        }
        assertThat(nearest).isGreaterThan(1);
    }

    @Test
    void theSameSeedGivesTheSameMapOnAnyNumberOfThreads() {
        assertThat(umap("--n-neighbors", "8", "--threads", "1", "--seed", "3").status()).isZero();
        float[] one = map();
        assertThat(umap("--n-neighbors", "8", "--threads", "5", "--seed", "3").status()).isZero();
        assertThat(map()).isEqualTo(one);
        assertThat(umap("--n-neighbors", "8", "--seed", "4").status()).isZero();
        assertThat(map()).isNotEqualTo(one);
    }

    @Test
    void whatCannotBeMappedIsRefused() {
        refused(umap("--embedding", "X_pca"), "X_pca");
        refused(umap("--n-neighbors", "41"), "--n-neighbors must be at most the 40 cells but was 41");
        refused(umap("--n-neighbors", "1"), "neighbours");
        SmallCells.make().write(in);
        refused(umap(), "has no embedding of Cellwright", "There is nothing to map");
    }

    private static void refused(CommandRun run, String... words) {
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(words);
    }

    private float[] map() {
        try (H5adFile file = H5adFile.open(out)) {
            return file.obsm("X_umap").values_nk();
        }
    }

    private CommandRun umap(String... more) {
        String[] words = new String[4 + more.length];
        System.arraycopy(new String[] {"umap", in.toString(), "-o", out.toString()}, 0, words, 0, 4);
        System.arraycopy(more, 0, words, 4, more.length);
        return CommandRun.of(folder, words);
    }
}
