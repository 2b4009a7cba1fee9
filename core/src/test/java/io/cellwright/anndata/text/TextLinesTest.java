package io.cellwright.anndata.text;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.cellwright.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TextLinesTest {
    @TempDir
    Path folder;

    private static List<String> read(Path path) {
        List<String> all = new ArrayList<>();
        try (TextLines lines = TextLines.open(path)) {
            while (lines.next()) {
                all.add(lines.text());
                assertThat(lines.number()).isEqualTo(all.size());
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"text.txt", "text.txt.gz"})
    void linesOfEveryLengthAndEndComeAsTheyAre(String name) {
        long seed = 5;
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            String line = "\u00e4x".repeat(random.nextInt(10) == 0 ? random.nextInt(200_000) : random.nextInt(50));
            lines.add(line);
            text.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
        }
        lines.add("last");
        assertThat(read(Texts.write(folder.resolve(name), text + "last"))).as("seed " + seed).isEqualTo(lines);
        assertThat(read(Texts.write(folder.resolve(name), text + "last\n"))).as("seed " + seed).isEqualTo(lines);
    }

    @Test
    void emptyFileHasNoLineAndEmptyLinesAreLines() {
        assertThat(read(Texts.write(folder.resolve("a"), ""))).isEmpty();
        assertThat(read(Texts.write(folder.resolve("a"), "\n\nx\n\n"))).containsExactly("", "", "x", "");
        assertThat(read(Texts.write(folder.resolve("a"), "x"))).containsExactly("x");
    }

    @Test
    void membersOfGzipAreReadOneAfterTheOther() {
        byte[] first = Texts.gzip("a\nb".getBytes(StandardCharsets.UTF_8));
        byte[] second = Texts.gzip("c\nd\n".getBytes(StandardCharsets.UTF_8));
        assertThat(read(Texts.bytes(folder.resolve("a.gz"), Texts.joined(first, second))))
                .containsExactly("a", "bc", "d");
        byte[] large = Texts.gzip(noise(1 << 20));
        assertThat(read(Texts.bytes(folder.resolve("a.gz"), Texts.joined(large, second))).getLast()).endsWith("d");
    }

    private static byte[] noise(int count) {
        byte[] bytes = new byte[count];
        Random random = new Random(11);
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) ('a' + random.nextInt(26));
        }
        return bytes;
    }

    /// A member that is damaged at its head would otherwise end the file without a word.
    @Test
    void whateverFollowsGzipAndIsNoneIsTold() {
        byte[] whole = Texts.gzip("a\nb\n".getBytes(StandardCharsets.UTF_8));
        for (int rest : new int[] {1, 3, 9, 30, 70_000}) {
            byte[] garbage = new byte[rest];
            Arrays.fill(garbage, (byte) 7);
            Path path = Texts.bytes(folder.resolve("a.gz"), Texts.joined(whole, garbage));
            assertThatThrownBy(() -> read(path)).as(rest + " bytes").isInstanceOf(DataException.class)
                    .hasMessageContaining("the last " + rest + " bytes are not what gzip writes");
        }
    }

    @Test
    void gzipThatIsCutOffOrDamagedIsTold() {
        byte[] whole = Texts.gzip(noise(200_000));
        for (int length : new int[] {3, 12, 1000, whole.length - 9, whole.length - 4, whole.length - 1}) {
            Path path = Texts.bytes(folder.resolve("a.gz"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> read(path)).as("cut to " + length).isInstanceOf(DataException.class)
                    .hasMessageContaining("a.gz").hasMessageContaining("download it again");
        }
        byte[] damaged = whole.clone();
        damaged[whole.length / 2] ^= 0x55;
        Path path = Texts.bytes(folder.resolve("a.gz"), damaged);
        assertThatThrownBy(() -> read(path)).isInstanceOf(DataException.class).hasMessageContaining("a.gz, line ");
    }

    @Test
    void markOfUtf8IsNoLetterAndUtf16IsRefused() {
        assertThat(read(Texts.write(folder.resolve("a"), "\ufeffx,y\n1,2\n"))).containsExactly("x,y", "1,2");
        Path path = Texts.bytes(folder.resolve("b"), "x\ny".getBytes(StandardCharsets.UTF_16));
        assertThatThrownBy(() -> read(path)).isInstanceOf(DataException.class)
                .hasMessageContaining("is text in UTF-16");
    }

    @Test
    void textThatIsNoUtf8IsToldWithItsLine() {
        Path path = Texts.bytes(folder.resolve("b"), new byte[] {'a', '\n', 'b', (byte) 0xe4, '\n'});
        assertThatThrownBy(() -> read(path)).isInstanceOf(DataException.class)
                .hasMessageContaining("b, line 2: is no text in UTF-8");
    }
}
