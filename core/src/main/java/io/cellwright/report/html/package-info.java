/// What came of a run, for a person to read: one value, written as a page, as Markdown, JSON and CSV.
package io.cellwright.report.html;
