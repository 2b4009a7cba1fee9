"""Measures how the time and the memory of a step grow, and draws it into docs/growth.

`python bench/growth/growth.py WORK` runs `cellwright bench step` for growing genes, cells, labels, minibatches, layers and
threads, one of them at a time; each run is kept in WORK and not run again, so that a second call goes on where a first one
was stopped. Another folder measures anew. Nothing but Python itself is needed.
"""

import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys
from dataclasses import dataclass

import chart

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "growth"
# Gene by cell that a run goes through before it measures, so that all is compiled: 200 steps of 128 x 2,000.
WARM = 200 * 128 * 2_000
MEGABYTE = 1e6


@dataclass(frozen=True)
class Run:
    """One `bench step` of one model."""
    model: str
    cells: int
    genes: int
    labels: int = 10
    batch: int = 128
    layers: int = 1
    threads: int = 1

    def words(self):
        work = self.batch * (self.genes + (25 * self.labels if self.model.startswith("scanvi") else 0)) * self.layers
        warm = min(600, max(12, WARM // work))
        sizes = {"model": self.model, "cells": self.cells, "genes": self.genes, "labels": self.labels,
                 "batch-size": self.batch, "layers": self.layers, "threads": self.threads, "warm-up": warm,
                 "steps": min(100, max(8, warm // 2))}
        return ["bench", "step", *(word for key, value in sizes.items() for word in (f"--{key}", str(value))), "--json"]

    def name(self):
        return "-".join(str(part) for part in (self.model, self.cells, self.genes, self.labels, self.batch, self.layers,
                                               self.threads)) + ".json"


@dataclass(frozen=True)
class Factor:
    """What grows, and its runs by its values."""
    key: str
    axis: str
    fixed: str
    runs: dict


def factors():
    """One run is in several of them."""
    yield Factor("genes", "genes", "scVI, ZINB; 1,024 cells in minibatches of 128, 1 layer of 128, 1 thread", {
        g: Run("scvi-zinb", 1_024, g) for g in (500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000)})
    yield Factor("cells", "cells of the data", "scVI, ZINB; 100 genes, minibatches of 128, 1 layer of 128, 1 thread", {
        n: Run("scvi-zinb", n, 100) for n in (1_000, 10_000, 100_000, 1_000_000)})
    yield Factor("labels", "cell types",
                 "scANVI, ZINB; 20,480 cells x 2,000 genes, minibatches of 128, 1 layer of 128, 1 thread", {
                     c: Run("scanvi-zinb", 20_480, 2_000, labels=c) for c in (2, 10, 50, 100, 500)})
    yield Factor("batch", "cells of a minibatch", "scVI, ZINB; 12,288 cells x 2,000 genes, 1 layer of 128, 1 thread", {
        n: Run("scvi-zinb", 12_288, 2_000, batch=n) for n in (32, 64, 128, 256, 512, 1_024, 4_096)})
    yield Factor("layers", "layers of encoder and decoder",
                 "scVI, ZINB; 12,288 cells x 2,000 genes, minibatches of 128, layers of 128, 1 thread", {
                     d: Run("scvi-zinb", 12_288, 2_000, layers=d) for d in (1, 2, 3, 4)})
    yield Factor("threads", f"threads, on {os.cpu_count()} cores",
                 "scVI, ZINB; 12,288 cells x 2,000 genes, minibatches of 128, 1 layer of 128", {
                     t: Run("scvi-zinb", 12_288, 2_000, threads=t) for t in (1, 2, 4, 8, 16)})


def measure(run, work):
    """What the command printed, with the load before and after."""
    kept = work / run.name()
    if kept.exists():
        return json.loads(kept.read_text(encoding="utf-8"))
    print(" ".join(["cellwright", *run.words()]), file=sys.stderr, flush=True)
    before = os.getloadavg()[0]
    done = subprocess.run([str(ROOT / "cellwright"), *run.words()], check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout)
    found["date"] = datetime.date.today().isoformat()
    found["load"] = [before, os.getloadavg()[0]]
    unfinished = kept.with_suffix(".part")
    unfinished.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(kept)
    return found


@dataclass(frozen=True)
class Point:
    """A value of the factor and what was found there, times in milliseconds and memory in bytes."""
    value: int
    batch: int
    median: float
    low: float
    high: float
    weights: int
    step: int
    process: int
    load: list

    def per_cell(self):
        return 1e3 * self.median / self.batch


def point(value, run, found):
    result = next(one for one in found["results"] if one["threads"] == run.threads)
    return Point(value, run.batch, result["ms_median"], result["ms_p10"], result["ms_p90"], result["weight_bytes"],
                 result["step_bytes"], found.get("peak_memory_bytes", 0), found["load"])


def picture(factor, points):
    time = chart.Panel("microseconds a cell",
                       [chart.Curve("", [(p.value, p.per_cell()) for p in points])],
                       [(p.value, 1e3 * p.low / p.batch, 1e3 * p.high / p.batch) for p in points])
    curves = [chart.Curve("weights", [(p.value, p.weights / MEGABYTE) for p in points]),
              chart.Curve("step", [(p.value, p.step / MEGABYTE) for p in points])]
    if all(p.process for p in points):
        curves.append(chart.Curve("whole process", [(p.value, p.process / MEGABYTE) for p in points]))
    return chart.draw(f"A training step against {factor.axis}",
                      f"{factor.fixed}; upright lines: 10 % to 90 % of the steps", factor.axis, time,
                      chart.Panel("megabytes", curves))


def brief(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(factor, points):
    yield f"| {factor.axis} | ms a step, median (10 % to 90 %) | us a cell | weights, MB | step, MB | process, MB | load |"
    yield "|--:|--:|--:|--:|--:|--:|--:|"
    for p in points:
        yield (f"| {p.value:,} | {brief(p.median)} ({brief(p.low)} to {brief(p.high)}) | {brief(p.per_cell())} | "
               f"{p.weights / MEGABYTE:.1f} | {p.step / MEGABYTE:.1f} | {p.process / MEGABYTE:,.0f} | "
               f"{p.load[0]:.1f} to {p.load[1]:.1f} |")


def page(results, machines, dates):
    yield "# How a step grows"
    yield ""
    yield f"Made by `python bench/growth/growth.py WORK` on {' and '.join(sorted(dates))}:"
    yield "; ".join(sorted(machines)) + "."
    yield "Each row is one `cellwright bench step`; the load is that of the machine before and after it, where this run alone"
    yield "makes 1 or as many as it has threads. A load above the number of cores says that others took time from it."
    yield ""
    yield "*Weights* are their values, gradients and both moments of Adam. *Step* is the minibatch and all that is made of it,"
    yield "in room that each step uses again. *Process* is the most that the system saw, with Java's heap, which holds the"
    yield "cells and is not tidied before it must be, the compiler and, from 2 threads on, a second model beside the first."
    for factor, points in results:
        yield ""
        yield f"## {factor.axis[0].upper()}{factor.axis[1:]}"
        yield ""
        yield f"{factor.fixed}."
        yield ""
        yield f"![time and memory of a step against {factor.axis}]({factor.key}.svg)"
        yield ""
        yield from table(factor, points)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=pathlib.Path, help="folder in which finished runs are kept")
    work = parser.parse_args().work
    work.mkdir(parents=True, exist_ok=True)
    DOCS.mkdir(parents=True, exist_ok=True)
    results, machines, dates = [], set(), set()
    for factor in factors():
        points = []
        for value, run in factor.runs.items():
            found = measure(run, work)
            machine = found["machine"]
            machines.add(f"{machine['cpu']}, {machine['cores']} cores, {', '.join(machine['caches'])}, Java {machine['java']}, "
                         f"{machine['kernels']}")
            dates.add(found["date"])
            points.append(point(value, run, found))
        (DOCS / f"{factor.key}.svg").write_text(picture(factor, points), encoding="utf-8")
        results.append((factor, points))
    (DOCS / "README.md").write_text("\n".join(page(results, machines, dates)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
