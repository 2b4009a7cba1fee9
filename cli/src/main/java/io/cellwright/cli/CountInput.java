package io.cellwright.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.cellwright.anndata.AnnDataFile;
import io.cellwright.anndata.CellFile;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.anndata.Summary.Encoding;
import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.data.Blocks;
import io.cellwright.data.Cells;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import io.cellwright.data.StoredCells;
import io.cellwright.data.preprocess.CheckedRows;
import io.cellwright.task.Setup;

/// The input of a command whose counts may stay in the file, checked as a [CountFile] is.
///
/// @param file the file, open
/// @param cells counts, obs and var
/// @param warnings what the user should know
/// @param late tells more of the kind once all counts were read, or refuses them
record CountInput(CellFile file, Cells cells, List<String> warnings, Supplier<List<String>> late)
        implements AutoCloseable {
    /// Opens the file. Where memory was given, what is done with the counts is said once.
    ///
    /// @throws DataException if the file, a column or the counts cannot be used, or if they do not fit
    static CountInput open(Session session, Path path, MatrixRef matrix, Setup setup, Optional<MemoryBudget> memory) {
        return open(session, path, matrix, setup, memory, CountInput::checked);
    }

    /// The same for what reads each cell once: counts that stay in the file are checked on the way. Only where a sample
    /// of them looks wrong are all looked at before.
    static CountInput openToReadOnce(Session session, Path path, MatrixRef matrix, Setup setup,
            Optional<MemoryBudget> memory) {
        return open(session, path, matrix, setup, memory, CountInput::checkedOnTheWay);
    }

    @FunctionalInterface
    private interface Check {
        CountInput of(CellFile file, MatrixRef matrix, Cells cells);
    }

    private static CountInput checked(CellFile file, MatrixRef matrix, Cells cells) {
        return new CountInput(file, cells, CountFile.check(file.path(), matrix, cells), List::of);
    }

    private static CountInput checkedOnTheWay(CellFile file, MatrixRef matrix, Cells cells) {
        CountFile.requireSome(file.path(), matrix, cells);
        if (!(cells instanceof StoredCells stored) || CheckedRows.sample(stored.counts()).problem().isPresent()) {
            return checked(file, matrix, cells);
        }
        CheckedRows counts = new CheckedRows(stored.counts());
        Cells watched = new StoredCells(counts, stored.obs(), stored.var(), stored.blocks(), stored.room());
        return new CountInput(file, watched, List.of(),
                () -> CountFile.tell(file.path(), matrix, watched, counts.check()));
    }

    private static CountInput open(Session session, Path path, MatrixRef matrix, Setup setup,
            Optional<MemoryBudget> memory, Check check) {
        CellFile file = CellFile.open(path);
        try {
            CountFile.requireColumns(path, file.obs(), setup);
            Cells cells = memory.isPresent() ? within(session, file, matrix, memory.get()) : file.table(matrix);
            return check.of(file, matrix, cells);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static Cells within(Session session, CellFile file, MatrixRef matrix, MemoryBudget memory) {
        Optional<MatrixInfo> found = file.summary().matrices().stream().filter(info -> info.ref().equals(matrix))
                .findFirst();
        if (found.isEmpty()) {
            // It says which there are.
            return file.table(matrix);
        }
        long needed = MemoryBudget.inMemory(found.get().stored());
        Frame obs = file.obs();
        Frame var = matrix instanceof MatrixRef.Raw && file instanceof AnnDataFile raw ? raw.rawVar() : file.var();
        long left = memory.forCounts();
        if (needed <= left) {
            session.say("counts fit into --memory " + memory.said() + " and are all kept in memory");
            return file.table(matrix);
        }
        requireStreamable(file, found.get(), memory, left);
        session.say("counts would take up to " + Numbers.bytes(needed) + ", more than the " + Numbers.bytes(left)
                + " that --memory " + memory.said() + " leaves: they stay in the file and are read in blocks of "
                + Blocks.USUAL.rows() + " cells, of which " + Blocks.USUAL.buffered() + " are shuffled at a time");
        return new StoredCells(file.rows(matrix), obs, var, Blocks.USUAL, memory.forBlocks(left));
    }

    /// Refuses what cannot be read row by row.
    private static void requireStreamable(CellFile file, MatrixInfo info, MemoryBudget memory, long left) {
        boolean byRow = info.encoding() == Encoding.CSR || info.encoding() == Encoding.DENSE;
        if (!(file instanceof AnnDataFile) || !byRow) {
            boolean byGene = file instanceof AnnDataFile;
            long needed = MemoryBudget.inMemory(info.stored());
            throw new DataException(file.path(), info.ref().path(), "takes up to " + Numbers.bytes(needed)
                    + " in memory, where " + memory.leaves(left) + ", and "
                    + (byGene ? "what is kept by gene" : "a file of this make")
                    + " cannot be read cell by cell", memory.allow(needed)
                            + ", or on a machine with more memory make one that can: "
                            + (byGene ? "in Python, adata.X = adata.X.tocsr()"
                                    : "cellwright convert " + file.path() + " OUT.h5ad"));
        }
    }

    /// Tells what was found on the way, or refuses it.
    ///
    /// @param warnings gets it too
    void tellLate(Session session, List<String> warnings) {
        List<String> more = late.get();
        more.forEach(session::warn);
        warnings.addAll(more);
    }

    @Override
    public void close() {
        file.close();
    }
}
