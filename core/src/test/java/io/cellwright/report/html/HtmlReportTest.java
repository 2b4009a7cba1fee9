package io.cellwright.report.html;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

import io.cellwright.data.DataException;
import io.cellwright.report.html.Section.Fact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HtmlReportTest {
    private static final Report FULL = Reports.full(600);

    @Test
    void theWholePageIsWellFormedAndEveryNameInItIsOnlyText() throws Exception {
        Document page = parsed(HtmlReport.text(FULL));
        assertThat(elements(page, "script")).hasSize(2);
        assertThat(elements(page, "h1").getFirst().getTextContent()).isEqualTo("scANVI on " + Reports.NASTY);
        assertThat(HtmlReport.text(FULL)).doesNotContain("<script>alert");
        assertThat(elements(page, "option").stream().map(Element::getTextContent))
                .containsExactly("label", "prediction", "batch", "confidence");
    }

    @Test
    void sectionsAreThoseOfTheReportInItsOrder() throws Exception {
        assertThat(elements(parsed(HtmlReport.text(FULL)), "section").stream().map(s -> s.getAttribute("id")))
                .containsExactly("verdict", "asked", "data", "map", "types", "calibration", "markers", "training",
                        "settings", "files");
        Document bare = parsed(HtmlReport.text(Report.of("empty")));
        assertThat(elements(bare, "section")).isEmpty();
        Document one = parsed(HtmlReport.text(Report.of("one", new Section.Settings(List.of(new Fact("a", "b"))))));
        assertThat(elements(one, "section")).hasSize(1);
        assertThat(elements(one, "canvas")).isEmpty();
    }

    @Test
    void theSameReportGivesTheSameBytesInAnyLocale() {
        String first = HtmlReport.text(FULL);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(HtmlReport.text(Reports.full(600))).isEqualTo(first);
            assertThat(MarkdownReport.text(FULL)).contains("| 600 |");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void twentyThousandCellsStayBelowOneMegabyte() {
        assertThat(HtmlReport.text(Reports.full(20_000)).length()).isBetween(300_000, 1_000_000);
    }

    @Test
    void aLargerMapIsThinnedAndSaysSo() {
        int cells = MapFigure.MOST + 1;
        CellMap map = new CellMap("UMAP", new double[cells], new double[cells],
                List.of(new CellMap.Groups("label", List.of("B"), new int[cells])));
        assertThat(HtmlReport.text(Report.of("large", map)))
                .contains("Of 50,001 cells, 50,000 evenly spaced ones are drawn.");
    }

    @Test
    void nothingIsLoaded() throws Exception {
        String text = HtmlReport.text(FULL);
        assertThat(text).doesNotContain("http:", "https:", "src=", "url(", "@import", "//cdn");
        Document page = parsed(text);
        assertThat(elements(page, "link")).isEmpty();
        assertThat(elements(page, "a")).allMatch(a -> a.getAttribute("href").startsWith("#"));
        assertThat(elements(page, "meta").stream().map(m -> m.getAttribute("content")))
                .anyMatch(policy -> policy.startsWith("default-src 'none'") && policy.contains("script-src 'sha256-"));
    }

    @Test
    void whoeverCannotSeeAPictureHasItsTitleAndItsNumbers() throws Exception {
        Document page = parsed(HtmlReport.text(FULL));
        List<String> ids = elements(page, "*").stream().map(e -> e.getAttribute("id")).filter(id -> !id.isEmpty())
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
        for (Element svg : elements(page, "svg")) {
            if (!svg.getAttribute("aria-hidden").equals("true")) {
                assertThat(svg.getAttribute("role")).isEqualTo("img");
                assertThat(ids).contains(svg.getAttribute("aria-labelledby").split(" "));
                assertThat(svg.getElementsByTagName("title").getLength()).isOne();
                assertThat(svg.getElementsByTagName("desc").getLength()).isOne();
            }
        }
        assertThat(elements(page, "canvas")).allMatch(c -> c.getAttribute("aria-label").contains("600 cells"));
        assertThat(elements(page, "table")).allMatch(t -> t.getElementsByTagName("caption").getLength() == 1);
        assertThat(elements(page, "th")).allMatch(th -> List.of("row", "col").contains(th.getAttribute("scope")));
        assertThat(elements(page, "details")).hasSize(6)
                .allMatch(d -> d.getElementsByTagName("table").getLength() == 1);
    }

    @Test
    void headingsAndLandmarksAreInOrder() throws Exception {
        Document page = parsed(HtmlReport.text(FULL));
        assertThat(elements(page, "h1")).hasSize(1);
        assertThat(elements(page, "main")).hasSize(1);
        assertThat(elements(page, "nav")).hasSize(1);
        assertThat(elements(page, "section")).allSatisfy(section -> {
            assertThat(section.getElementsByTagName("h2").getLength()).isOne();
            assertThat(section.getElementsByTagName("h1").getLength()).isZero();
        });
        assertThat(elements(page, "a").stream().map(a -> a.getAttribute("href").substring(1)))
                .allMatch(target -> elements(page, "*").stream().anyMatch(e -> e.getAttribute("id").equals(target)));
    }

    @Test
    void charactersThatNoPageCanHoldAreReplaced() throws Exception {
        assertThat(elements(parsed(HtmlReport.text(Report.of("a\u0000b\ud800c"))), "h1").getFirst().getTextContent())
                .isEqualTo("a\ufffdb\ufffdc");
    }

    @Test
    void mapsOfOneCellOfNothingAndOfMissingValuesAreDrawn() throws Exception {
        CellMap one = new CellMap("UMAP", new double[] {1}, new double[] {2}, List.of(
                new CellMap.Values("confidence", new double[] {Double.NaN}),
                new CellMap.Groups("label", List.of(), new int[] {-1})));
        assertThat(HtmlReport.text(Report.of("one", one))).doesNotContain("NaN");
        parsed(HtmlReport.text(Report.of("one", one)));
    }

    @Test
    void manyGroupsDifferInColourOrMark() {
        List<String> looks = IntStream.range(0, 40).mapToObj(g -> Mark.classes(g) + Mark.of(g)).toList();
        assertThat(looks).doesNotHaveDuplicates();
    }

    @Test
    void wrongReportsAreRefusedInWords() {
        Section.Asked asked = new Section.Asked(List.of());
        assertThatThrownBy(() -> Report.of("twice", asked, asked)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most one section of a kind but has two of Asked");
        assertThatThrownBy(() -> new CellMap("UMAP", new double[2], new double[1], List.of()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("2 and 1");
        assertThatThrownBy(() -> new CellMap.Groups("label", List.of("B"), new int[] {1}))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("cell 0 was 1");
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("report.html");
        HtmlReport.write(FULL, path);
        assertThat(Files.readString(path)).isEqualTo(HtmlReport.text(FULL));
        assertThatThrownBy(() -> HtmlReport.write(FULL, folder.resolve("none/report.html")))
                .isInstanceOf(DataException.class).hasMessageContaining("report.html");
    }

    private static Document parsed(String text) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }

    private static List<Element> elements(Document page, String tag) {
        NodeList nodes = page.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
