"""Makes `everything.h5ad`, which has one of everything that anndata writes, and packs it into an archive.

    python make_everything.py ../resources/io/cellwright/anndata/everything.zip

Written with anndata 0.12.19.
"""

import sys
import tempfile
import zipfile
from pathlib import Path

import anndata as ad
import numpy as np
import pandas as pd
import scipy.sparse as sp

CELLS, GENES, KEPT = 30, 20, 15


def tables():
    number = np.arange(CELLS)
    obs = pd.DataFrame(index=[f"cell{i}" for i in number])
    obs["categorical"] = pd.Categorical([None if i % 4 == 0 else f"c{i % 3}" for i in number])
    obs["categorical of integers"] = pd.Categorical([i % 4 for i in number], ordered=True)
    obs["categorical of truths"] = pd.Categorical([bool(i % 2) for i in number])
    obs["categorical of reals"] = pd.Categorical([i % 3 / 2 for i in number])
    obs["text"] = [f"s{i}é" for i in number]
    obs["float64"] = number / 7
    obs["float32"] = (number / 7).astype("f4")
    obs["int64"] = number
    obs["int8"] = number.astype("i1")
    obs["uint32"] = number.astype("u4")
    obs["bool"] = number % 2 == 1
    obs["nullable integer"] = pd.array([None if i % 5 == 0 else i for i in number], dtype="Int64")
    obs["nullable bool"] = pd.array([None if i % 5 == 0 else bool(i % 2) for i in number], dtype="boolean")
    obs["nullable text"] = pd.array([None if i % 5 == 0 else f"x{i}" for i in number], dtype="string")
    return obs, pd.DataFrame({"mean": np.arange(GENES) / 3}, index=[f"gene{j}" for j in range(GENES)])


def unstructured():
    rows = np.zeros(4, dtype=[("name", "U5"), ("score", "f4"), ("k", "i8")])
    rows["name"] = ["a", "bb", "cécé", "d"]
    rows["score"] = [1, 2, 3, 4]
    return {
        "text": "hällo", "whole": 3, "real": 2.5, "truth": True, "none": None,
        "texts": np.array(["a", "b", "ccc"]), "array": np.arange(6).reshape(2, 3), "rows": rows,
        "nested": {"deep": {"deeper": {"x": 1, "s": "y"}, "empty": {}}, "sparse": sp.csr_matrix(np.eye(3))},
        "table": pd.DataFrame({"a": [1, 2, 3], "c": pd.Categorical(["x", "y", "x"])}),
        "categorical": pd.Categorical(["a", "b", "a"]), "nothing": np.array([], dtype="f4"),
        "no texts": np.array([], dtype=object), "nullable": pd.array([1, None, 3], dtype="Int64"),
        "float32": np.float32(1.5), "int32": np.int32(5), "bytes": np.array([b"ab", b"c"]),
        "truths": np.array([True, False]), "uint8": np.arange(3, dtype="u1"),
    }


def everything():
    random = np.random.default_rng(0)
    obs, var = tables()
    adata = ad.AnnData(sp.csr_matrix(random.poisson(0.5, (CELLS, GENES)).astype("f4")), obs=obs, var=var)
    adata.layers["dense"] = random.poisson(0.5, (CELLS, GENES)).astype("f8")
    adata.layers["csc"] = sp.csc_matrix(random.poisson(0.5, (CELLS, GENES)).astype("i8"))
    adata.layers["float16"] = random.poisson(0.5, (CELLS, GENES)).astype("f2")
    adata.raw = adata.copy()
    adata = adata[:, :KEPT].copy()
    adata.obsm["X_pca"] = random.normal(size=(CELLS, 5))
    adata.obsm["table"] = pd.DataFrame({"q": random.normal(size=CELLS), "r": pd.Categorical(["u", "v"] * (CELLS // 2))},
                                       index=adata.obs_names)
    adata.obsm["sparse"] = sp.csr_matrix(random.poisson(0.5, (CELLS, 4)).astype("f8"))
    adata.obsm["three axes"] = random.normal(size=(CELLS, 3, 2))
    adata.varm["PCs"] = random.normal(size=(KEPT, 5))
    adata.obsp["distances"] = sp.csr_matrix(random.poisson(0.2, (CELLS, CELLS)).astype("f8"))
    adata.obsp["dense"] = random.normal(size=(CELLS, CELLS))
    adata.varp["correlations"] = sp.csc_matrix(random.poisson(0.2, (KEPT, KEPT)))
    adata.uns = unstructured()
    return adata


def main(archive):
    ad.settings.allow_write_nullable_strings = True
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        path = Path(folder) / "everything.h5ad"
        everything().write_h5ad(path)
        entry = zipfile.ZipInfo("everything.h5ad")
        entry.compress_type = zipfile.ZIP_DEFLATED
        packed.writestr(entry, path.read_bytes())


if __name__ == "__main__":
    main(sys.argv[1])
