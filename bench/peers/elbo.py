"""Holds the validation loss of scVI by `--preset parity` against that of scvi-tools.

    python bench/peers/elbo.py FOLDER [--cellwright ./cellwright] [--seeds 3]

FOLDER has the four data sets. Where scvi-tools was measured on 2,000 variable genes, the same genes are chosen here, by
scanpy's `cell_ranger` flavour on log1p of counts per 10,000. The peer's figures are means and standard deviations over
seeds 0 to 2 with scvi-tools 1.5.1 and its defaults: the loss of the validation cells after the last epoch. Exit status 1
if one of our means lies outside the peer's spread.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

import scanpy as sc

SETS = [
    # file, batch key, whether genes are chosen, mean and standard deviation of scvi-tools
    ("pbmc68k_reduced_counts", None, False, 676.2, 3.2),
    ("scmix_3cl", "protocol", True, 2473.2, 45.3),
    ("mouse_bladder", None, True, 324.8, 8.1),
    ("pbmc4k_top2000", None, False, 629.6, 3.7),
]


def variable_genes(source, target):
    """Writes a copy of `source` with its 2,000 most variable genes."""
    adata = sc.read_h5ad(source)
    logged = adata.copy()
    sc.pp.normalize_total(logged, target_sum=1e4)
    sc.pp.log1p(logged)
    sc.pp.highly_variable_genes(logged, n_top_genes=2000, flavor="cell_ranger")
    adata[:, logged.var.highly_variable.values].copy().write_h5ad(target)


def validation_loss(cellwright, source, batch_key, seed, folder):
    """Trains scVI once; gives the validation loss after the last of 400 epochs."""
    command = [cellwright, "train", "scvi", str(source), "--preset", "parity", "--seed", str(seed),
               "--check-val-every-n-epoch", "400", "-o", str(folder / "out.h5ad"), "--json"]
    if batch_key:
        command += ["--batch-key", batch_key]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return json.loads(done.stdout)["metrics"]["elbo_validation"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--cellwright", default="./cellwright")
    parser.add_argument("--seeds", type=int, default=3)
    args = parser.parse_args()
    apart = False
    print(f"{'data':<24}{'cellwright':>18}{'scvi-tools':>18}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for name, batch_key, choose, peer, spread in SETS:
            source = args.folder / f"{name}.h5ad"
            if choose:
                variable_genes(source, folder / source.name)
                source = folder / source.name
            losses = [validation_loss(args.cellwright, source, batch_key, seed, folder) for seed in range(args.seeds)]
            mean = statistics.mean(losses)
            mine = statistics.stdev(losses) if len(losses) > 1 else 0.0
            apart |= abs(mean - peer) > spread
            print(f"{name:<24}{mean:>10.1f} ({mine:>4.1f}){peer:>11.1f} ({spread:>4.1f})", flush=True)
    sys.exit(1 if apart else 0)


if __name__ == "__main__":
    main()
