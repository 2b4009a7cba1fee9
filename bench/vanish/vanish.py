"""Lets a network mount vanish under running commands: is there a message, and is the old file whole?

    python bench/vanish/vanish.py [--runs 60] [--seed 0]

Needs Linux and a C compiler (`cc`). A mount is imitated where a program meets it: from a random moment on every call about
a path in the folder fails with ESTALE, "Stale file handle", by the library vanish.c. Of each run is demanded that it ends
with status 0, or with status 2 and a message that names the failure or what is not there; that files that were there are
byte for byte as they were, or, with --in-place, read by `inspect` with all their cells; and that what is new is a result
that `inspect` reads too: one may be there though the program could not see to its last step any more.
"""

import argparse
import collections
import hashlib
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = str(HERE.parents[1] / "cellwright")
CELLS = 3000


def commands(folder):
    """Words of each command, and what may be new in the folder after them."""
    cells, other = str(folder / "in.h5ad"), str(folder.parent / "in.h5ad")
    scvi = ["train", "scvi", "--max-epochs", "3"]
    return {
        "train, output there": ([*scvi, other, "-o", str(folder / "out.h5ad")], {"out.h5ad"}),
        "train in place": ([*scvi, cells, "--in-place"], set()),
        "train, model there": ([*scvi, other, "-o", str(folder.parent / "out.h5ad"), "--save", str(folder / "model")],
                               {"model", "model.checkpoints"}),
        "train from the file": ([*scvi, cells, "-o", str(folder.parent / "out.h5ad"), "--memory", "290m"], set()),
        "convert to .h5ad": (["convert", cells, str(folder / "out.h5ad")], {"out.h5ad"}),
        "convert to .zarr": (["convert", cells, str(folder / "out.zarr")], {"out.zarr"}),
    }


def run(words, environment, delay, flag):
    process = subprocess.Popen([PROGRAM, *words], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               text=True)
    time.sleep(delay)
    flag.touch()
    err = process.communicate()[1]
    flag.unlink()
    return process.returncode, err


def is_whole(path):
    seen = subprocess.run([PROGRAM, "inspect", str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          check=False)
    return seen.returncode == 0 and f"{CELLS:,} cells" in seen.stdout


def complaints(name, status, err, folder, before, new):
    """What is wrong with the end of a run."""
    if status not in (0, 2):
        yield f"status {status}: {err[-300:]}"
    # Before anything is opened there, a folder on a mount that is gone is one that does not exist.
    if status == 2 and not any(word in err for word in ("Stale file handle", "does not exist", "there is no such file")):
        yield f"no word of the mount: {err[-300:]}"
    if hashlib.sha256((folder / "in.h5ad").read_bytes()).hexdigest() != before:
        if name != "train in place" or not is_whole(folder / "in.h5ad"):
            yield "the input is another"
    visible = {path.name for path in folder.iterdir() if not path.name.startswith(".")} - {"in.h5ad"}
    if visible - new:
        yield f"left behind: {sorted(visible)}"
    yield from (f"{out} is not whole" for out in visible & {"out.h5ad", "out.zarr"} if not is_whole(folder / out))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    ends = collections.Counter()
    with tempfile.TemporaryDirectory() as temporary:
        work = pathlib.Path(temporary).resolve()
        library, flag, folder = work / "vanish.so", work / "gone", work / "mount"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(HERE / "vanish.c"), "-ldl"], check=True)
        subprocess.run([PROGRAM, "make-data", str(work / "in.h5ad"), "--cells", str(CELLS), "--genes", "1000"], check=True,
                       stdout=subprocess.DEVNULL)
        before = hashlib.sha256((work / "in.h5ad").read_bytes()).hexdigest()
        environment = {**os.environ, "LD_PRELOAD": str(library), "VANISH_FOLDER": f"{folder}", "VANISH_FLAG": str(flag)}
        longest = {}
        for turn in range(arguments.runs):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            shutil.copy(work / "in.h5ad", folder)
            name, (words, new) = list(commands(folder).items())[turn % len(commands(folder))]
            if name not in longest:
                start = time.monotonic()
                subprocess.run([PROGRAM, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                longest[name] = time.monotonic() - start
                shutil.rmtree(folder)
                folder.mkdir()
                shutil.copy(work / "in.h5ad", folder)
            status, err = run(words, environment, chance.uniform(0, longest[name]), flag)
            found = list(complaints(name, status, err, folder, before, new))
            for line in found:
                print(f"seed {arguments.seed}, run {turn}, {name}: {line}")
            ends[name, "wrong" if found else f"status {status}"] += 1
    for (name, end), count in sorted(ends.items()):
        print(f"{name}: {end}, {count} times")
    return 1 if any(end == "wrong" for _, end in ends) else 0


if __name__ == "__main__":
    sys.exit(main())
