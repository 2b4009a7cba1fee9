package io.cellwright.cli;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ShellCommandTest {
    private final ShellCommand command = new ShellCommand(List.of("./cellwright", "train", "scvi", "my cells.h5ad",
            "-o", "out.h5ad", "--layer", "a --b", "--top-genes", "2000"));

    @Test
    void aShortOneStaysOnOneLine() {
        assertThat(command.lines(120)).containsExactly(command.line());
        assertThat(command.line()).isEqualTo(
                "./cellwright train scvi 'my cells.h5ad' -o out.h5ad --layer 'a --b' --top-genes 2000");
    }

    @Test
    void aLongOneGoesOnBehindABackslashWithEachOptionBesideItsValue() {
        assertThat(command.lines(53)).containsExactly("./cellwright train scvi 'my cells.h5ad' -o out.h5ad \\",
                "    --layer 'a --b' --top-genes 2000");
        assertThat(command.lines(52)).containsExactly("./cellwright train scvi 'my cells.h5ad' \\",
                "    -o out.h5ad --layer 'a --b' --top-genes 2000");
        assertThat(command.lines(1)).contains("    --layer 'a --b' \\", "    --top-genes 2000");
    }
}
