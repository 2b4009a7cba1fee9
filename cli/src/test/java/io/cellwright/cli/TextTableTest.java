package io.cellwright.cli;

import org.junit.jupiter.api.Test;

import static io.cellwright.cli.TextTable.Column.left;
import static io.cellwright.cli.TextTable.Column.right;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TextTableTest {
    @Test
    void textIsAlignedLeftAndNumbersRight() {
        TextTable table = new TextTable(left("name"), right("values"), left("kind"))
                .row("label", "8", "categorical")
                .row("n", "4,271", "number");
        assertThat(table.lines()).containsExactly(
                "name   values  kind",
                "-----  ------  -----------",
                "label       8  categorical",
                "n       4,271  number");
    }

    @Test
    void longAndUnprintableTextsAreMadeToFit() {
        TextTable table = new TextTable(left("name")).row("x".repeat(61)).row("a\nb\033c").row("é".repeat(60));
        assertThat(table.lines().subList(2, 5))
                .containsExactly("x".repeat(57) + "...", "a?b?c", "é".repeat(60));
    }

    @Test
    void lastColumnIsCutWhereALineWouldBeTooLong() {
        TextTable table = new TextTable(left("a"), left("b"), left("c")).row("x".repeat(50), "y".repeat(40), "z".repeat(30));
        assertThat(table.lines().getLast()).isEqualTo("x".repeat(50) + "  " + "y".repeat(40) + "  " + "z".repeat(23)
                + "...").hasSize(120);
        assertThat(new TextTable(left("a"), left("b"), left("c")).row("x".repeat(60), "y".repeat(60), "z".repeat(30))
                .lines().getLast()).endsWith("  " + "z".repeat(17) + "...");
    }

    @Test
    void rowMustHaveACellForEachColumn() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TextTable(left("a"), left("b")).row("1"))
                .withMessage("cells must be 2 but were 1");
    }
}
