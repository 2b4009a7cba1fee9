"""What the comparisons with other tools share: one environment for both, their own Python, cells, turns, the table."""

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
FOLDER = HOME / "bench" / "target" / "peers"
OLDEST_PYTHON = (3, 12)
TAKEN_OUT = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


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


def peer_python(tool, requirements, creator, folder, env):
    """The python of an environment that has what this file of requirements pins, made anew where that has changed."""
    wanted = (HERE / requirements).read_text()
    place = folder / tool
    stamp = place / "requirements.txt"
    python = place / "bin" / "python"
    if not stamp.exists() or stamp.read_text() != wanted:
        version = run([creator, "-c", "import sys; print(*sys.version_info[:2])"], env)[1].split()
        if (int(version[0]), int(version[1])) < OLDEST_PYTHON:
            raise SystemExit(f"{tool} as pinned here wants Python 3.12 or newer, but {creator} is {'.'.join(version)}: "
                             "name another with --python")
        say(f"setting up {tool} in {place}")
        run([creator, "-m", "venv", "--clear", place], env)
        run([python, "-m", "pip", "install", "--quiet", "-r", HERE / requirements], env)
        stamp.write_text(wanted)
    return python


def made_cells(cells, genes, threads, folder, env):
    """An .h5ad file with so many made cells."""
    file = folder / f"cells-{cells}x{genes}.h5ad"
    if not file.exists():
        say(f"making {file}")
        run([CELLWRIGHT, "bench", "train", "--cells", cells, "--genes", genes, "--epochs", 1, "--threads", threads,
             "--data", file], env)
    return file


def processor():
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def machine(threads, env):
    """What both run in."""
    return {
        "date": time.strftime("%Y-%m-%d"),
        "processor": processor(),
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "threads": threads,
        "taken_out_of_the_environment": [name for name in TAKEN_OUT if name in os.environ],
        "openblas_and_omp": {key: value for key, value in env.items() if key.startswith(("OPENBLAS", "OMP_", "MKL_"))},
        "cellwright": run([CELLWRIGHT, "--version"], env)[1].splitlines()[0],
    }


def by_turns(name, rounds, ours, theirs):
    """What both answer, A B A B: a list of ours and one of theirs."""
    mine, other = [], []
    for turn in range(rounds):
        say(f"{name}: round {turn + 1} of {rounds}")
        mine.append(ours())
        other.append(theirs())
    return mine, other


def times_faster(mine, other, more_is_better):
    ratio = statistics.median(mine) / statistics.median(other)
    return ratio if more_is_better else 1 / ratio


def numbers(values):
    return ", ".join(f"{value:,.0f}" if value >= 1000 else f"{value:.3g}" for value in values)


def print_table(facts, results, peer, key):
    """Facts line by line, then a line for each result; `key` is where the peer's figures stand in a result."""
    for name, value in facts.items():
        print(f"{name.replace('_', ' ')}: {value}")
    print()
    print(f"{'work':<36}{'unit':<10}{'Cellwright':<24}{peer:<24}times faster")
    for one in results:
        print(f"{one['work']:<36}{one['unit']:<10}{numbers(one['cellwright']):<24}{numbers(one[key]):<24}"
              f"{one['times_faster']:.1f}")
