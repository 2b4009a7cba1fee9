"""Which genes scanpy's seurat_v3 chooses, to compare ours with.

    python3 -m venv .venv && .venv/bin/pip install -r bench/peers/requirements-hvg.txt
    .venv/bin/python bench/peers/hvg.py ../shared/data core/src/test/resources/io/cellwright/data/preprocess/seurat_v3.txt

writes one line for each choice: file, batch column or -, flavour, number of genes, sum over genes of scanpy's
variances_norm, then the chosen genes as gaps: the first number, and from each to the next. The test
HighlyVariableGenesOnRealCellsTest then says how many of them ours chooses too.
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


def main(data, out):
    lines = []
    for name, batch, flavour, tops in CHOICES:
        cells = anndata.read_h5ad(Path(data) / name)
        cells.X = sparse.csr_matrix(cells.X).astype(np.float32)
        for top in tops:
            table = scanpy.pp.highly_variable_genes(
                cells, n_top_genes=top, flavor=flavour, batch_key=batch, inplace=False
            )
            chosen = np.flatnonzero(table["highly_variable"].to_numpy())
            gaps = np.diff(chosen, prepend=0)
            total = table["variances_norm"].sum()
            lines.append(" ".join([name, batch or "-", flavour, str(top), repr(float(total)), *map(str, gaps)]))
            print(name, batch, flavour, top, len(chosen), total)
    Path(out).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
