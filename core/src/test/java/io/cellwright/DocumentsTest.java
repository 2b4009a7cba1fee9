package io.cellwright;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/// Holds the Markdown files to what is there.
class DocumentsTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

    @Test
    void everyRelativeLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        List<Path> documents = documents();
        for (Path document : documents) {
            for (String link : links(document)) {
                int hash = link.indexOf('#');
                String file = hash < 0 ? link : link.substring(0, hash);
                Path target = file.isEmpty() ? document : document.resolveSibling(file);
                if (!Files.exists(target)) {
                    broken.add(document + ": " + link + " is not there");
                } else if (hash >= 0 && !anchors(target).contains(link.substring(hash + 1))) {
                    broken.add(document + ": " + link + " names no heading");
                }
            }
        }
        assertThat(documents).contains(TOP.resolve("README.md"), TOP.resolve("ARCHITECTURE.md"));
        assertThat(broken).isEmpty();
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        try (Stream<Path> files = Files.list(TOP)) {
            documents.addAll(files.filter(DocumentsTest::isMarkdown).toList());
        }
        try (Stream<Path> files = Files.walk(TOP.resolve("docs"))) {
            documents.addAll(files.filter(DocumentsTest::isMarkdown).toList());
        }
        return documents;
    }

    private static boolean isMarkdown(Path file) {
        return file.toString().endsWith(".md");
    }

    private static List<String> links(Path document) throws IOException {
        return LINK.matcher(prose(document)).results().map(found -> found.group(1))
                .filter(link -> !ELSEWHERE.matcher(link).matches()).toList();
    }

    /// Headings as addresses: lower case, blanks as hyphens, no other punctuation.
    private static Set<String> anchors(Path document) throws IOException {
        return prose(document).lines().filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ *", "").toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    /// The text without its code blocks.
    private static String prose(Path document) throws IOException {
        return Pattern.compile("(?ms)^```.*?^```$").matcher(Files.readString(document))
                .replaceAll(Matcher.quoteReplacement(""));
    }
}
