package io.cellwright.anndata.zarr;

/// Parts of keys.
final class Names {
    private Names() {}

    /// Whether a name stays where it is: it is one part of a path, and no other place by the rules of any system.
    static boolean isPlain(String name) {
        boolean special = name.isEmpty() || name.equals(".") || name.equals("..");
        return !special && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == '\0')
                && !(name.length() == 2 && name.charAt(1) == ':');
    }
}
