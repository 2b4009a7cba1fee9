"""Which genes scanpy chooses, to compare ours with.

    python3 -m venv .venv && .venv/bin/pip install -r bench/peers/requirements-hvg.txt
    .venv/bin/python bench/peers/hvg.py ../shared/data core/src/test/resources/io/cellwright/data/preprocess

writes seurat_v3.txt, of counts, and dispersion.txt, of logarithms of counts per ten thousand: one line for each choice,
with file, batch column or -, flavour, number of genes, sum over genes of the absolute values of scanpy's variances_norm
or dispersions_norm, then the chosen genes as gaps: the first number, and from each to the next. The tests
HighlyVariableGenesOnRealCellsTest and DispersedGenesOnRealCellsTest then say how many of them ours chooses too.
"""

import sys
from pathlib import Path

import anndata
import numpy as np
import scanpy
from scipy import sparse

CHOICES = [
    ("pbmc68k_reduced_counts.h5ad", None, "seurat_v3", (100, 500)),
    ("pbmc4k_top2000.h5ad", None, "seurat_v3", (500, 1000)),
    ("mouse_bladder.h5ad", None, "seurat_v3", (500, 1000, 2000)),
    ("scmix_3cl.h5ad", None, "seurat_v3", (500, 1000, 2000)),
    ("scmix_3cl.h5ad", "protocol", "seurat_v3", (500, 1000, 2000)),
    ("scmix_3cl.h5ad", "protocol", "seurat_v3_paper", (500, 1000, 2000)),
]
DISPERSIONS = [
    (name, batch, flavour, tops)
    for flavour in ("seurat", "cell_ranger")
    for name, batch, tops in [
        ("pbmc68k_reduced_counts.h5ad", None, (100, 500)),
        ("pbmc4k_top2000.h5ad", None, (500, 1000)),
        ("mouse_bladder.h5ad", None, (500, 2000)),
        ("scmix_3cl.h5ad", None, (500, 2000)),
        ("scmix_3cl.h5ad", "protocol", (500, 2000)),
    ]
]


def lines(data, choices, score, prepare):
    for name, batch, flavour, tops in choices:
        cells = anndata.read_h5ad(Path(data) / name)
        cells.X = sparse.csr_matrix(cells.X).astype(np.float32)
        prepare(cells)
        for top in tops:
            try:
                table = scanpy.pp.highly_variable_genes(
                    cells, n_top_genes=top, flavor=flavour, batch_key=batch, inplace=False
                )
            except ValueError as e:
                print(name, batch, flavour, top, "cannot be chosen:", e)
                continue
            chosen = np.flatnonzero(table["highly_variable"].to_numpy())
            gaps = np.diff(chosen, prepend=0)
            total = table[score].replace([np.inf, -np.inf], np.nan).abs().sum()
            print(name, batch, flavour, top, len(chosen), total)
            yield " ".join([name, batch or "-", flavour, str(top), repr(float(total)), *map(str, gaps)])


def log_normalize(cells):
    scanpy.pp.normalize_total(cells, target_sum=1e4)
    scanpy.pp.log1p(cells)


def main(data, out):
    counts = lines(data, CHOICES, "variances_norm", lambda cells: None)
    (Path(out) / "seurat_v3.txt").write_text("\n".join(counts) + "\n")
    logs = lines(data, DISPERSIONS, "dispersions_norm", log_normalize)
    (Path(out) / "dispersion.txt").write_text("\n".join(logs) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
