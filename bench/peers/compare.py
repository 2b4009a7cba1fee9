"""Trains the same cells with Cellwright and with scvi-tools, in turn, and prints how many times faster ours is.

    python bench/peers/compare.py                       # 20,000 cells, 5 epochs, two rounds: A B A B
    python bench/peers/compare.py --cells 4000 --epochs 2

One command does all of it. It makes a virtual environment in bench/target/peers with what requirements-scvi.txt pins
(once; some gigabytes), makes the cells, and then runs one after the other, never two at once:

  training    epochs of scVI, from the first minibatch to the last: NB, then ZINB. Ours by `cellwright bench train`,
              theirs by train.py, whose time holds the set-up of the trainer too, as a user waits for it.
  whole job   from the start of the program to the end: read the .h5ad file, train scVI (ZINB), embed all cells, write
              an .h5ad file. Both with the start of their runtimes; ours compiles while it trains, theirs imports.

Both get the same number of threads and the same environment, from which OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE are
taken out: with them numpy and torch may run narrower kernels than the processor has.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from turns import CELLWRIGHT, FOLDER, HERE, by_turns, environment, machine, made_cells, peer_python, print_table, run
from turns import times_faster


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", type=int, default=20_000)
    parser.add_argument("--genes", type=int, default=2_000)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=2, help="how often each is run, in turn")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--python", default=sys.executable,
                        help="makes the environment; scvi-tools 1.5 wants Python 3.12 or newer")
    parser.add_argument("--folder", type=Path, default=FOLDER,
                        help="of the environment, the cells and what is written")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    return parser.parse_args()


def jobs(args, python, file, env):
    """What is compared: a name, a unit, whether more is better, and a function for each of the two."""
    size = ["--cells", args.cells, "--genes", args.genes, "--epochs", args.epochs, "--threads", args.threads]

    def ours(likelihood):
        answer = json.loads(run([CELLWRIGHT, "bench", "train", *size, "--gene-likelihood", likelihood, "--json"], env)[1])
        return answer["cells_per_second"]

    def theirs(likelihood):
        answer = json.loads(run([python, HERE / "train.py", file, "--likelihood", likelihood, "--epochs", args.epochs,
                                 "--threads", args.threads], env)[1])
        return answer["cells_per_second"]

    def our_job():
        out = args.folder / "ours.h5ad"
        out.unlink(missing_ok=True)
        return run([CELLWRIGHT, "train", "scvi", file, "-o", out, "--preset", "parity", "--max-epochs", args.epochs,
                    "--threads", args.threads], env)[0]

    def their_job():
        return run([python, HERE / "train.py", file, "--epochs", args.epochs, "--threads", args.threads, "--output",
                    args.folder / "theirs.h5ad"], env)[0]

    return [
        ("training, scVI NB", "cells/s", True, lambda: ours("nb"), lambda: theirs("nb")),
        ("training, scVI ZINB", "cells/s", True, lambda: ours("zinb"), lambda: theirs("zinb")),
        ("whole job, scVI ZINB", "s", False, our_job, their_job),
    ]


def measure(args, python, file, env):
    results = []
    for name, unit, more, ours, theirs in jobs(args, python, file, env):
        mine, other = by_turns(name, args.rounds, ours, theirs)
        results.append({"work": name, "unit": unit, "cellwright": mine, "scvi_tools": other,
                        "times_faster": times_faster(mine, other, more)})
    return results


def stated(args, python, env):
    """What both ran in."""
    packages = ("import scvi, torch, json; print(json.dumps({'scvi_tools': scvi.__version__, 'torch': torch.__version__, "
                "'torch_threads': torch.get_num_threads()}))")
    return {
        **machine(args.threads, env),
        "cells": args.cells,
        "genes": args.genes,
        "epochs": args.epochs,
        **json.loads(run([python, "-c", packages], env)[1].splitlines()[-1]),
    }


def main():
    args = parse()
    if min(args.cells, args.genes, args.epochs, args.rounds, args.threads) < 1:
        raise SystemExit("--cells, --genes, --epochs, --rounds and --threads must be at least 1")
    args.folder.mkdir(parents=True, exist_ok=True)
    env = environment(args.threads)
    python = peer_python("scvi-tools", "requirements-scvi.txt", args.python, args.folder, env)
    file = made_cells(args.cells, args.genes, args.threads, args.folder, env)
    facts = stated(args, python, env)
    results = measure(args, python, file, env)
    if args.json:
        print(json.dumps({"environment": facts, "results": results}, indent=2))
        return
    print_table(facts, results, "scvi-tools", "scvi_tools")


if __name__ == "__main__":
    main()
