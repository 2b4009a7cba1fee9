package io.cellwright.anndata;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.cellwright.data.DataException;

/// What goes from a file that is not copied byte for byte into the `.h5ad` file that is made of it, beside tables,
/// `X` and layers: dense matrices of `obsm`, and of `uns` what this program can name.
///
/// @param annotations that, with what is added, which goes before what was there
/// @param left what is in the file and does not go along: where it is, or why
record CarriedOver(Annotations annotations, List<String> left) {
    static CarriedOver of(CellFile cells, Annotations added) {
        return cells instanceof AnnDataFile file ? of(file, added) : new CarriedOver(added, List.of());
    }

    private static CarriedOver of(AnnDataFile file, Annotations added) {
        List<String> left = new ArrayList<>(file.unread());
        List<NamedMatrix> obsm = new ArrayList<>(added.obsm());
        Set<String> names = new HashSet<>(added.obsm().stream().map(NamedMatrix::name).toList());
        Summary summary = file.summary();
        for (String name : summary.obsm()) {
            if (names.add(name)) {
                try {
                    obsm.add(file.obsm(name));
                } catch (DataException unreadable) {
                    // Not dense, not of numbers, or damaged: it says which.
                    left.add(String.valueOf(unreadable.getMessage()));
                }
            }
        }
        List<Uns.Entry> uns = new ArrayList<>(added.uns());
        names.clear();
        names.addAll(added.uns().stream().map(Uns.Entry::name).toList());
        for (String name : summary.uns()) {
            if (names.add(name)) {
                file.uns(name).ifPresentOrElse(value -> uns.add(new Uns.Entry(name, value)), () -> left.add("uns/" + name));
            }
        }
        return new CarriedOver(new Annotations(added.obs(), obsm, uns), List.copyOf(left));
    }
}
