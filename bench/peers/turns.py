"""What the comparisons with other tools share: one environment for both, their own Python, cells, turns, the table."""

import argparse
import datetime
import hashlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

HERE = Path(__file__).resolve().parent
HOME = HERE.parent.parent
CELLWRIGHT = HOME / "cellwright"
FOLDER = HOME / "bench" / "target" / "peers"
OLDEST_PYTHON = (3, 12)
TAKEN_OUT = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
LABELS = 10
MEGABYTE = 1e6
# The system tells a peak in kilobytes, that of macOS in bytes.
PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


def say(text):
    print(text, file=sys.stderr, flush=True)


def add_options(parser):
    """The options that all comparisons have."""
    parser.add_argument("--cells", type=int, default=20_000)
    parser.add_argument("--genes", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=2, help="how often each is run, in turn")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--python", default=sys.executable, help="makes the environment; Python 3.12 or newer")
    parser.add_argument("--folder", type=Path, default=FOLDER,
                        help="of the environment, the cells and what is written")
    parser.add_argument("--again", action="store_true",
                        help="measure rows again that an earlier run has finished with the same build and settings")
    parser.add_argument("--json", action="store_true", help="print one JSON object, with every single figure")


def names(known):
    """For an option that takes some of these names, with commas between."""
    def parsed(text):
        chosen = text.split(",")
        unknown = [name for name in chosen if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"must be of {', '.join(known)}, but {', '.join(unknown)} is not")
        return chosen
    return parsed


def environment(threads):
    """The environment of both: this one without what would hold OpenBLAS back."""
    env = {key: value for key, value in os.environ.items() if key not in TAKEN_OUT}
    env["OMP_NUM_THREADS"] = str(threads)
    return env


@dataclass(frozen=True)
class Ran:
    """A command that ran to its end: how long, what it printed, and the most memory that it had at a time, resident and
    in bytes; of several processes that of the largest. A child is charged with what we have had too, from the moment
    before it became another program: a peak that is not above ours is none, and is nothing here."""
    seconds: float
    printed: str
    peak: int | None

    def json(self):
        """The object that was printed last; libraries may have said something before it."""
        begin = 0 if self.printed.startswith("{") else self.printed.find("\n{") + 1
        try:
            return json.loads(self.printed[begin:])
        except json.JSONDecodeError as odd:
            raise SystemExit(f"no JSON object in what was printed: {self.printed[:500]!r}") from odd


def run(command, env):
    """Runs a command to its end."""
    words = [str(word) for word in command]
    begun = time.perf_counter()
    # Not a `with`: the resources of a child are told to the one who waits for it, which must be us.
    child = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True)
    printed = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    child.stdout.close()
    if child.returncode != 0:
        raise SystemExit(f"{' '.join(words)}: exit status {child.returncode}")
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Ran(seconds, printed, used.ru_maxrss * PEAK_UNIT if used.ru_maxrss > ours else None)


def peer_python(tool, requirements, creator, folder, env):
    """The python of an environment that has what this file of requirements pins, made anew where that has changed."""
    wanted = (HERE / requirements).read_text()
    place = folder / tool
    stamp = place / "requirements.txt"
    python = place / "bin" / "python"
    if not stamp.exists() or stamp.read_text() != wanted:
        version = run([creator, "-c", "import sys; print(*sys.version_info[:2])"], env).printed.split()
        if (int(version[0]), int(version[1])) < OLDEST_PYTHON:
            raise SystemExit(f"{tool} as pinned here wants Python 3.12 or newer, but {creator} is {'.'.join(version)}: "
                             "name another with --python")
        say(f"setting up {tool} in {place}")
        run([creator, "-m", "venv", "--clear", place], env)
        run([python, "-m", "pip", "install", "--quiet", "-r", HERE / requirements], env)
        stamp.write_text(wanted)
    return python


def made_cells(cells, genes, labels, folder, env):
    """An .h5ad file with so many made cells of so many types."""
    types = "" if labels == LABELS else f"-{labels}-types"
    file = folder / f"cells-{cells}x{genes}{types}.h5ad"
    if not file.exists():
        say(f"making {file}")
        part = file.with_suffix(".part.h5ad")
        part.unlink(missing_ok=True)
        run([CELLWRIGHT, "bench", "train", "--cells", cells, "--genes", genes, "--labels", labels, "--epochs", 1,
             "--data", part], env)
        part.replace(file)
    return file


def processor():
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def build():
    """What tells this build of Cellwright from others."""
    target = HOME / "cli" / "target"
    digest = hashlib.sha256()
    for jar in sorted([target / "cellwright.jar", *(target / "lib").glob("cellwright*.jar")]):
        digest.update(jar.read_bytes())
    return digest.hexdigest()[:16]


def machine(threads, env):
    """What both run in. Builds and tries out Cellwright first where that is due, as its first start would."""
    version = run([CELLWRIGHT, "--version"], env).printed.splitlines()[0]
    run([CELLWRIGHT, "bench", "kernel", "--cells", 8, "--genes", 48, "--rounds", 1, "--warm-up", 0, "--buffer", 1,
         "--threads", 1], env)
    return {
        "date": datetime.date.today().isoformat(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "threads": threads,
        "taken_out_of_the_environment": [name for name in TAKEN_OUT if name in os.environ],
        "openblas_and_omp": {key: value for key, value in env.items() if key.startswith(("OPENBLAS", "OMP_", "MKL_"))},
        "cellwright": version,
        "build": build(),
    }


def versions(python, packages, env):
    """Those of some packages in an environment."""
    code = "import json, sys; from importlib.metadata import version; "
    code += "print(json.dumps({name: version(name) for name in sys.argv[1:]}))"
    return run([python, "-c", code, *packages], env).json()


@dataclass(frozen=True)
class Goal:
    """What is to be reached: a figure, so many times the peer's, both or neither."""
    figure: float | None = None
    times: float | None = None

    def text(self):
        times = [] if self.times is None else [f"{number(self.times)}x"]
        return "; ".join(([] if self.figure is None else [number(self.figure)]) + times) or "-"

    def reached(self, median, times, more_is_better):
        """Yes or no, or nothing where there is no goal."""
        if self.figure is None and self.times is None:
            return None
        near = self.figure is None or (median >= self.figure if more_is_better else median <= self.figure)
        return near and (self.times is None or times >= self.times)


@dataclass(frozen=True)
class Figure:
    """A line of the table."""
    work: str
    unit: str
    more_is_better: bool
    # What a turn of ours or theirs answered -> the figure.
    of: Callable
    goal: Goal = Goal()

    def line(self, mine, other):
        we, they = [self.of(turn) for turn in mine], [self.of(turn) for turn in other]
        ratio = statistics.median(we) / statistics.median(they)
        times = ratio if self.more_is_better else 1 / ratio
        return {"work": self.work, "unit": self.unit, "more_is_better": self.more_is_better,
                "cellwright": we, "peer": they, "cellwright_median": statistics.median(we),
                "peer_median": statistics.median(they), "times_better": times,
                "to_reach": self.goal.figure, "times_to_reach": self.goal.times, "goal": self.goal.text(),
                "reached": self.goal.reached(statistics.median(we), times, self.more_is_better)}


def megabytes(turn):
    """The peak of memory that a turn answered."""
    if turn["peak_bytes"] is None:
        raise SystemExit("a program had less memory than this script, so that the system does not tell how much")
    return turn["peak_bytes"] / MEGABYTE


def by_turns(name, rounds, ours, theirs):
    """What both answer, A B A B: a list of ours and one of theirs."""
    mine, other = [], []
    for turn in range(rounds):
        say(f"{name}: round {turn + 1} of {rounds}")
        mine.append(ours())
        other.append(theirs())
    return mine, other


def kept(args, name, settings, measure):
    """The turns of a row. What an earlier run has finished with the same settings is not run again; `measure` answers
    with our turns and theirs, which are written down."""
    file = args.folder / "rows" / f"{name}.json"
    settings = json.loads(json.dumps({key: value for key, value in settings.items() if key != "date"}, default=str))
    if file.exists() and not args.again:
        found = json.loads(file.read_text())
        if found["settings"] == settings:
            say(f"{name}: already measured on {found['date']}, in {file}")
            return found
    before = os.getloadavg()[0]
    mine, other = measure()
    found = {"settings": settings, "date": datetime.date.today().isoformat(), "load": [before, os.getloadavg()[0]],
             "cellwright": mine, "peer": other}
    file.parent.mkdir(exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(json.dumps(found, indent=1) + "\n")
    part.replace(file)
    return found


def lines(figures, found):
    """A line of the table for each figure of a row."""
    return [{**figure.line(found["cellwright"], found["peer"]), "date": found["date"], "load": found["load"]}
            for figure in figures]


def number(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def answer(args, facts, results, left_out, peer):
    """Prints everything as JSON, or facts line by line and then a table of medians."""
    if args.json:
        print(json.dumps({"environment": facts, "results": results, "left_out": left_out}, indent=2))
        return
    for name, value in facts.items():
        print(f"{name.replace('_', ' ')}: {value}")
    print()
    cells = [["work", "unit", "Cellwright", peer, "times better", "to reach", "reached", "load"]]
    for one in results:
        reached = {None: "-", True: "yes", False: "no"}[one["reached"]]
        cells.append([one["work"], one["unit"], number(one["cellwright_median"]), number(one["peer_median"]),
                      f"{one['times_better']:.1f}", one["goal"], reached,
                      " to ".join(f"{load:.1f}" for load in one["load"])])
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    for row in cells:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())
    for reason in left_out:
        print(f"left out: {reason}")
