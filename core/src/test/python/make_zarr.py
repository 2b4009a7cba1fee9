"""Makes the small Zarr stores that the tests of io.cellwright.anndata.zarr read, and packs them into one archive.

    python make_zarr.py ../resources/io/cellwright/anndata/made_zarr.zip

Written with anndata 0.12.19, zarr 3.4.2 and numcodecs 0.17.1. `twin.h5ad` and the stores `twin...` hold the same.
The matrices of `obsm` in `codecs2.zarr` and `codecs3.zarr` are the same everywhere: row i, column j hold
(31 i + j) div 7 mod 50.
"""

import sys
import tempfile
import zipfile
from pathlib import Path

import anndata as ad
import numcodecs
import numpy as np
import pandas as pd
import scipy.sparse as sp
import zarr
from zarr.codecs import (BloscCodec, BytesCodec, Crc32cCodec, GzipCodec, ShardingCodec, TransposeCodec, ZstdCodec)

CELLS, GENES, WIDE = 40, 30, 3000
MATRIX = (31 * np.arange(7)[:, None] + np.arange(WIDE)[None, :]) // 7 % 50


def cells():
    random = np.random.default_rng(20)
    obs = pd.DataFrame(index=[f"cell{i} ä漢🧬" if i % 7 == 0 else f"cell{i}" for i in range(CELLS)])
    obs["text"] = [f"t{i}" * (1 + i % 5) for i in range(CELLS)]
    obs["type"] = pd.Categorical.from_codes(np.arange(CELLS) % 4 - 1, ["B", "T", "NK ä"])
    obs["grade"] = pd.Categorical.from_codes(np.arange(CELLS) % 3, [3, 1, 2], ordered=True)
    obs["truth"] = np.arange(CELLS) % 3 == 0
    obs["whole"] = np.arange(CELLS, dtype="i8") * 10**9
    obs["small"] = np.arange(CELLS, dtype="u1")
    obs["real"] = np.where(np.arange(CELLS) % 5 == 0, np.nan, np.arange(CELLS) / 3)
    obs["zeros"] = np.zeros(CELLS)
    obs["maybe whole"] = pd.array([None if i % 4 == 0 else i for i in range(CELLS)], dtype="Int64")
    obs["maybe truth"] = pd.array([None if i % 4 == 1 else i % 2 == 0 for i in range(CELLS)], dtype="boolean")
    var = pd.DataFrame({"mean": np.arange(GENES, dtype="f4")}, index=[f"gene{j}" for j in range(GENES)])
    counts = sp.csr_matrix(random.poisson(0.5, (CELLS, GENES)).astype("f4"))
    adata = ad.AnnData(counts, obs=obs, var=var)
    adata.layers["csc"] = sp.csc_matrix(counts)
    adata.layers["dense"] = counts.toarray().astype("i4")
    adata.layers["empty"] = sp.csr_matrix((CELLS, GENES), dtype="f8")
    adata.obsm["X_pca"] = random.normal(size=(CELLS, 5))
    adata.uns["text"] = "a text ä"
    adata.uns["nested"] = {"whole": 3, "real": 0.5, "truth": True, "texts": np.array(["x", "yy", ""]), "inner": {}}
    adata.raw = adata
    return adata


def sharded(adata, path):
    group = zarr.open_group(path, mode="w", zarr_format=3)

    def callback(write, store, key, element, dataset_kwargs, iospec):
        whole = {"array", "string-array", "csr_matrix", "csc_matrix"}
        shape = getattr(element, "shape", ())
        if iospec.encoding_type in {"array", "string-array"} and len(shape) > 0 and min(shape) > 0:
            chunks = tuple(max(1, n // 3) for n in shape)
            dataset_kwargs = {**dataset_kwargs, "chunks": chunks, "shards": tuple(2 * n for n in chunks)}
        elif iospec.encoding_type in whole and element.nnz > 0:
            dataset_kwargs = {**dataset_kwargs, "chunks": (16,), "shards": (64,)}
        write(store, key, element, dataset_kwargs=dataset_kwargs)

    ad.experimental.write_dispatched(group, "/", adata, callback=callback)


def twins(folder):
    adata = cells()
    adata.write_h5ad(folder / "twin.h5ad")
    for version in (2, 3):
        ad.settings.zarr_write_format = version
        adata.write_zarr(folder / f"twin{version}.zarr")
        with zarr.storage.ZipStore(folder / f"twin{version}.zarr.zip", mode="w") as store:
            adata.write_zarr(store)
    sharded(adata, folder / "sharded.zarr")
    zarr.consolidate_metadata(folder / "sharded.zarr")


def tables(group):
    for name, rows in (("obs", 7), ("var", 5)):
        ad.io.write_elem(group, name, pd.DataFrame(index=[f"{name}{i}" for i in range(rows)]))


def codecs2(path):
    group = zarr.open_group(path, mode="w", zarr_format=2)
    tables(group)
    obsm = group.create_group("obsm")

    def add(name, dtype="<f4", chunks=(4, 1100), **how):
        array = obsm.create_array(name, shape=MATRIX.shape, dtype=dtype, chunks=chunks, **how)
        array[:] = MATRIX.astype(dtype)

    for inner in ("blosclz", "lz4", "lz4hc", "zlib", "zstd"):
        for shuffle in (0, 1, 2):
            for dtype in ("<f4", "<u2", "<f8"):
                codec = numcodecs.Blosc(inner, clevel=5, shuffle=shuffle, blocksize=0 if dtype == "<f8" else 4096)
                add(f"blosc {inner} {shuffle} {dtype[1:]}", dtype, compressors=codec)
    add("blosc odd", "|u1", chunks=(3, 1001), compressors=numcodecs.Blosc("lz4", shuffle=2))
    add("blosc stored", compressors=numcodecs.Blosc("lz4", clevel=0))
    add("zstd", compressors=numcodecs.Zstd(3))
    add("gzip", compressors=numcodecs.GZip(3))
    add("zlib", compressors=numcodecs.Zlib(3))
    add("lz4", compressors=numcodecs.LZ4())
    add("none", compressors=None)
    add("shuffle zlib", filters=[numcodecs.Shuffle(4)], compressors=numcodecs.Zlib(3))
    add("big", ">f4", compressors=numcodecs.Zlib(3))
    add("separator", compressors=numcodecs.Zlib(3), chunk_key_encoding={"name": "v2", "separator": "/"})
    add("bz2", compressors=numcodecs.BZ2())
    add("lzma", compressors=numcodecs.LZMA())
    add("delta", "<i4", filters=[numcodecs.Delta("<i4")], compressors=None)
    add("columns", compressors=None, order="F")
    holes = obsm.create_array("holes", shape=MATRIX.shape, dtype="<f4", chunks=(4, 1100), fill_value=2.5)
    holes[4:, 1100:2200] = 7
    uns = group.create_group("uns")
    ad.io.write_elem(uns, "text", "some text")
    wide = uns.create_array("wide", shape=(3,), dtype="<U5", chunks=(2,), compressors=numcodecs.Zlib(1))
    wide[:] = np.array(["abc", "ä漢🧬", "12345"])
    big = uns.create_array("wide big", shape=(3,), dtype=">U5", chunks=(2,), compressors=None)
    big[:] = np.array(["abc", "ä漢🧬", "12345"])
    for name, codec in (("zstd", numcodecs.Zstd(3)), ("gzip", numcodecs.GZip(3)), ("zlib", numcodecs.Zlib(3)),
                        ("lz4", numcodecs.LZ4()), ("blosc", numcodecs.Blosc("zstd")), ("none", None)):
        texts = uns.create_array("texts " + name, shape=(5,), dtype=np.dtypes.StringDType(), chunks=(2,),
                                 compressors=codec)
        texts[:] = np.array(["a", "", "ä漢🧬", "dd", "e" * 3000], dtype=np.dtypes.StringDType())


def codecs3(path):
    group = zarr.open_group(path, mode="w", zarr_format=3)
    tables(group)
    obsm = group.create_group("obsm")

    def add(name, dtype="float32", chunks=(4, 1100), **how):
        array = obsm.create_array(name, shape=MATRIX.shape, dtype=dtype, chunks=chunks, **how)
        array[:] = MATRIX.astype(dtype)

    add("bytes", compressors=None)
    add("big", serializer=BytesCodec(endian="big"), compressors=None)
    for inner in ("blosclz", "lz4", "lz4hc", "zlib", "zstd"):
        for shuffle in ("noshuffle", "shuffle", "bitshuffle"):
            add(f"blosc {inner} {shuffle}", compressors=BloscCodec(typesize=4, cname=inner, shuffle=shuffle))
    add("zstd", compressors=ZstdCodec(level=3))
    add("zstd checksum", compressors=ZstdCodec(level=3, checksum=True))
    add("gzip", compressors=GzipCodec(level=3))
    add("crc32c", compressors=[Crc32cCodec()])
    add("zstd crc32c", compressors=[ZstdCodec(), Crc32cCodec()])
    add("crc32c zstd", compressors=[Crc32cCodec(), ZstdCodec()])
    add("identity", filters=[TransposeCodec(order=(0, 1))])
    add("transposed", filters=[TransposeCodec(order=(1, 0))])
    add("v2 keys", chunk_key_encoding={"name": "v2", "separator": "."})
    add("dots", chunk_key_encoding={"name": "default", "separator": "."})
    add("float16", "float16")
    add("int64", "int64")
    add("uint8", "uint8")
    for name, codec in (("zstd", ZstdCodec()), ("blosc", BloscCodec(typesize=4, cname="lz4")), ("none", None)):
        add("shards " + name, chunks=(2, 500), shards=(4, 1000), compressors=codec)
    start = ShardingCodec(chunk_shape=(2, 500), codecs=[BytesCodec(), ZstdCodec()], index_location="start")
    add("shards start", chunks=(4, 1000), serializer=start, compressors=None)
    plain = ShardingCodec(chunk_shape=(2, 500), codecs=[BytesCodec(), ZstdCodec()], index_codecs=[BytesCodec()])
    add("shards unchecked", chunks=(4, 1000), serializer=plain, compressors=None)
    nested = ShardingCodec(chunk_shape=(4, 1000), codecs=[start])
    add("shards nested", chunks=(8, 2000), serializer=nested, compressors=None)
    for name, shards in (("holes", None), ("shards holes", (4, 1000))):
        holes = obsm.create_array(name, shape=MATRIX.shape, dtype="float32", chunks=(2, 500), shards=shards,
                                  fill_value=2.5)
        holes[4:, 1000:1500] = 7
    uns = group.create_group("uns")
    ad.io.write_elem(uns, "text", "some text")
    for name, codec in (("zstd", ZstdCodec()), ("gzip", GzipCodec()), ("none", None)):
        texts = uns.create_array("texts " + name, shape=(5,), dtype=np.dtypes.StringDType(), chunks=(2,),
                                 compressors=codec)
        texts[:] = np.array(["a", "", "ä漢🧬", "dd", "e" * 3000], dtype=np.dtypes.StringDType())
    wide = uns.create_array("wide", shape=(3,), dtype="<U5", chunks=(2,))
    wide[:] = np.array(["abc", "ä漢🧬", "12345"])
    big = uns.create_array("wide big", shape=(3,), dtype="<U5", chunks=(2,), serializer=BytesCodec(endian="big"))
    big[:] = np.array(["abc", "ä漢🧬", "12345"])


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        twins(folder)
        codecs2(folder / "codecs2.zarr")
        codecs3(folder / "codecs3.zarr")
        with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(p for p in folder.rglob("*") if p.is_file()):
                entry = zipfile.ZipInfo(str(file.relative_to(folder)), (2026, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, file.read_bytes())


if __name__ == "__main__":
    main()
