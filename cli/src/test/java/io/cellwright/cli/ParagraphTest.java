package io.cellwright.cli;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ParagraphTest {
    @Test
    void wordsFillLinesOfOneHundredAndTwentyColumns() {
        String word = "x".repeat(38);
        assertThat(Paragraph.of("a: ", "   ", String.join(" ", word, word, word, word))).containsExactly(
                "a: " + word + " " + word + " " + word, "   " + word);
        assertThat(Paragraph.of("aaa: ", "     ", String.join(" ", word, word, word))).containsExactly(
                "aaa: " + word + " " + word, "     " + word);
    }

    @Test
    void partsStayWholeHoweverLongTheyAre() {
        String name = "T cell ".repeat(30).strip();
        assertThat(Paragraph.of("- ", "  ", List.of(name, "B", name))).containsExactly("- " + name, "  B", "  " + name);
    }
}
