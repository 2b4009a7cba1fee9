"""Makes the small .h5ad files that the tests of io.cellwright.anndata read, and packs them into one archive.

    python make_h5ad.py ../resources/io/cellwright/anndata/made.zip

Written with h5py 3.16.0, hdf5plugin 7.1.0 and numpy 2.5.5. The matrix is the same everywhere:
cell i, gene j hold (7 i + 3 j) mod 5 + 1 where (i + 2 j) mod 3 is 0, else nothing; 7 cells, 5 genes.
"""

import sys
import tempfile
import zipfile
from pathlib import Path

import h5py
import hdf5plugin
import numpy as np

CELLS, GENES = 7, 5
DENSE = np.array([[(7 * i + 3 * j) % 5 + 1 if (i + 2 * j) % 3 == 0 else 0 for j in range(GENES)] for i in range(CELLS)])
TEXT = h5py.string_dtype()


def encode(node, kind, version):
    node.attrs["encoding-type"] = kind
    node.attrs["encoding-version"] = version
    return node


def compressed(dense):
    """Starts, indices and values of compressed rows."""
    starts, indices, values = [0], [], []
    for row in dense:
        for j, value in enumerate(row):
            if value:
                indices.append(j)
                values.append(value)
        starts.append(len(indices))
    return starts, indices, values


def sparse(parent, name, dtype="f4", index="i4", pointer="i4", columns=False, arrays=None, **storage):
    starts, indices, values = arrays or compressed(DENSE.T if columns else DENSE)
    group = encode(parent.create_group(name), "csc_matrix" if columns else "csr_matrix", "0.1.0")
    group.attrs["shape"] = np.array(DENSE.shape)
    group.create_dataset("data", data=np.array(values, dtype), **storage)
    group.create_dataset("indices", data=np.array(indices, index), **storage)
    group.create_dataset("indptr", data=np.array(starts, pointer))
    return group


def dense(parent, name, dtype="f4", **storage):
    return encode(parent.create_dataset(name, data=DENSE.astype(dtype), **storage), "array", "0.2.0")


def frame(parent, name, rows, prefix, columns=(), track_order=False):
    group = encode(parent.create_group(name, track_order=track_order), "dataframe", "0.2.0")
    group.attrs["_index"] = "_index"
    group.create_dataset("_index", data=[f"{prefix}{i}" for i in range(rows)], dtype=TEXT)
    for column in columns:
        group.create_dataset(column, data=np.arange(rows))
    group.attrs.create("column-order", np.array(list(columns), dtype=object) if columns else np.array([]),
                       dtype=TEXT if columns else "f8")
    return group


def start(path, **options):
    file = h5py.File(path, "w", **options)
    encode(file, "anndata", "0.1.0")
    return file


def tables(file):
    frame(file, "obs", CELLS, "cell")
    frame(file, "var", GENES, "gene")


def matrices(folder):
    with start(folder / "matrices.h5ad") as file:
        tables(file)
        sparse(file, "X")
        layers = file.create_group("layers")
        for dtype in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f8", ">f4", ">i4", ">f8"):
            sparse(layers, "csr " + dtype.replace(">", "big "), dtype)
        for index, pointer in (("i8", "i8"), ("u4", "u4"), ("u2", "i8"), ("u8", "u8"), ("i2", "i4")):
            sparse(layers, f"indices {index} {pointer}", index=index, pointer=pointer)
        sparse(layers, "csc", columns=True)
        sparse(layers, "csc i8 gzip", "i8", columns=True, chunks=(3,), compression="gzip", shuffle=True)
        sparse(layers, "lzf", chunks=(5,), compression="lzf")
        sparse(layers, "lzf shuffle", chunks=(5,), compression="lzf", shuffle=True)
        sparse(layers, "gzip", chunks=(4,), compression="gzip")
        sparse(layers, "gzip fletcher", chunks=(4,), compression="gzip", shuffle=True, fletcher32=True)
        sparse(layers, "zstd", chunks=(4,), **hdf5plugin.Zstd())
        sparse(layers, "chunks", chunks=(4,))
        dense(layers, "dense", "f4")
        dense(layers, "dense f8 gzip", "f8", chunks=(3, 2), compression="gzip", shuffle=True)
        dense(layers, "dense i8 chunks", "i8", chunks=(2, 5))
        dense(layers, "dense f2 lzf", "f2", chunks=(4, 3), compression="lzf")
        dense(layers, "dense big", ">f8", chunks=(7, 5))
        encode(layers.create_dataset("truth", data=DENSE > 0, chunks=(2, 2)), "array", "0.2.0")
        untidy(layers)
        masked(layers)
        unwritten(layers)
        compact(layers)
        plain = encode(layers.create_group("blosc"), "csr_matrix", "0.1.0")
        plain.attrs["shape"] = np.array(DENSE.shape)
        starts, indices, values = compressed(DENSE)
        plain.create_dataset("data", data=np.array(values, "f4"), chunks=(4,), **hdf5plugin.Blosc())
        plain.create_dataset("indices", data=indices)
        plain.create_dataset("indptr", data=starts)


def untidy(layers):
    """Rows out of order, with an entry split in two and a stored zero."""
    starts, indices, values = compressed(DENSE)
    new_starts, new_indices, new_values = [0], [], []
    for i in range(CELLS):
        entries = list(zip(indices[starts[i]:starts[i + 1]], values[starts[i]:starts[i + 1]]))[::-1]
        for j, value in entries:
            new_indices += [j, j]
            new_values += [value - 1, 1]
        new_indices.append(i % GENES)
        new_values.append(0)
        new_starts.append(len(new_indices))
    sparse(layers, "untidy", arrays=(new_starts, new_indices, new_values))


def masked(layers):
    """Chunks of which some left a filter out."""
    group = sparse(layers, "masked", chunks=(4,), compression="gzip", shuffle=True)
    values = group["data"][:]
    chunk = np.zeros(4, "f4")
    chunk[:] = values[4:8]
    group["data"].id.write_direct_chunk((4,), chunk.tobytes(), filter_mask=0b11)
    shuffled = np.frombuffer(values[:4].tobytes(), "u1").reshape(4, 4).T.tobytes()
    group["data"].id.write_direct_chunk((0,), shuffled, filter_mask=0b10)


def unwritten(layers):
    """A dense matrix of ones of which no chunk, and one of zeros of which one chunk was written."""
    encode(layers.create_dataset("ones", DENSE.shape, "f4", chunks=(2, 2), fillvalue=1), "array", "0.2.0")
    corner = encode(layers.create_dataset("corner", DENSE.shape, "f4", chunks=(2, 2)), "array", "0.2.0")
    corner[2, 2] = 5


def compact(layers):
    """Values within the object header."""
    space = h5py.h5s.create_simple(DENSE.shape)
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_layout(h5py.h5d.COMPACT)
    made = h5py.h5d.create(layers.id, b"compact", h5py.h5t.NATIVE_FLOAT, space, plist)
    made.write(h5py.h5s.ALL, h5py.h5s.ALL, DENSE.astype("f4"))
    encode(layers["compact"], "array", "0.2.0")


def latest(folder):
    """The newer object headers, links, attributes and chunk indexes, as HDF5 1.10 to 1.14 write them."""
    with start(folder / "latest.h5ad", libver=("v114", "v114")) as file:
        frame(file, "obs", CELLS, "cell", [f"column {i:02}" for i in range(20)])
        for i in range(12):
            file["obs"].attrs[f"attribute {i}"] = f"value {i}"
        frame(file, "var", GENES, "gene")
        file.create_group("obsm")
        file.create_group("uns")
        sparse(file, "X")
        layers = file.create_group("layers")
        sparse(layers, "single chunk", chunks=(len(compressed(DENSE)[1]),), compression="gzip")
        sparse(layers, "fixed array", chunks=(2,), compression="gzip")
        sparse(layers, "fixed array plain", chunks=(2,))
        sparse(layers, "extensible array", chunks=(2,), maxshape=(None,), compression="gzip", shuffle=True)
        sparse(layers, "extensible array plain", chunks=(2,), maxshape=(None,))
        dense(layers, "tree", chunks=(2, 2), maxshape=(None, None), compression="gzip")
        dense(layers, "tree plain", chunks=(2, 2), maxshape=(None, None))
        implicit(layers)


def newest(folder):
    """What HDF5 2.0 writes when it is asked for its newest."""
    with start(folder / "newest.h5ad", libver="latest") as file:
        tables(file)
        sparse(file, "X", chunks=(len(compressed(DENSE)[1]),), compression="gzip")


def paged(folder):
    """A file that keeps lists of its free space."""
    with start(folder / "paged.h5ad", fs_strategy="page", fs_persist=True, libver=("v114", "v114")) as file:
        tables(file)
        sparse(file, "X")


def implicit(layers):
    space = h5py.h5s.create_simple(DENSE.shape)
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_chunk((2, 2))
    plist.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    made = h5py.h5d.create(layers.id, b"implicit", h5py.h5t.NATIVE_FLOAT, space, plist)
    made.write(h5py.h5s.ALL, h5py.h5s.ALL, DENSE.astype("f4"))
    encode(layers["implicit"], "array", "0.2.0")


def ordered(folder):
    """Groups that remember in which order their members came, behind a user block."""
    with start(folder / "ordered.h5ad", libver=("v114", "v114"), userblock_size=512, track_order=True) as file:
        frame(file, "obs", CELLS, "cell", ["zeta", "alpha"], track_order=True)
        frame(file, "var", GENES, "gene")
        file.create_group("uns", track_order=True)["text"] = "kept"
        sparse(file, "X")


def columns(folder):
    """Every kind of column, of the current encodings and some of their own."""
    with start(folder / "columns.h5ad") as file:
        obs = encode(file.create_group("obs"), "dataframe", "0.2.0")
        obs.attrs["_index"] = "names"
        names = encode(obs.create_group("names"), "nullable-string-array", "0.1.0")
        names.create_dataset("values", data=["a", "b", "b", "d"], dtype=TEXT)
        names.create_dataset("mask", data=np.zeros(4, bool))
        nullable(obs, "nullable-integer", "integers", np.array([1, 2, 3, 4]))
        nullable(obs, "nullable-boolean", "truths", np.array([True, False, True, True]))
        texts = nullable(obs, "nullable-string-array", "texts", ["x", "y", "z", "\u00e4"])
        texts.attrs["na-value"] = "NA"
        categories(obs, "plain", ["u", "v"], "i1", [0, 1, -1, 1], False)
        categories(obs, "ordered", ["low", "high"], "i2", [1, 0, 0, 1], True)
        categories(obs, "numbers", np.array([10, 20]), "i1", [0, 0, 1, 1], False)
        categories(obs, "reals", np.array([0.5, 2.0]), "i1", [0, 0, 1, 1], False)
        group = categories(obs, "texts with mask", None, "i1", [0, 1, 0, 1], False)
        nullable(group, "nullable-string-array", "categories", ["p", "q"], mask=[False, False])
        obs.create_dataset("identifiers", data=np.array([2**62, 2**62 + 1, 1, 0]))
        obs.create_dataset("unsigned", data=np.array([255, 0, 1, 2], "u1"))
        obs.create_dataset("reals32", data=np.array([0.5, np.nan, 1, 2], "f4"))
        obs.create_dataset("bool", data=np.array([True, False, False, True]))
        obs.create_dataset("fixed", data=np.array([b"one", b"two", b"three", b""]))
        obs.create_dataset("table", data=np.zeros((4, 2)))
        obs.create_dataset("long text", data=["t" * 5000, "", "\u6f22", "x"], dtype=TEXT, chunks=(3,),
                           compression="lzf")
        listed = [n for n in obs if n != "names"]
        obs.attrs["column-order"] = np.array(sorted(listed), dtype=object)
        frame(file, "var", 1, "gene")
        uns = encode(file.create_group("uns"), "dict", "0.1.0")
        uns["text"], uns["whole"], uns["real"], uns["truth"] = "value", 3, 2.5, True
        uns.create_dataset("texts", data=["one", "two"], dtype=TEXT)
        uns.create_dataset("old", data=np.array([7]))
        uns.create_dataset("old text", data=np.array([b"seven"]))
        uns.create_group("inner")["deep"] = "down"
        uns.create_dataset("nothing", data=h5py.Empty("f4"))
        obsm = encode(file.create_group("obsm"), "dict", "0.1.0")
        encode(obsm.create_dataset("X_pca", data=np.arange(8.0).reshape(4, 2), chunks=(3, 1)), "array", "0.2.0")


def nullable(parent, kind, name, values, mask=(False, True, False, False)):
    group = encode(parent.create_group(name), kind, "0.1.0")
    group.create_dataset("values", data=values, dtype=None if isinstance(values, np.ndarray) else TEXT)
    group.create_dataset("mask", data=np.array(mask))
    return group


def categories(parent, name, texts, code, codes, is_ordered):
    group = encode(parent.create_group(name), "categorical", "0.2.0")
    group.attrs["ordered"] = is_ordered
    group.create_dataset("codes", data=np.array(codes, code))
    if texts is not None:
        group.create_dataset("categories", data=texts, dtype=None if isinstance(texts, np.ndarray) else TEXT)
    return group


def wrong(folder):
    """Matrices and columns that have to be refused, and links."""
    with start(folder / "wrong.h5ad") as file:
        tables(file)
        starts, indices, values = compressed(DENSE)
        last = len(indices)
        layers = file.create_group("layers")
        sparse(layers, "index too large", arrays=(starts, indices[:-1] + [GENES], values))
        sparse(layers, "index negative", arrays=(starts, indices[:-1] + [-1], values))
        sparse(layers, "starts fall", arrays=(starts[:2] + [starts[3], starts[2]] + starts[4:], indices, values))
        sparse(layers, "starts begin late", arrays=([1] + starts[1:], indices, values))
        sparse(layers, "starts end early", arrays=(starts[:-1] + [last - 1], indices, values))
        sparse(layers, "starts too short", arrays=(starts[:-1], indices, values))
        sparse(layers, "values too short", arrays=(starts, indices, values[:-1]))
        sparse(layers, "whole number too large", "i4", arrays=(starts, indices, values[:-1] + [2**24 + 1]))
        sparse(layers, "real too large", "f8", arrays=(starts, indices, values[:-1] + [1e300]))
        sparse(layers, "index no integer", index="f4")
        sparse(layers, "other shape").attrs["shape"] = np.array([CELLS, GENES + 1])
        sparse(layers, "unknown").attrs["encoding-type"] = "coo_matrix"
        sparse(layers, "no indptr")
        del layers["no indptr/indptr"]
        encode(layers.create_dataset("texts", data=[["a"] * GENES] * CELLS, dtype=TEXT), "array", "0.2.0")
        encode(layers.create_dataset("cube", data=np.zeros((CELLS, GENES, 2))), "array", "0.2.0")
        layers["elsewhere"] = h5py.ExternalLink("other.h5ad", "/X")
        layers["itself"] = h5py.SoftLink("/layers/itself")
        layers["linked"] = h5py.SoftLink("/X")
        sparse(file, "X")


def main():
    with tempfile.TemporaryDirectory() as temporary, zipfile.ZipFile(sys.argv[1], "w") as archive:
        folder = Path(temporary)
        for make in (matrices, latest, newest, paged, ordered, columns, wrong):
            make(folder)
        for path in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(path.name, (2026, 1, 1, 0, 0, 0))
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
            print(path.name, path.stat().st_size)


main()
