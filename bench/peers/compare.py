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
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE.parent.parent
CELLWRIGHT = HOME / "cellwright"
OLDEST_PYTHON = (3, 12)
TAKEN_OUT = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", type=int, default=20_000)
    parser.add_argument("--genes", type=int, default=2_000)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=2, help="how often each is run, in turn")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--python", default=sys.executable,
                        help="makes the environment; scvi-tools 1.5 wants Python 3.12 or newer")
    parser.add_argument("--folder", type=Path, default=HOME / "bench" / "target" / "peers",
                        help="of the environment, the cells and what is written")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    return parser.parse_args()


def say(text):
    print(text, file=sys.stderr, flush=True)


def environment(threads):
    """The environment of both: this one without what would hold OpenBLAS back."""
    env = {key: value for key, value in os.environ.items() if key not in TAKEN_OUT}
    env["OMP_NUM_THREADS"] = str(threads)
    return env


def run(command, env):
    """Runs a command to its end; seconds that it took, and its standard output."""
    begun = time.perf_counter()
    done = subprocess.run([str(word) for word in command], env=env, stdout=subprocess.PIPE, text=True, check=False)
    seconds = time.perf_counter() - begun
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(str(word) for word in command)}: exit status {done.returncode}")
    return seconds, done.stdout


def scvi_python(creator, folder, env):
    """The python of an environment that has what requirements-scvi.txt pins, made anew where that has changed."""
    wanted = (HERE / "requirements-scvi.txt").read_text()
    place = folder / "scvi-tools"
    stamp = place / "requirements.txt"
    python = place / "bin" / "python"
    if not stamp.exists() or stamp.read_text() != wanted:
        version = run([creator, "-c", "import sys; print(*sys.version_info[:2])"], env)[1].split()
        if (int(version[0]), int(version[1])) < OLDEST_PYTHON:
            raise SystemExit(f"scvi-tools wants Python 3.12 or newer, but {creator} is {'.'.join(version)}: "
                             "name another with --python")
        say(f"setting up scvi-tools in {place}")
        run([creator, "-m", "venv", "--clear", place], env)
        run([python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements-scvi.txt"], env)
        stamp.write_text(wanted)
    return python


def made_cells(args, env):
    file = args.folder / f"cells-{args.cells}x{args.genes}.h5ad"
    if not file.exists():
        say(f"making {file}")
        run([CELLWRIGHT, "bench", "train", "--cells", args.cells, "--genes", args.genes, "--epochs", 1, "--threads",
             args.threads, "--data", file], env)
    return file


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
        mine, other = [], []
        for turn in range(args.rounds):
            say(f"{name}: round {turn + 1} of {args.rounds}")
            mine.append(ours())
            other.append(theirs())
        ratio = statistics.median(mine) / statistics.median(other)
        results.append({"work": name, "unit": unit, "cellwright": mine, "scvi_tools": other,
                        "times_faster": ratio if more else 1 / ratio})
    return results


def processor():
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def stated(args, python, env):
    """What both ran in."""
    packages = ("import scvi, torch, json; print(json.dumps({'scvi_tools': scvi.__version__, 'torch': torch.__version__, "
                "'torch_threads': torch.get_num_threads()}))")
    return {
        "date": time.strftime("%Y-%m-%d"),
        "processor": processor(),
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "threads": args.threads,
        "cells": args.cells,
        "genes": args.genes,
        "epochs": args.epochs,
        "taken_out_of_the_environment": [name for name in TAKEN_OUT if name in os.environ],
        "openblas_and_omp": {key: value for key, value in env.items() if key.startswith(("OPENBLAS", "OMP_", "MKL_"))},
        "cellwright": run([CELLWRIGHT, "--version"], env)[1].splitlines()[0],
        **json.loads(run([python, "-c", packages], env)[1].splitlines()[-1]),
    }


def numbers(values):
    return ", ".join(f"{value:,.0f}" if value >= 1000 else f"{value:.1f}" for value in values)


def main():
    args = parse()
    if min(args.cells, args.genes, args.epochs, args.rounds, args.threads) < 1:
        raise SystemExit("--cells, --genes, --epochs, --rounds and --threads must be at least 1")
    args.folder.mkdir(parents=True, exist_ok=True)
    env = environment(args.threads)
    python = scvi_python(args.python, args.folder, env)
    file = made_cells(args, env)
    facts = stated(args, python, env)
    results = measure(args, python, file, env)
    if args.json:
        print(json.dumps({"environment": facts, "results": results}, indent=2))
        return
    for key, value in facts.items():
        print(f"{key.replace('_', ' ')}: {value}")
    print()
    print(f"{'work':<24}{'unit':<10}{'Cellwright':<24}{'scvi-tools':<24}times faster")
    for one in results:
        print(f"{one['work']:<24}{one['unit']:<10}{numbers(one['cellwright']):<24}{numbers(one['scvi_tools']):<24}"
              f"{one['times_faster']:.1f}")


if __name__ == "__main__":
    main()
