package io.cellwright.anndata;

import java.nio.file.Path;
import java.util.Optional;

/// Choices that some files leave to whoever reads them.
///
/// @param genome of a 10x `.h5` file, the genome to read; nothing for the only one, or for all where they are in one
///     matrix
/// @param genesInRows of text and of a `.mtx` file without names: whether rows are genes and columns cells
public record Reading(Optional<String> genome, boolean genesInRows) {
    /// No choice: what is usual.
    public static Reading plain() {
        return new Reading(Optional.empty(), false);
    }

    void requireFits(Path path, FileFormat format) {
        if (genome.isPresent() && format != FileFormat.TENX_H5) {
            throw new IllegalArgumentException("genome must only be chosen of a 10x .h5 file, which " + path
                    + " is not");
        }
        if (genesInRows && format != FileFormat.TEXT && format != FileFormat.MTX) {
            throw new IllegalArgumentException("rows must only be said to be genes of a table of text or a .mtx file "
                    + "without names: of " + path + " it is known");
        }
    }
}
