package io.cellwright.report.html;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// All that a report shows. A pure value: what is missing is not in the list, and the writers ([HtmlReport],
/// [MarkdownReport], [ReportJson], [PerClassCsv]) add nothing to it, no clock and no machine. The same report gives the
/// same bytes.
///
/// @param title the heading, such as `scANVI on pbmc68k`
/// @param sections what is shown, in the order in which it is shown; each kind at most once
public record Report(String title, List<Section> sections) {
    /// Copies the list.
    ///
    /// @throws IllegalArgumentException if the title is blank, or two sections are of the same kind
    public Report {
        sections = List.copyOf(sections);
        if (title.isBlank()) {
            throw new IllegalArgumentException("title must be some words but was blank");
        }
        Set<Class<?>> seen = new HashSet<>();
        for (Section section : sections) {
            if (!seen.add(section.getClass())) {
                throw new IllegalArgumentException("a report must have at most one section of a kind but has two of "
                        + section.getClass().getSimpleName() + "; put their contents together");
            }
        }
    }

    /// A report of these sections.
    public static Report of(String title, Section... sections) {
        return new Report(title, List.of(sections));
    }

    /// The section of that kind, if there is one.
    public <S extends Section> Optional<S> find(Class<S> kind) {
        return sections.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }
}
