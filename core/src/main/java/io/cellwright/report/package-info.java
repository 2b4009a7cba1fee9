/// Histories and results as files, written while a run goes or after it.
package io.cellwright.report;
