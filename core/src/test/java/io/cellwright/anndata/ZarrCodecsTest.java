package io.cellwright.anndata;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.cellwright.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// What zarr-python and numcodecs wrote, with every codec that is known.
class ZarrCodecsTest {
    private static final Map<String, String> REFUSED = Map.of("bz2", "is kept with codec bz2", "lzma",
            "is kept with codec lzma", "delta", "is kept with codec delta", "columns", "has chunks in order F",
            "transposed", "axes are transposed", "shards nested", "is kept with codec sharding_indexed");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"codecs2.zarr, 55", "codecs3.zarr, 34"})
    void readsTheSameNumbersWithEveryCodecOrNamesIt(String name, int read) throws IOException {
        try (ZarrFile file = ZarrFile.open(MadeZarr.unpack(name, folder))) {
            List<String> same = new ArrayList<>();
            for (String codec : file.summary().obsm()) {
                if (REFUSED.containsKey(codec)) {
                    assertThatThrownBy(() -> file.obsm(codec)).isInstanceOf(DataException.class)
                            .hasMessageContaining(name + ", obsm/" + codec).hasMessageContaining(REFUSED.get(codec));
                } else if (!codec.contains("holes")) {
                    NamedMatrix matrix = file.obsm(codec);
                    assertThat(List.of(matrix.rows(), matrix.columns())).containsExactly(7, 3000);
                    assertThat(matrix.values_nk()).as(codec).isEqualTo(MadeZarr.matrix());
                    same.add(codec);
                }
            }
            assertThat(same).hasSize(read);
        }
    }

    @ParameterizedTest
    @CsvSource({"codecs2.zarr, holes, 1100, 2200", "codecs3.zarr, holes, 1000, 1500",
        "codecs3.zarr, shards holes, 1000, 1500"})
    void chunksThatWereNeverWrittenHoldTheFillValue(String name, String matrix, int from, int to) throws IOException {
        try (ZarrFile file = ZarrFile.open(MadeZarr.unpack(name, folder))) {
            float[] values = file.obsm(matrix).values_nk();
            for (int k = 0; k < values.length; k++) {
                int column = k % MadeZarr.COLUMNS;
                boolean written = k / MadeZarr.COLUMNS >= 4 && column >= from && column < to;
                assertThat(values[k]).as("element %d", k).isEqualTo(written ? 7 : 2.5f);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"codecs2.zarr, 8", "codecs3.zarr, 5"})
    void readsTextsOfAnyLengthAndOfFixedLength(String name, int read) throws IOException {
        try (ZarrFile file = ZarrFile.open(MadeZarr.unpack(name, folder))) {
            int count = 0;
            for (String key : file.summary().uns()) {
                if (key.startsWith("texts")) {
                    assertThat(file.uns(key)).as(key).contains(new Uns.Texts(
                            List.of("a", "", "\u00e4\u6f22\ud83e\uddec", "dd", "e".repeat(3000))));
                    count++;
                } else if (key.startsWith("wide")) {
                    assertThat(file.uns(key)).as(key).contains(new Uns.Texts(
                            List.of("abc", "\u00e4\u6f22\ud83e\uddec", "12345")));
                    count++;
                }
            }
            assertThat(count).isEqualTo(read);
            assertThat(file.uns("text")).contains(new Uns.Text("some text"));
        }
    }

    @Test
    void readsTextsThatAreWideInTheOrderOfBytesThatIsTold() throws IOException {
        try (ZarrFile two = ZarrFile.open(MadeZarr.unpack("codecs2.zarr", folder));
                ZarrFile three = ZarrFile.open(MadeZarr.unpack("codecs3.zarr", folder))) {
            assertThat(two.uns("wide big")).isEqualTo(two.uns("wide")).isPresent();
            assertThat(three.uns("wide big")).isEqualTo(three.uns("wide")).isPresent();
        }
    }
}
