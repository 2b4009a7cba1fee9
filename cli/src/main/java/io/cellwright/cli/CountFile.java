package io.cellwright.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.cellwright.anndata.CellFile;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.data.CellTable;
import io.cellwright.data.Cells;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import io.cellwright.data.Nearest;
import io.cellwright.data.preprocess.CountCheck;
import io.cellwright.task.Setup;

/// The input of a command, read and checked: what cannot be used is refused with what to do instead, what is merely odd
/// is warned about.
///
/// @param path the file
/// @param cells counts, obs and var
/// @param warnings what the user should know
record CountFile(Path path, CellTable cells, List<String> warnings) {
    /// Of the input, for help.
    static final String KINDS = "An .h5ad file, a .zarr store, a 10x .h5 file or folder, a .loom, .mtx or .csv file: "
            + "docs/formats.md.";
    /// Of an input with counts, for help.
    static final String DESCRIPTION = "Cells with raw counts. " + KINDS;

    /// Reads the cells. Columns are looked at before the counts, so that a misspelt name is told at once.
    ///
    /// @throws DataException if the file, a column or the counts cannot be used
    static CountFile read(Path path, MatrixRef matrix, Setup setup) {
        try (CellFile file = CellFile.open(path)) {
            requireColumns(path, file.obs(), setup);
            CellTable cells = file.table(matrix);
            return new CountFile(path, cells, check(path, matrix, cells));
        }
    }

    /// The same, for a command that keeps all counts in memory, within what it may take.
    ///
    /// @param entryBytes bytes that the command takes for each stored count, at most
    /// @throws DataException also if there is no room for the counts, which are not read then
    static CountFile read(Path path, MatrixRef matrix, Setup setup, Optional<MemoryBudget> memory, int entryBytes) {
        if (memory.isEmpty()) {
            return read(path, matrix, setup);
        }
        try (CellFile file = CellFile.open(path)) {
            Frame obs = file.obs();
            requireColumns(path, obs, setup);
            file.summary().matrices().stream().filter(info -> info.ref().equals(matrix)).findFirst()
                    .ifPresent(info -> requireFits(path, info, memory.get(), entryBytes));
            CellTable cells = file.table(matrix);
            return new CountFile(path, cells, check(path, matrix, cells));
        }
    }

    private static void requireFits(Path path, MatrixInfo info, MemoryBudget memory, int entryBytes) {
        long needed = MemoryBudget.inMemory(info.stored(), entryBytes);
        long left = memory.forCounts();
        if (needed > left) {
            throw new DataException(path, info.ref().path(), "takes up to " + Numbers.bytes(needed)
                    + " in memory here, where " + memory.leaves(left) + ", and this command keeps all counts in memory",
                    memory.allow(needed) + ", or choose among the cells or genes first");
        }
    }

    /// Refuses what cannot be used.
    ///
    /// @return what the user should know though the cells can be used
    /// @throws DataException if they cannot
    static List<String> check(Path path, MatrixRef matrix, Cells cells) {
        requireSome(path, matrix, cells);
        return tell(path, matrix, cells, CountCheck.of(cells.counts()));
    }

    static void requireSome(Path path, MatrixRef matrix, Cells cells) {
        if (cells.cells() == 0 || cells.genes() == 0) {
            throw new DataException(path, matrix.path(), "has " + cells.cells() + " cells and " + cells.genes()
                    + " genes", "There is nothing to work with");
        }
    }

    /// Refuses what was found to be no counts.
    ///
    /// @return what the user should know though the cells can be used
    static List<String> tell(Path path, MatrixRef matrix, Cells cells, CountCheck check) {
        check.requireCounts(path, matrix.path());
        List<String> warnings = new ArrayList<>();
        check.warnings().forEach(text -> warnings.add(path + ", " + matrix.path() + ": " + text));
        duplicates(cells.obs().names()).ifPresent(text -> warnings.add(path + ", obs: cell names repeat: " + text
                + "; results go by the position of the cell"));
        duplicates(cells.var().names()).ifPresent(text -> warnings.add(path + ", var: gene names repeat: " + text
                + "; when the model is applied elsewhere, the first gene of a name counts"));
        return warnings;
    }

    static void requireColumns(Path path, Frame obs, Setup setup) {
        List<String> wanted = new ArrayList<>(setup.categoricalKeys());
        wanted.addAll(setup.continuousKeys());
        setup.batchKey().ifPresent(wanted::add);
        setup.labelsKey().ifPresent(wanted::add);
        setup.sizeFactorKey().ifPresent(wanted::add);
        wanted.forEach(name -> column(path, obs, name));
    }

    /// A column of obs.
    ///
    /// @throws DataException if there is none of that name, with the nearest names
    static Column column(Path path, Frame obs, String name) {
        return obs.column(name).orElseThrow(() -> new DataException(path, "obs/" + name, "there is no such column",
                Nearest.hint(name, obs.columns().stream().map(Column::name).toList())));
    }

    private static Optional<String> duplicates(List<String> names) {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new HashSet<>();
        String first = "";
        for (String name : names) {
            if (!seen.add(name)) {
                first = twice.isEmpty() ? name : first;
                twice.add(name);
            }
        }
        return twice.isEmpty() ? Optional.empty()
                : Optional.of(Numbers.count(twice.size()) + " of them, such as '" + first + "'");
    }
}
