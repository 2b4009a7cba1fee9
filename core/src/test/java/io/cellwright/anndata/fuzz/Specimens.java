package io.cellwright.anndata.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.H5adFile;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.anndata.MadeH5ad;
import io.cellwright.anndata.MadeZarr;
import io.cellwright.anndata.NamedMatrix;
import io.cellwright.anndata.Uns;
import io.cellwright.anndata.fuzz.Specimen.Make;
import io.cellwright.anndata.hdf5.MadeHdf5;
import io.cellwright.anndata.hdf5.MadeHdf5.Group;
import io.cellwright.anndata.text.Texts;
import io.cellwright.data.Column;

/// Whole files of every make that is read, and of every structure that these have.
final class Specimens {
    private Specimens() {}

    static List<Specimen> all(Path folder) throws IOException {
        List<Specimen> all = new ArrayList<>();
        for (String name : List.of("columns.h5ad", "latest.h5ad", "matrices.h5ad", "newest.h5ad", "ordered.h5ad",
                "paged.h5ad")) {
            all.add(Specimen.read(MadeH5ad.unpack(name, folder), Make.HDF5));
        }
        all.add(addedTo("columns.h5ad", folder));
        all.add(addedTo("latest.h5ad", folder));
        for (String name : List.of("twin2.zarr", "twin3.zarr", "sharded.zarr", "codecs2.zarr", "codecs3.zarr")) {
            all.add(Specimen.read(MadeZarr.unpack(name, folder), Make.ZARR));
        }
        for (String name : List.of("twin2.zarr.zip", "twin3.zarr.zip")) {
            all.add(Specimen.read(MadeZarr.unpack(name, folder), Make.ZIP));
        }
        all.add(Specimen.read(tenx(folder.resolve("tenx.h5")), Make.HDF5));
        all.add(Specimen.read(tenxOfVersion2(folder.resolve("tenx2.h5")), Make.HDF5));
        all.add(Specimen.read(loom(folder.resolve("cells.loom")), Make.HDF5));
        for (String name : List.of("a.mtx", "a.mtx.gz")) {
            all.add(Specimen.read(Texts.write(folder.resolve(name), Texts.MTX), Make.TEXT));
        }
        for (String name : List.of("a.csv", "a.csv.gz")) {
            all.add(Specimen.read(Texts.write(folder.resolve(name), Texts.CSV), Make.TEXT));
        }
        Path tenx = Files.createDirectory(folder.resolve("tenx"));
        Texts.write(tenx.resolve("matrix.mtx.gz"), Texts.MTX);
        Texts.write(tenx.resolve("barcodes.tsv"), "AAA\nCCC\nGGG\nTTT\n");
        Texts.write(tenx.resolve("features.tsv.gz"), "E1\tg\tGene Expression\nE2\th\tGene Expression\nE3\ti\tPeaks\n");
        all.add(Specimen.read(tenx, Make.TEXT));
        return all;
    }

    static Mutator mutator(Specimen specimen) {
        return switch (specimen.make()) {
            case HDF5 -> new Hdf5Mutator(specimen.file(""));
            case ZARR -> new ZarrMutator(specimen.files());
            case ZIP -> new ZipMutator(specimen.file(""));
            case TEXT -> specimen.files().containsKey("") ? new TextMutator("", specimen.file("")) : random -> {
                List<String> names = List.copyOf(specimen.files().keySet());
                String name = names.get(random.nextInt(names.size()));
                return new TextMutator(name, specimen.file(name)).mutant(random);
            };
        };
    }

    /// What `--in-place` leaves: structures of two kinds, and old ones that nothing leads to.
    private static Specimen addedTo(String name, Path folder) throws IOException {
        Path path = folder.resolve("added-" + name);
        Files.copy(folder.resolve(name), path);
        H5adWriter.addInPlace(path, annotations(path));
        return Specimen.read(path, Make.HDF5);
    }

    /// Something to add to a file, whatever its number of cells is.
    static Annotations annotations(Path path) {
        int cells;
        try (H5adFile file = H5adFile.open(path)) {
            cells = file.summary().cells();
        }
        int[] codes = new int[cells];
        return new Annotations(List.of(new Column.Categorical("added", codes, List.of("T cell"), false)),
                List.of(new NamedMatrix("X_added", cells, 2, new float[2 * cells])),
                List.of(new Uns.Entry("added", new Uns.Text("text"))));
    }

    private static Path tenx(Path path) {
        return MadeHdf5.write(path, new Group().with("matrix", new Group()
                .with("barcodes", MadeHdf5.texts("AAA", "CCC")).with("data", MadeHdf5.ints(3, 4, 5))
                .with("features", new Group().with("feature_type", MadeHdf5.texts("Gene Expression", "Peaks"))
                        .with("id", MadeHdf5.texts("E1", "E2")).with("name", MadeHdf5.texts("g", "h")))
                .with("indices", MadeHdf5.wholes(1, 0, 1)).with("indptr", MadeHdf5.wholes(0, 1, 3))
                .with("shape", MadeHdf5.ints(2, 2))));
    }

    private static Path tenxOfVersion2(Path path) {
        return MadeHdf5.write(path, new Group().with("hg19", new Group()
                .with("barcodes", MadeHdf5.texts("AAA", "CCC")).with("data", MadeHdf5.ints(3, 4, 5))
                .with("genes", MadeHdf5.texts("E1", "E2")).with("gene_names", MadeHdf5.texts("g", "h"))
                .with("indices", MadeHdf5.wholes(1, 0, 1)).with("indptr", MadeHdf5.wholes(0, 1, 3))
                .with("shape", MadeHdf5.ints(2, 2))));
    }

    private static Path loom(Path path) {
        return MadeHdf5.write(path, new Group()
                .with("matrix", MadeHdf5.floats(new float[][] {{1, 0}, {0, 2}, {3, 4}}))
                .with("layers", new Group().with("spliced", MadeHdf5.floats(new float[][] {{1, 0}, {0, 1}, {1, 1}})))
                .with("row_attrs", new Group().with("Gene", MadeHdf5.texts("a", "b", "c")))
                .with("col_attrs", new Group().with("CellID", MadeHdf5.texts("x", "y"))
                        .with("n", MadeHdf5.wholes(4, 6))));
    }
}
