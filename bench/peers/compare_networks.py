"""Trains the same networks with Cellwright and with scDLKit, in turn, and prints how many times better ours is.

    python bench/peers/compare_networks.py
    python bench/peers/compare_networks.py --cells 2000 --transformer-cells 400 --epochs 3 --only vae,transformer_ae

One command does all of it. It makes a virtual environment in bench/target/peers with what requirements-scdlkit.txt pins
(once; some gigabytes), makes the cells, and then runs one after the other, never two at once. Ours is
`cellwright train MODEL --json`, theirs scDLKit's Trainer by train_networks.py. Both read the same file, take
logarithms of counts per median total, hold back 15 % of the cells for validation and 15 % for test, and train by Adam
on minibatches of 128 with the defaults of the model, which are the same. What is compared:

  first epoch   cells that were trained on, over the seconds of the first epoch. The warm-up that `train` does before it
                is counted in ours, as is all compilation.
  later epochs  the same over the median of the epochs of the last half, when both are warm.
  start         from nothing to cells that can be trained on, without reading the file: theirs is the import of scDLKit
                and prepare_data; ours is the whole run without what it tells itself, which is the start and the end of
                the virtual machine, and the preparation, in which the network is made too.
  peak memory   the most that the whole program had at a time, resident.

Epochs hold the pass over the validation cells, as a user's do; those cells are not counted. An epoch of scDLKit's
transformer takes a minute and more, so it gets fewer cells. Threads and environment are the same for both, and
OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE are taken out. A model that is finished stays in FOLDER/rows, and is not measured
again by the same build with the same settings, so that an interrupted run goes on; --again measures anew. Goals are
printed where sizes are those that they are for. The load is that of the machine before and after a row.
"""

import argparse
import statistics
from functools import partial

from turns import CELLWRIGHT, HERE, LABELS, Figure, Goal, add_options, answer, by_turns, environment, kept, lines
from turns import machine, made_cells, megabytes, names, peer_python, run, versions

BATCH = 128
TYPE = "cell_type"
TRANSFORMER = "transformer_ae"
CLASSIFIER = "mlp_classifier"
# The times faster that each is to be.
MODELS = {"vae": 4, "autoencoder": 4, CLASSIFIER: 10, TRANSFORMER: 4}
START_SECONDS = 0.5
GOALS_ARE_FOR = 2_000
START_GOAL_IS_FOR = (20_000, 2_000)
PACKAGES = ["scdlkit", "torch", "anndata", "numpy"]


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", "--models", type=names(list(MODELS)), default=list(MODELS), metavar="NAME[,NAME]",
                        help=f"these models: {', '.join(MODELS)}")
    add_options(parser)
    parser.add_argument("--transformer-cells", type=int, default=2_000)
    parser.add_argument("--epochs", type=int, default=12)
    args = parser.parse_args()
    if args.epochs < 2 or min(args.cells, args.transformer_cells, args.genes, args.rounds, args.threads) < 1:
        parser.error("--epochs must be at least 2; --cells, --transformer-cells, --genes, --rounds and --threads 1")
    return args


def ours(args, model, file, env):
    out = args.folder / "ours-network.h5ad"
    out.unlink(missing_ok=True)
    labels = ["--labels-key", TYPE] if model == CLASSIFIER else []
    ran = run([CELLWRIGHT, "train", model, file, "-o", out, "--epochs", args.epochs, "--batch-size", BATCH,
               "--early-stopping-patience", "none", "--target-sum", "median", "--threads", args.threads,
               *labels, "--json"], env)
    told = ran.json()
    return {"cells": told["split"]["train"], "epochs": told["epoch_seconds"], "warm_up": told["warm_up_seconds"],
            "start": ran.seconds - told["seconds"] + told["prepare_seconds"], "read": told["read_seconds"],
            "peak_bytes": ran.peak, "weights_sha256": told["weights_sha256"]}


def theirs(args, python, model, file, env):
    ran = run([python, HERE / "train_networks.py", file, "--model", model, "--epochs", args.epochs, "--batch-size",
               BATCH, "--labels-key", TYPE, "--threads", args.threads], env)
    told = ran.json()
    return {"cells": told["train_cells"], "epochs": told["epoch_seconds"], "warm_up": 0.0,
            "start": told["import_seconds"] + told["prepare_seconds"], "read": told["read_seconds"],
            "peak_bytes": ran.peak}


def first_rate(turn):
    return turn["cells"] / (turn["warm_up"] + turn["epochs"][0])


def later_rate(turn):
    return turn["cells"] / statistics.median(turn["epochs"][len(turn["epochs"]) // 2:])


def figures(args, model, cells):
    goal = Goal(times=MODELS[model]) if args.genes == GOALS_ARE_FOR else Goal()
    start = Goal(START_SECONDS) if (cells, args.genes) == START_GOAL_IS_FOR else Goal()
    return [Figure(f"{model}, first epoch", "cells/s", True, first_rate),
            Figure(f"{model}, later epochs", "cells/s", True, later_rate, goal),
            Figure(f"{model}, start, {cells:,} cells", "s", False, lambda turn: turn["start"], start),
            Figure(f"{model}, peak memory", "MB", False, megabytes)]


def measure(args, python, facts, env):
    results = []
    for model in args.only:
        cells = args.transformer_cells if model == TRANSFORMER else args.cells
        settings = {**facts, "cells": cells, "genes": args.genes, "epochs": args.epochs, "batch": BATCH,
                    "rounds": args.rounds}

        def turns(model=model, cells=cells):
            file = made_cells(cells, args.genes, LABELS, args.folder, env)
            return by_turns(model, args.rounds, partial(ours, args, model, file, env),
                            partial(theirs, args, python, model, file, env))

        results += lines(figures(args, model, cells), kept(args, f"network-{model}", settings, turns))
    return results


def main():
    args = parse()
    args.folder.mkdir(parents=True, exist_ok=True)
    env = environment(args.threads)
    python = peer_python("scdlkit", "requirements-scdlkit.txt", args.python, args.folder, env)
    facts = {**machine(args.threads, env), **versions(python, PACKAGES, env)}
    results = measure(args, python, facts, env)
    sizes = {"cells": args.cells, "transformer_cells": args.transformer_cells, "genes": args.genes,
             "epochs": args.epochs, "rounds": args.rounds}
    answer(args, {**facts, **sizes}, results, [], "scDLKit")


if __name__ == "__main__":
    main()
