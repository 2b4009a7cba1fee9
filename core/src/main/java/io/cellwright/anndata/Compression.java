package io.cellwright.anndata;

/// How the counts of a new file are compressed: shuffled and deflated, as h5py does it with `compression="gzip",
/// shuffle=True`, or not at all.
///
/// @param level of deflate, from 1, which is fast, to 9, which is small; 0 for none
public record Compression(int level) {
    /// h5py's default.
    public static final Compression USUAL = new Compression(4);
    /// As they are.
    public static final Compression NONE = new Compression(0);

    /// Checks the level.
    public Compression {
        if (level < 0 || level > 9) {
            throw new IllegalArgumentException("the level of gzip must be from 0 to 9 but was " + level);
        }
    }
}
