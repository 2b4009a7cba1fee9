package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/// Runs every command of `docs/networks.md`, one after the other, on small cells.
class NetworksDocumentTest {
    private static final Pattern FILE = Pattern.compile("[a-z-]+(\\.h5ad|-model)");

    @TempDir
    Path folder;

    @Test
    void everyCommandRuns() throws IOException {
        SmallCells.make(80, 12).with(SmallCells.text("cell_type", 80, SmallCells::type))
                .with(SmallCells.text("donor", 80, i -> "d" + i / 2 % 2)).write(folder.resolve("cells.h5ad"));
        List<String> commands = Files.readString(Path.of("../docs/networks.md")).lines()
                .filter(line -> line.startsWith("./cellwright ")).toList();
        assertThat(commands).hasSizeGreaterThan(4);
        for (String command : commands) {
            CommandRun run = CommandRun.of(folder, words(command));
            assertThat(run.status()).as(command + "\n" + run.err()).isZero();
        }
    }

    private String[] words(String command) {
        return Arrays.stream(command.split(" ")).skip(1).map(word -> {
            Matcher file = FILE.matcher(word);
            return file.matches() ? folder.resolve(word).toString() : word;
        }).toArray(String[]::new);
    }
}
