"""Compares files that were added to with the original, element for element, by h5py, and reads them with anndata.

    python check_generations.py ORIGINAL

Takes the name of a file on each line of its input and answers with the number of the results in it, or with what is
wrong. What a number stands for is told by io.cellwright.cli.Generations.
"""

import sys
import warnings

import h5py
import numpy as np

warnings.filterwarnings("ignore")
import anndata  # noqa: E402


def elements(file):
    """All groups and datasets by their paths, with values and attributes."""
    found = {}

    def take(path, node):
        values = node[()] if isinstance(node, h5py.Dataset) else None
        found[path] = (values, {name: np.asarray(node.attrs[name]) for name in node.attrs})

    file.visititems(take)
    return found


def same(a, b):
    return np.array_equal(np.asarray(a), np.asarray(b), equal_nan=np.asarray(a).dtype.kind == "f")


def number(path, original):
    with h5py.File(path) as file:
        found = elements(file)
        for name, (values, attributes) in original.items():
            others, other_attributes = found[name]
            assert (values is None) == (others is None) and (values is None or same(values, others)), name
            for key, value in attributes.items():
                if (name, key) != ("obs", "column-order"):
                    assert same(value, other_attributes[key]), f"{name}@{key}"
        if "uns/generation" not in found:
            assert set(found) == set(original), set(found) - set(original)
            return 0
        g = int(found["uns/generation"][0])
        cells = np.arange(len(found["obs/score"][0]))
        assert same(found["obs/label/codes"][0], (cells + g) % 3), "label"
        assert found["obs/label/categories"][0][2].decode() == f"NK {g}", "categories"
        assert same(found["obs/score"][0], 1000.0 * g + cells), "score"
        made = found["obsm/X_made"][0]
        assert same(made.reshape(-1), (g + np.arange(made.size)).astype("f4")), "X_made"
        assert found["uns/text"][0].decode() == f"of generation {g}", "text"
    cells = anndata.read_h5ad(path)
    assert cells.obs["score"].iloc[0] == 1000.0 * g and cells.uns["generation"] == g, "anndata"
    return g


with h5py.File(sys.argv[1]) as whole:
    ORIGINAL = elements(whole)
for line in sys.stdin:
    try:
        print(number(line.strip(), ORIGINAL), flush=True)
    except Exception as wrong:  # whatever it is, the test must hear of it
        print(f"{type(wrong).__name__}: {wrong}", flush=True)
