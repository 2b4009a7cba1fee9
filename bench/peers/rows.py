"""What compare.py compares: each row is the same work for Cellwright and for scvi-tools, and the figures of it."""

import statistics
from dataclasses import dataclass
from pathlib import Path

from turns import CELLWRIGHT, HERE, LABELS, Figure, Goal, environment, made_cells, megabytes, run

TRAIN_SIZE = 0.9
KNOWN = "known_type"
LEAST_STARTS = 5
EMBEDDINGS = 9
NONE = Goal()


@dataclass(frozen=True)
class Bench:
    """What rows are measured with.

    python     that of the environment with scvi-tools
    at_goal    whether sizes are those that the goals are for"""
    python: Path
    folder: Path
    cells: int
    genes: int
    rounds: int
    at_goal: bool

    def goal(self, figure=None, times=None):
        return Goal(figure, times) if self.at_goal else NONE

    def made(self, labels, threads):
        return made_cells(self.cells, self.genes, labels, self.folder, environment(threads))


def rate(turn):
    return turn["cells_per_second"]


def wall(turn):
    return turn["wall_seconds"]


@dataclass(frozen=True)
class Training:
    """From file to file: start, read, train, embed, write. One run tells of training, of the whole job, and of memory.

    file       what to train on; made cells where it is nothing
    known      column of obs with the cell types, for scANVI
    figures    of a Bench: what is told of the turns"""
    name: str
    title: str
    model: str
    likelihood: str
    threads: int
    epochs: int
    figures_of: callable
    file: Path | None = None
    labels: int = LABELS
    embeds: bool = True

    def settings(self, bench):
        file = self.file
        return {"model": self.model, "likelihood": self.likelihood, "threads": self.threads, "epochs": self.epochs,
                "labels": self.labels, "writes": self.embeds, "cells": bench.cells, "genes": bench.genes,
                "file": None if file is None else [str(file), file.stat().st_size, file.stat().st_mtime]}

    def rounds(self, bench):
        return bench.rounds

    def source(self, bench):
        return self.file or bench.made(self.labels, self.threads)

    def missing(self):
        return None if self.file is None or self.file.exists() else f"{self.name}: there is no {self.file}"

    def ours(self, bench):
        out = bench.folder / "ours.h5ad"
        out.unlink(missing_ok=True)
        known = ["--labels-key", KNOWN] if self.model == "scanvi" else []
        ran = run([CELLWRIGHT, "train", self.model, self.source(bench), "-o", out, "--preset", "parity", "--max-epochs",
                   self.epochs, "--gene-likelihood", self.likelihood, "--threads", self.threads, *known, "--json"],
                  environment(self.threads))
        told = ran.json()
        seconds = told["warm_up_seconds"] + sum(told["epoch_seconds"])
        return {"cells_per_second": round(TRAIN_SIZE * told["cells"]) * told["epochs"] / seconds,
                "train_seconds": seconds, "warm_up_seconds": told["warm_up_seconds"],
                "epoch_seconds": told["epoch_seconds"], "wall_seconds": ran.seconds, "peak_bytes": ran.peak,
                "loss": told["metrics"].get("elbo_train"), "weights_sha256": told["weights_sha256"]}

    def theirs(self, bench):
        known = ["--model", "scanvi", "--labels-key", KNOWN] if self.model == "scanvi" else []
        out = ["--output", bench.folder / "theirs.h5ad"] if self.embeds else []
        ran = run([bench.python, HERE / "train.py", self.source(bench), "--likelihood", self.likelihood, "--epochs",
                   self.epochs, "--threads", self.threads, *known, *out], environment(self.threads))
        told = ran.json()
        return {**{key: told[key] for key in ("cells_per_second", "train_seconds", "import_seconds", "open_seconds",
                                              "write_seconds")},
                "wall_seconds": ran.seconds, "peak_bytes": ran.peak}

    def figures(self, bench, before):
        return self.figures_of(self, bench, before)


def training_only(figure, times):
    def figures(row, bench, before):
        return [Figure(f"training, {row.title}", "cells/s", True, rate, bench.goal(figure, times))]
    return figures


def job(row, bench, before):
    """A whole job of made cells, of which the training is a row of the goals too."""
    return [Figure(f"training, {row.title}", "cells/s", True, rate, bench.goal(85_000, 13)),
            Figure(f"whole job, {row.title}", "s", False, wall, bench.goal(times=15)),
            Figure(f"peak memory, {row.title}", "MB", False, megabytes, bench.goal(times=4))]


def many_types(row, bench, before):
    """With ten times the types it is to be at least 60 % as fast as with few."""
    few = before.get(few_name())
    least = None if few is None else 0.6 * statistics.median(rate(turn) for turn in few["cellwright"])
    return [Figure(f"training, {row.title}", "cells/s", True, rate, bench.goal(least, 14))]


def few_name():
    return "scanvi"


def small_job(row, bench, before):
    return [Figure(f"whole job, {row.title}", "s", False, wall, Goal(times=10) if row.epochs == 400 else NONE),
            Figure(f"peak memory, {row.title}", "MB", False, megabytes)]


def all_genes(row, bench, before):
    return [Figure(f"training, {row.title}", "cells/s", True, rate, Goal(times=15)),
            Figure(f"whole job, {row.title}", "s", False, wall),
            Figure(f"peak memory, {row.title}", "MB", False, megabytes, Goal(400))]


@dataclass(frozen=True)
class Start:
    """Programs that hardly do anything: help beside the import of scvi, and a look into a small file."""
    name: str
    file: Path
    threads: int

    def settings(self, bench):
        return {"file": str(self.file), "inspects": self.file.exists()}

    def rounds(self, bench):
        return max(bench.rounds, LEAST_STARTS)

    def missing(self):
        return None

    def ours(self, bench):
        env = environment(self.threads)
        looked = {"inspect": run([CELLWRIGHT, "inspect", self.file], env).seconds} if self.file.exists() else {}
        return {"help": run([CELLWRIGHT, "--help"], env).seconds, **looked}

    def theirs(self, bench):
        env = environment(self.threads)
        code = "import sys, anndata; print(anndata.read_h5ad(sys.argv[1]))"
        looked = {"inspect": run([bench.python, "-c", code, self.file], env).seconds} if self.file.exists() else {}
        return {"help": run([bench.python, "-c", "import scvi"], env).seconds, **looked}

    def figures(self, bench, before):
        told = [Figure("start, --help (import scvi)", "s", False, lambda turn: turn["help"], Goal(0.3))]
        if self.file.exists():
            told.append(Figure("start, inspect (import anndata, open)", "s", False, lambda turn: turn["inspect"],
                               Goal(0.5)))
        return told


@dataclass(frozen=True)
class Embedding:
    """Cells in memory through a model in memory: the median of several passes over all cells, after one more."""
    name: str
    threads: int

    def settings(self, bench):
        return {"threads": self.threads, "cells": bench.cells, "genes": bench.genes, "passes": EMBEDDINGS}

    def rounds(self, bench):
        return bench.rounds

    def missing(self):
        return None

    def ours(self, bench):
        told = run([CELLWRIGHT, "bench", "embed", "--cells", bench.cells, "--genes", bench.genes, "--passes",
                    EMBEDDINGS, "--threads", self.threads, "--json"], environment(self.threads)).json()
        mine = next(one for one in told["results"] if one["threads"] == self.threads)
        return {"cells_per_second": mine["cells_per_second"], "embedding_sha256": mine["embedding_sha256"]}

    def theirs(self, bench):
        told = run([bench.python, HERE / "train.py", bench.made(LABELS, self.threads), "--epochs", 1, "--threads",
                    self.threads, "--embeddings", EMBEDDINGS + 1], environment(self.threads)).json()
        return {"cells_per_second": told["cells"] / statistics.median(told["embed_seconds"][1:]),
                "embed_seconds": told["embed_seconds"]}

    def figures(self, bench, before):
        return [Figure("embedding, model in memory", "cells/s", True, rate, bench.goal(1e6, 8))]


def rows(args):
    """All of them, in the order of the table."""
    n, e = args.threads, args.epochs
    threads = f"{n} thread" + ("" if n == 1 else "s")
    size = f"{args.small_epochs} epochs of {args.small.stem}"
    return [
        Training("nb", f"scVI NB, {threads}", "scvi", "nb", n, e, training_only(150_000, 17), embeds=False),
        Training("zinb", f"scVI ZINB, {threads}", "scvi", "zinb", n, e, job),
        Training("nb-1-thread", "scVI NB, 1 thread", "scvi", "nb", 1, e, training_only(75_000, 14), embeds=False),
        Training(few_name(), f"scANVI ZINB, {LABELS} types", "scanvi", "zinb", n, e, training_only(70_000, 14),
                 embeds=False),
        Training("scanvi-many", f"scANVI ZINB, {args.many_labels} types", "scanvi", "zinb", n, e, many_types,
                 labels=args.many_labels, embeds=False),
        Training("small", size, "scvi", "zinb", n, args.small_epochs, small_job, file=args.small),
        Training("all-genes", f"all genes of {args.all_genes.stem}", "scvi", "zinb", n, args.all_genes_epochs,
                 all_genes, file=args.all_genes),
        Start("start", args.small, n),
        Embedding("embedding", n),
    ]


NAMES = ["nb", "zinb", "nb-1-thread", few_name(), "scanvi-many", "small", "all-genes", "start", "embedding"]
