"""Runs the kernels with narrower vectors than the processor has: are they right, and how much slower?

    python bench/lanes/lanes.py                  # the tests of all kernels, then `cellwright bench kernel`
    python bench/lanes/lanes.py times --rounds 5 --warm-up 10
    python bench/lanes/lanes.py allocation       # the tests with those that compiled loops allocate nothing

For AVX2 the JVM is started with -XX:UseAVX=2, for 128 bits with -XX:MaxVectorSize=16: the same code then has 8 and 4 floats
in a vector. The tests are those of the room `kernel`, plain twins beside vector loops. The table tells how many times as
long each kernel takes as at full width, with one thread. Widths are measured one after the other, each in a JVM of its own.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
NARROW = {"AVX2": "-XX:UseAVX=2", "128 bits": "-XX:MaxVectorSize=16"}
LANES = {"AVX2": 8, "128 bits": 4}


def test(name, allocation):
    """Whether all tests of the kernels pass; one of them fails where vectors are not as narrow as they should be."""
    command = ["mvn", "-B", "-ntp", "-q", "-Dstyle.color=never", "-pl", "core", "-Dtest=io/cellwright/kernel/*Test",
               f"-Dcellwright.lanes={LANES[name]}", "-Dspotless.check.skip=true",
               *(["test"] if allocation else ["test-compile", "surefire:test@default-test"])]
    print(NARROW[name], " ".join(command), file=sys.stderr, flush=True)
    # Maven itself runs with the option too, which does it no harm.
    options = f"{os.environ.get('JDK_JAVA_OPTIONS', '')} {NARROW[name]}".strip()
    return subprocess.run(command, cwd=ROOT, check=False, env={**os.environ, "JDK_JAVA_OPTIONS": options}).returncode == 0


def measure(option, arguments):
    """What `bench kernel` finds on one thread, and the load before and after."""
    command = [str(ROOT / "cellwright"), "bench", "kernel", "--threads", "1", "--rounds", str(arguments.rounds),
               "--warm-up", str(arguments.warm_up), "--json"]
    print(option, " ".join(command), file=sys.stderr, flush=True)
    load = os.getloadavg()[0]
    options = f"{os.environ.get('CELLWRIGHT_JAVA_OPTS', '')} {option}".strip()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True,
                          env={**os.environ, "CELLWRIGHT_JAVA_OPTS": options})
    found = json.loads(done.stdout)
    found["load"] = [load, os.getloadavg()[0]]
    return found


def table(results):
    full = {one["kernel"]: one for one in results["full"]["results"]}
    yield "| kernel | full width, us | " + " | ".join(f"{name}, times as long" for name in NARROW) + " |"
    yield "|---|--:|" + "--:|" * len(NARROW)
    for kernel, widest in full.items():
        factors = [next(one["us_median"] for one in results[name]["results"] if one["kernel"] == kernel)
                   / widest["us_median"] for name in NARROW]
        yield f"| {kernel} | {widest['us_median']:,.1f} | " + " | ".join(f"{factor:.2f}" for factor in factors) + " |"
    yield ""
    for name, found in results.items():
        yield (f"{name}: {found['machine']['kernels']}, {found['limits'][0]['gigaflops']:.3g} GFLOP/s of multiply-adds, load "
               f"{found['load'][0]:.1f} to {found['load'][1]:.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", metavar="tests|allocation|times", help="default: tests and times")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--warm-up", type=int, default=40)
    arguments = parser.parse_args()
    what = set(arguments.what or ("tests", "times"))
    if not what <= {"tests", "allocation", "times"}:
        parser.error(f"what must be tests, allocation or times but was {' '.join(sorted(what))}")
    tests = bool(what & {"tests", "allocation"})
    failed = [name for name in NARROW if tests and not test(name, "allocation" in what)]
    if tests:
        print("tests: " + (f"failed with {' and with '.join(failed)}" if failed else "all pass with " + " and with ".join(NARROW)))
    if "times" in what:
        results = {name: measure(option, arguments) for name, option in {"full": "", **NARROW}.items()}
        print("\n".join(table(results)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
