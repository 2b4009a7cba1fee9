"""Reads the same file with Cellwright, with h5py and with anndata in backed mode, in turn, and prints how many times faster
ours is.

    python bench/peers/load.py                                   # 20,000 cells x 5,000 genes, 500 counts a cell, gzip
    python bench/peers/load.py --gzip 0 --nnz-per-cell 2000 --genes 20000
    python bench/peers/load.py --file cells.h5ad                 # a file of yours, with counts in compressed rows in X

All cells pass once as minibatches of 128 rows in CSR, nothing is trained:

  in order    rows as they stand in the file. h5py and anndata read 4,096 rows at a time and cut minibatches from them.
  shuffled    ours and h5py: blocks of 256 rows in shuffled order, 32 of them shuffled together (docs/large-files.md).
              anndata: 128 random rows at a time, X[sorted rows], as a backed file is usually trained on; of these
              minibatches only some are read, since it takes long.

Ours reads with all threads, theirs with the one that they have. The file is most likely in the cache of the system.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from turns import CELLWRIGHT, FOLDER, Figure, answer, by_turns, environment, machine, peer_python, run, say

ROWS, BLOCK, BUFFERED, BATCH = 4096, 256, 32, 128
RANDOM_MINIBATCHES = 40


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", type=int, default=20_000)
    parser.add_argument("--genes", type=int, default=5_000)
    parser.add_argument("--nnz-per-cell", type=int, default=500)
    parser.add_argument("--gzip", type=int, default=4, help="level; 0 for none")
    parser.add_argument("--file", type=Path, help="read this one instead of made cells")
    parser.add_argument("--rounds", type=int, default=2, help="how often each is run, in turn")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--python", default=sys.executable, help="makes the environment; Python 3.12 or newer")
    parser.add_argument("--peer", type=Path, help="a python that has anndata and h5py, instead of an environment made here")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="of the environment and the cells")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    parser.add_argument("--measure", choices=["h5py", "anndata"], help=argparse.SUPPRESS)
    parser.add_argument("--order", choices=["in order", "shuffled"], help=argparse.SUPPRESS)
    return parser.parse_args()


def passed(rows):
    """Cuts a matrix into minibatches; number of cells."""
    for first in range(0, rows.shape[0], BATCH):
        rows[first:first + BATCH]
    return rows.shape[0]


def of_h5py(file, order):
    import h5py
    import numpy as np
    import scipy.sparse as sp

    with h5py.File(file) as opened:
        x = opened["X"]
        start = x["indptr"][:].astype("int64")
        n, genes = len(start) - 1, int(x.attrs["shape"][1])

        def block(first, count):
            last = min(n, first + count)
            entries = slice(start[first], start[last])
            return sp.csr_matrix((x["data"][entries], x["indices"][entries], start[first:last + 1] - start[first]),
                                 shape=(last - first, genes))

        begun = time.perf_counter()
        cells = 0
        if order == "in order":
            for first in range(0, n, ROWS):
                cells += passed(block(first, ROWS))
        else:
            random = np.random.default_rng(0)
            blocks = random.permutation(-(-n // BLOCK))
            for b in range(0, len(blocks), BUFFERED):
                buffer = sp.vstack([block(BLOCK * i, BLOCK) for i in blocks[b:b + BUFFERED]], format="csr")
                cells += passed(buffer[random.permutation(buffer.shape[0])])
        return cells / (time.perf_counter() - begun)


def of_anndata(file, order):
    import anndata
    import numpy as np

    x = anndata.read_h5ad(file, backed="r").X
    n = x.shape[0]
    begun = time.perf_counter()
    cells = 0
    if order == "in order":
        for first in range(0, n, ROWS):
            cells += passed(x[first:first + ROWS])
    else:
        order = np.random.default_rng(0).permutation(n)
        for first in range(0, min(n, RANDOM_MINIBATCHES * BATCH), BATCH):
            cells += x[np.sort(order[first:first + BATCH])].shape[0]
    return cells / (time.perf_counter() - begun)


def made(args, env):
    file = args.folder / f"load-{args.cells}x{args.genes}x{args.nnz_per_cell}-{args.gzip}.h5ad"
    if not file.exists():
        say(f"making {file}")
        run([CELLWRIGHT, "make-data", file, "--cells", args.cells, "--genes", args.genes, "--nnz-per-cell",
             args.nnz_per_cell, "--gzip", args.gzip], env)
    return file


def measure(args, python, file, env):
    results = []
    for order, ours in ("in order", "in order, from the file"), ("shuffled", "shuffled by blocks, from the file"):
        def mine():
            told = run([CELLWRIGHT, "bench", "load", file, "--from-file", "--passes", 1, "--threads", args.threads,
                        "--json"], env).json()
            return next(one["cells_per_second"] for one in told["results"] if one["what"] == "minibatches, " + ours)

        for peer in "h5py", "anndata":
            def other():
                command = [python, __file__, "--measure", peer, "--order", order, "--file", file]
                return json.loads(run(command, env).printed)

            before = os.getloadavg()[0]
            a, b = by_turns(f"{order}, {peer}", args.rounds, mine, other)
            figure = Figure(f"{order}, beside {peer}", "cells/s", True, lambda rate: rate)
            results.append({**figure.line(a, b), "load": [before, os.getloadavg()[0]]})
    return results


def main():
    args = parse()
    if args.measure:
        print(json.dumps({"h5py": of_h5py, "anndata": of_anndata}[args.measure](args.file, args.order)))
        return
    args.folder.mkdir(parents=True, exist_ok=True)
    env = environment(args.threads)
    python = args.peer or peer_python("scvi-tools", "requirements-scvi.txt", args.python, args.folder, env)
    file = args.file or made(args, env)
    facts = {**machine(args.threads, env), "file": str(file), "bytes": file.stat().st_size}
    results = measure(args, python, file, env)
    answer(args, facts, results, [], "peer")


if __name__ == "__main__":
    main()
