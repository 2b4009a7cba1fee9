"""Opens .h5ad files and .zarr stores that Cellwright wrote with anndata, scanpy and h5py, and compares them.

    python check_written.py OUT.h5ad ...             checks each file on its own
    python check_written.py --from IN.h5ad OUT.h5ad  also that all of IN is still in OUT
    python check_written.py --from IN.zarr.zip OUT.h5ad OUT.zarr OUT.zarr.zip  the same of what was converted

Checks the encodings on disk, that X, the tables and the embeddings can be read, that backed mode works, that scanpy
opens the file, and that h5py can afterwards add to and delete from a copy of it. Prints what was checked; ends with 1
at the first difference.
"""

import argparse
import json
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import anndata
import h5py
import numpy as np
import pandas as pd
import scanpy
import scipy.sparse as sp
import zarr

warnings.simplefilter("ignore")

ENCODINGS = {
    "dataframe": "0.2.0",
    "categorical": "0.2.0",
    "array": "0.2.0",
    "string-array": "0.2.0",
    "string": "0.2.0",
    "numeric-scalar": "0.2.0",
    "dict": "0.1.0",
    "csr_matrix": "0.1.0",
    "csc_matrix": "0.1.0",
    "anndata": "0.1.0",
    "raw": "0.1.0",
    "nullable-integer": "0.1.0",
    "nullable-boolean": "0.1.0",
    "nullable-string-array": "0.1.0",
    "null": "0.1.0",
}


class Difference(Exception):
    """What was found is not what was expected."""


def require(right, message):
    if not right:
        raise Difference(message)


compared = 0


def read(path):
    """A file or store, whole."""
    if str(path).endswith(".zip"):
        return anndata.read_zarr(zarr.open_group(zarr.storage.ZipStore(path, mode="r"), mode="r"))
    return anndata.read_zarr(path) if Path(path).is_dir() else anndata.read_h5ad(path)


def plain(value):
    """Texts as objects and single values as Python's: anndata reads both differently from HDF5 and Zarr."""
    if isinstance(value, np.generic):
        return value.item()
    text = isinstance(value, np.ndarray) and (value.dtype.kind in "UT")
    return value.astype(object) if text else value


def same(a, b, place):
    """Requires two values that anndata read to be equal, types included."""
    global compared
    compared += 1
    a, b = plain(a), plain(b)
    if isinstance(a, pd.DataFrame):
        pd.testing.assert_frame_equal(a, b, obj=place)
    elif isinstance(a, pd.Series):
        pd.testing.assert_series_equal(a, b, obj=place)
    elif isinstance(a, pd.api.extensions.ExtensionArray):
        pd.testing.assert_series_equal(pd.Series(a), pd.Series(b), obj=place)
    elif hasattr(a, "keys"):
        require(set(a.keys()) == set(b.keys()), f"{place}: keys {list(a.keys())} != {list(b.keys())}")
        for key in a.keys():
            same(a[key], b[key], f"{place}/{key}")
    elif sp.issparse(a):
        require(sp.issparse(b) and a.format == b.format and a.dtype == b.dtype, f"{place}: type differs")
        require(a.shape == b.shape and a.nnz == b.nnz, f"{place}: shape or number of entries differs")
        for part in ("data", "indices", "indptr"):
            np.testing.assert_array_equal(getattr(a, part), getattr(b, part), err_msg=f"{place}/{part}")
    elif isinstance(a, np.ndarray):
        require(a.dtype == b.dtype and a.shape == b.shape, f"{place}: {a.dtype}{a.shape} != {b.dtype}{b.shape}")
        if a.dtype.names:
            for name in a.dtype.names:
                np.testing.assert_array_equal(a[name], b[name], err_msg=f"{place}/{name}")
        else:
            np.testing.assert_array_equal(a, b, err_msg=place)
    else:
        require(type(a) is type(b) and (a == b or a is b), f"{place}: {a!r} != {b!r}")


def check_encodings(path):
    """Every element that names an encoding has one of the current version, but for what an older file brought along."""
    count = 0
    with h5py.File(path) as file:

        def visit(name, node):
            nonlocal count
            kind = node.attrs.get("encoding-type")
            if kind in ENCODINGS:
                version = node.attrs["encoding-version"]
                old_frame = kind == "dataframe" and version == "0.1.0"
                require(old_frame or version == ENCODINGS[kind], f"{name}: {kind} {version}")
                count += 1

        file.visititems(visit)
    return count


def check_annotations(adata):
    """What Cellwright adds, where it is there."""
    found = []
    if "scanvi_label" in adata.obs:
        labels = adata.obs["scanvi_label"]
        require(isinstance(labels.dtype, pd.CategoricalDtype), f"scanvi_label is {labels.dtype}")
        require(all(isinstance(c, str) for c in labels.cat.categories), "categories are not texts")
        require(labels.cat.codes.dtype == np.int8, f"codes are {labels.cat.codes.dtype}")
        found.append(f"scanvi_label ({len(labels.cat.categories)} categories, {labels.isna().sum()} missing)")
    if "scanvi_confidence" in adata.obs:
        require(adata.obs["scanvi_confidence"].dtype == np.float64, "scanvi_confidence is no float64")
        found.append("scanvi_confidence")
    for key in ("X_scVI", "X_scANVI"):
        if key in adata.obsm:
            z = adata.obsm[key]
            require(z.dtype == np.float32 and z.shape[0] == adata.n_obs, f"{key} is {z.dtype}{z.shape}")
            found.append(f"{key} {z.shape}")
    if "cellwright" in adata.uns:
        about = adata.uns["cellwright"]
        require(isinstance(about, dict), "uns/cellwright is no dict")
        if "config" in about:
            json.loads(about["config"])
        found.append(f"uns/cellwright {sorted(about)}")
    return found


def check_backed(path, whole):
    backed = anndata.read_h5ad(path, backed="r")
    try:
        require(backed.shape == whole.shape, "backed mode has another shape")
        if whole.X is not None and whole.n_obs:
            # Before 0.7, X is found only where it is a dataset or names its format.
            part = backed.X[: min(7, whole.n_obs)]
            same(sp.csr_matrix(whole.X[: min(7, whole.n_obs)]), sp.csr_matrix(part), "backed X")
        pd.testing.assert_frame_equal(backed.obs, whole.obs)
    finally:
        backed.file.close()


def check_changes(path):
    """h5py can add to the file, replace and delete in it, and anndata reads it then."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.h5ad"
        shutil.copyfile(path, copy)
        copy.chmod(0o644)
        with h5py.File(copy, "r+") as file:
            if not isinstance(file["obsm"], h5py.Group) or not isinstance(file["obs"], h5py.Group):
                return "h5py not asked, as obs or obsm is a compound dataset"
            rows = anndata.io.read_elem(file["obs"]).shape[0]
            for i in range(12):
                file["obsm"].create_dataset(f"X_new{i}", data=np.full((rows, 2), i, "f4"))
                file["obs"].create_dataset(f"new{i}", data=np.arange(rows))
                file["obs"].attrs[f"attribute{i}"] = f"text {i}"
            order = [c for c in file["obs"].attrs["column-order"]]
            file["obs"].attrs["column-order"] = np.array(order + [f"new{i}" for i in range(12)], dtype=object)
            for key in list(file["obsm"]):
                if key.startswith("X_new") and key != "X_new3" or key == "X_scVI":
                    del file["obsm"][key]
            if "cellwright" in file["uns"]:
                del file["uns"]["cellwright"]
            if "scanvi_label" in file["obs"]:
                del file["obs"]["scanvi_label"]
                left = [c for c in file["obs"].attrs["column-order"] if c != "scanvi_label"]
                file["obs"].attrs["column-order"] = np.array(left, dtype=object)
        changed = anndata.read_h5ad(copy)
        require((changed.obs["new5"] == np.arange(rows)).all(), "a column that h5py added is wrong")
        require((changed.obsm["X_new3"] == 3).all(), "an embedding that h5py added is wrong")
        require("scanvi_label" not in changed.obs and "X_scVI" not in changed.obsm, "h5py did not delete")
        return "h5py added 24 members and 12 attributes and deleted what Cellwright wrote"


def check_kept(old, new):
    """All of the old file is in the new one. Columns and entries that Cellwright may add are left out."""
    require(list(old.obs_names) == list(new.obs_names) and list(old.var_names) == list(new.var_names), "names differ")
    if old.X is not None:
        same(old.X, new.X, "X")
    for column in old.obs.columns:
        same(old.obs[column], new.obs[column], f"obs/{column}")
        require(old.obs[column].dtype == new.obs[column].dtype, f"obs/{column}: type differs")
    require(list(new.obs.columns)[: old.obs.shape[1]] == list(old.obs.columns), "order of columns differs")
    same(old.var, new.var, "var")
    for place in ("layers", "obsm", "varm", "obsp", "varp", "uns"):
        before, after = getattr(old, place), getattr(new, place)
        for key in before.keys():
            same(before[key], after[key], f"{place}/{key}")
        added = {str(k) for k in after.keys()} - {str(k) for k in before.keys()}
        require(added <= {"cellwright", "X_scVI", "X_scANVI", "X_new3"}, f"{place} has gained {added}")
    require((old.raw is None) == (new.raw is None), "raw differs")
    if old.raw is not None:
        same(old.raw.X, new.raw.X, "raw/X")
        same(old.raw.var, new.raw.var, "raw/var")
        same(dict(old.raw.varm), dict(new.raw.varm), "raw/varm")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--from", dest="source", help="the file that was copied or added to")
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    print(f"anndata {anndata.__version__}, scanpy {scanpy.__version__}, h5py {h5py.__version__}")
    old = None
    for path in arguments.files:
        try:
            if arguments.source and old is None:
                old = read(arguments.source)
            adata = read(path)
            hdf5 = path.endswith(".h5ad")
            print(f"{path}: {adata.n_obs} x {adata.n_vars}")
            if hdf5:
                print(f"  {check_encodings(path)} encodings as expected")
            print(f"  columns of obs: {', '.join(f'{c} {t}' for c, t in adata.obs.dtypes.items()) or 'none'}")
            print(f"  added: {'; '.join(check_annotations(adata)) or 'nothing'}")
            if old is not None:
                before = compared
                check_kept(old, adata)
                print(f"  all of {arguments.source} is there: {compared - before} elements are the same")
            if not hdf5:
                continue
            check_backed(path, adata)
            require(scanpy.read_h5ad(path).shape == adata.shape, "scanpy reads another shape")
            print("  backed mode and scanpy read the same")
            print(f"  {check_changes(path)}")
        except Exception as error:
            print(f"{path}: WRONG: {type(error).__name__}: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
