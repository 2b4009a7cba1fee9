"""Trains the same networks with Cellwright and with scDLKit, in turn, and prints how many times faster ours is.

    python bench/peers/compare_networks.py
    python bench/peers/compare_networks.py --cells 2000 --transformer-cells 400 --epochs 3 --models vae,transformer_ae

One command does all of it. It makes a virtual environment in bench/target/peers with what requirements-scdlkit.txt pins
(once; some gigabytes), makes the cells, and then runs one after the other, never two at once. Ours is
`cellwright train MODEL --json`, theirs scDLKit's Trainer by train_networks.py. Both read the same file, take
logarithms of counts per median total, hold back 15 % of the cells for validation and 15 % for test, and train by Adam
on minibatches of 128 with the defaults of the model, which are the same. What is compared:

  first epoch   cells that were trained on, over the seconds of the first epoch: ours is being compiled in it.
  later epochs  the same over the median of the epochs of the last half, when both are warm.
  start         from nothing to cells that can be trained on, without reading the file: theirs is the import of scDLKit
                and prepare_data; ours is the whole run without what it tells itself, which is the start and the end of
                the virtual machine, its warm-up, and the preparation, in which the network is made too.

Epochs hold the pass over the validation cells, as a user's do; those cells are not counted. An epoch of scDLKit's
transformer takes a minute and more, so it gets fewer cells. Threads and environment are the same for both, and
OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE are taken out.
"""

import argparse
import json
import os
import statistics
import sys
from functools import partial
from pathlib import Path

from turns import CELLWRIGHT, FOLDER, HERE, by_turns, environment, machine, made_cells, peer_python, print_table, run
from turns import times_faster

BATCH = 128
LABELS = "cell_type"
TRANSFORMER = "transformer_ae"
CLASSIFIER = "mlp_classifier"
MODELS = ["vae", "autoencoder", CLASSIFIER, TRANSFORMER]


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=lambda text: text.split(","), default=MODELS, help="default: all four")
    parser.add_argument("--cells", type=int, default=20_000)
    parser.add_argument("--transformer-cells", type=int, default=2_000)
    parser.add_argument("--genes", type=int, default=2_000)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=2, help="how often each is run, in turn")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--python", default=sys.executable, help="makes the environment; Python 3.12 or newer")
    parser.add_argument("--folder", type=Path, default=FOLDER,
                        help="of the environment, the cells and what is written")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    return parser.parse_args()


def ours(args, model, file, env):
    out = args.folder / "ours-network.h5ad"
    out.unlink(missing_ok=True)
    labels = ["--labels-key", LABELS] if model == CLASSIFIER else []
    wall, printed = run([CELLWRIGHT, "train", model, file, "-o", out, "--epochs", args.epochs, "--batch-size", BATCH,
                         "--early-stopping-patience", "none", "--target-sum", "median", "--threads", args.threads,
                         *labels, "--json"], env)
    answer = json.loads(printed)
    return {"cells": answer["split"]["train"], "epochs": answer["epoch_seconds"],
            "start": wall - answer["seconds"] + answer["warm_up_seconds"] + answer["prepare_seconds"],
            "read": answer["read_seconds"]}


def theirs(args, python, model, file, env):
    answer = json.loads(run([python, HERE / "train_networks.py", file, "--model", model, "--epochs", args.epochs,
                             "--batch-size", BATCH, "--labels-key", LABELS, "--threads", args.threads], env)[1])
    return {"cells": answer["train_cells"], "epochs": answer["epoch_seconds"],
            "start": answer["import_seconds"] + answer["prepare_seconds"], "read": answer["read_seconds"]}


def first_rate(turn):
    return turn["cells"] / turn["epochs"][0]


def later_rate(turn):
    return turn["cells"] / statistics.median(turn["epochs"][len(turn["epochs"]) // 2:])


def start_seconds(turn):
    return turn["start"]


def lines(model, cells, mine, other):
    """What came of all turns of a model, one line a figure."""
    figures = [("first epoch", "cells/s", True, first_rate), ("later epochs", "cells/s", True, later_rate),
               (f"start, {cells:,} cells", "s", False, start_seconds)]
    for name, unit, more, figure in figures:
        we, they = [figure(turn) for turn in mine], [figure(turn) for turn in other]
        yield {"work": f"{model}, {name}", "unit": unit, "cellwright": we, "scdlkit": they,
               "times_faster": times_faster(we, they, more)}


def measure(args, python, env):
    results = []
    for model in args.models:
        cells = args.transformer_cells if model == TRANSFORMER else args.cells
        file = made_cells(cells, args.genes, args.threads, args.folder, env)
        mine, other = by_turns(model, args.rounds, partial(ours, args, model, file, env),
                               partial(theirs, args, python, model, file, env))
        results += lines(model, cells, mine, other)
    return results


def stated(args, python, env):
    packages = ("import json, torch; from importlib.metadata import version; "
                "print(json.dumps({'scdlkit': version('scdlkit'), 'torch': torch.__version__}))")
    return {
        **machine(args.threads, env),
        "cells": args.cells,
        "transformer_cells": args.transformer_cells,
        "genes": args.genes,
        "epochs": args.epochs,
        **json.loads(run([python, "-c", packages], env)[1].splitlines()[-1]),
    }


def main():
    args = parse()
    unknown = [model for model in args.models if model not in MODELS]
    if unknown:
        raise SystemExit(f"--models must be of {', '.join(MODELS)}, but {', '.join(unknown)} is not")
    if args.epochs < 2 or min(args.cells, args.transformer_cells, args.genes, args.rounds, args.threads) < 1:
        raise SystemExit("--epochs must be at least 2; --cells, --transformer-cells, --genes, --rounds and --threads 1")
    args.folder.mkdir(parents=True, exist_ok=True)
    env = environment(args.threads)
    python = peer_python("scdlkit", "requirements-scdlkit.txt", args.python, args.folder, env)
    facts = stated(args, python, env)
    results = measure(args, python, env)
    if args.json:
        print(json.dumps({"environment": facts, "results": results}, indent=2))
        return
    print_table(facts, results, "scDLKit", "scdlkit")


if __name__ == "__main__":
    main()
