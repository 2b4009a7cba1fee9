package io.cellwright.anndata.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.cellwright.data.DataException;
import io.cellwright.fuzz.Watched;

/// Makes mutants, has them read, and judges.
///
/// What is demanded of each:
///
/// 1. Reading ends. It gives values, or a [DataException] that names the file, and nothing else.
/// 2. It takes no more memory than [Judge#budget] of the size of what is on disk.
/// 3. What is read is a table and matrices that fit it: as many rows as cells, indices in order and within the genes.
/// 4. Where a checksum or a length of the format covers every byte that was changed, each element is refused or is that
///    of the whole file, to the last bit. These are the checksums of HDF5's newer blocks, those of gzip and zlib,
///    CRC-32C, Fletcher-32, those of zip archives, and the length in HDF5's superblock.
/// 5. Results can be added to an `.h5ad` mutant or not; where they are, everything else in it is as it was.
///
/// What cannot be demanded: where no checksum stands, as in most old files, a changed count is a count. That covers the
/// values of arrays in one piece, of LZ4, of Blosc and mostly of Zstandard; JSON; text; types, shapes and addresses in
/// HDF5's older headers. A mutant of these that still is a file of cells is one, and what it says is read.
final class Fuzzer implements AutoCloseable {
    /// An addition is tried with one in so many mutants.
    private static final int ADDED = 6;

    private final Path folder;
    private final List<Specimen> specimens;
    private final List<Mutator> mutators = new ArrayList<>();
    private final List<Map<String, String>> wholes = new ArrayList<>();
    private final Judge judge = new Judge();
    private final Tally tally = new Tally();

    Fuzzer(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectory(folder.resolve("mutants"));
        this.specimens = Specimens.all(Files.createDirectory(folder.resolve("whole")));
        for (Specimen specimen : specimens) {
            mutators.add(Specimens.mutator(specimen));
            Path path = specimen.write(this.folder);
            wholes.add(judge.read(path, specimen.bytes(), element -> true).value());
            if (Reading.REFUSED.equals(wholes.getLast().get(Reading.FILE))) {
                throw new IllegalStateException(specimen.name() + " is not read");
            }
        }
    }

    Tally tally() {
        return tally;
    }

    /// Makes and judges one mutant.
    ///
    /// @throws AssertionError if something is wrong with what came of it
    void judge(long seed) throws IOException, InterruptedException {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L);
        int number = random.nextInt(specimens.size());
        Specimen specimen = specimens.get(number);
        Mutant mutant = mutators.get(number).mutant(random);
        Path path = specimen.write(folder, mutant.changes());
        String what = specimen.name() + ", " + mutant.what();
        try {
            Watched.Outcome<Map<String, String>> read = judge.read(path, specimen.bytes(), mutant::concerns);
            compare(mutant, read.value(), wholes.get(number));
            tally.add(specimen.name(), mutant, read.value(), wholes.get(number), read.allocated());
            if (specimen.name().endsWith(".h5ad") && random.nextInt(ADDED) == 0) {
                tally.added(judge.addTo(path, read.value()));
            }
        } catch (AssertionError e) {
            throw new AssertionError("mutant of seed " + seed + " (" + what + ") " + e.getMessage(), e);
        } finally {
            specimen.restore(folder, mutant);
        }
    }

    private static void compare(Mutant mutant, Map<String, String> read, Map<String, String> whole) {
        read.forEach((element, found) -> {
            if (mutant.seen() && !found.equals(Reading.REFUSED) && !found.equals(whole.get(element))) {
                throw new AssertionError("has other " + element + ", which a checksum tells: " + found + ", not "
                        + whole.get(element));
            }
        });
    }

    @Override
    public void close() {
        judge.close();
    }
}
