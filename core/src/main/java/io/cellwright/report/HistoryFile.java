package io.cellwright.report;

import io.cellwright.train.Callback;

/// A file to which the history of a run is written while it goes: attach it as a callback, and close it at the end.
/// Whatever an epoch or a validation has brought can be read from the file as soon as it is over.
public sealed interface HistoryFile extends Callback, AutoCloseable permits HistoryCsv, TensorBoard {
    /// Writes what is left.
    ///
    /// @throws io.cellwright.data.DataException if the file cannot be written
    @Override
    void close();
}
