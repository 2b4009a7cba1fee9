"""Does the same work with Cellwright and with scvi-tools, in turn, and prints how many times better ours is.

    python bench/peers/compare.py                              # all rows, 20,000 cells, 20 epochs, two rounds: A B A B
    python bench/peers/compare.py --only nb,start --cells 400 --epochs 1

One command does all of it. It makes a virtual environment in bench/target/peers with what requirements-scvi.txt pins
(once; some gigabytes), makes the cells, and then runs one after the other, never two at once. Rows:

  nb, zinb      scVI. One run of the program each; of zinb the whole job and its memory are figures too.
  nb-1-thread   the same with one thread.
  scanvi        scANVI with zero inflation, 10 cell types, one cell in ten labelled. scanvi-many has 100 types.
  small         a whole job of --small, which should be pbmc68k_reduced_counts.h5ad: 700 cells x 765 genes.
  all-genes     --all-genes, which should be mouse_bladder.h5ad: 20,670 genes, trained without choosing some.
  start         --help beside `python -c "import scvi"`; inspect --small beside the import of anndata and opening it.
  embedding     all cells in memory by a model in memory, without compilation and without the first pass of theirs.

What is counted:

  training      cells trained on, over the seconds from the first minibatch to the last. Ours hold the compilation and
                the warm-up that `train` does before a long job; reading the file is not in it. Theirs are those of
                model.train(), which sets up the trainer too, as a user waits for it; imports are not in it.
  whole job     from the start of the program to the end: read the .h5ad file, train, embed all cells, write an .h5ad
                file. Both with the start of their runtimes.
  peak memory   the most that the program had at a time, resident, as the system tells the one who waits for it.

Ours are `cellwright train MODEL FILE --preset parity --json`, whose settings are those of scvi-tools. Both get the same
number of threads and the same environment, from which OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE are taken out: with them
numpy and torch may run narrower kernels than the processor has. A row that is finished stays in FOLDER/rows, and is not
measured again by the same build with the same settings, so that an interrupted run goes on; --again measures anew.
Goals are printed where sizes are those that they are for. The load is that of the machine before and after a row.
"""

import argparse
from pathlib import Path

import rows
from turns import HOME, add_options, answer, by_turns, environment, kept, lines, machine, names, peer_python, versions

DATA = HOME.parent / "shared" / "data"
GOALS_ARE_FOR = (20_000, 2_000, 20)
PACKAGES = ["scvi-tools", "torch", "anndata", "numpy"]


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=names(rows.NAMES), default=rows.NAMES, metavar="NAME[,NAME]",
                        help=f"these rows: {', '.join(rows.NAMES)}")
    add_options(parser)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--many-labels", type=int, default=100, help="cell types of scanvi-many")
    parser.add_argument("--small", type=Path, default=DATA / "pbmc68k_reduced_counts.h5ad", metavar="FILE")
    parser.add_argument("--small-epochs", type=int, default=400)
    parser.add_argument("--all-genes", type=Path, default=DATA / "mouse_bladder.h5ad", metavar="FILE")
    parser.add_argument("--all-genes-epochs", type=int, default=10)
    args = parser.parse_args()
    counts = (args.cells, args.genes, args.epochs, args.many_labels, args.small_epochs, args.all_genes_epochs,
              args.rounds, args.threads)
    if min(counts) < 1:
        parser.error("cells, genes, epochs, labels, rounds and threads must be at least 1")
    return args


def measure(args, bench, facts):
    """A line for each figure, and the reasons why rows are left out."""
    results, left_out, found = [], [], {}
    for row in rows.rows(args):
        if row.name not in args.only:
            continue
        if row.missing():
            left_out.append(row.missing())
            continue
        settings = {**facts, **row.settings(bench), "rounds": row.rounds(bench)}
        found[row.name] = kept(args, row.name, settings, lambda: by_turns(
            row.name, row.rounds(bench), lambda: row.ours(bench), lambda: row.theirs(bench)))
        results += lines(row.figures(bench, found), found[row.name])
    return results, left_out


def main():
    args = parse()
    args.folder.mkdir(parents=True, exist_ok=True)
    env = environment(args.threads)
    python = peer_python("scvi-tools", "requirements-scvi.txt", args.python, args.folder, env)
    facts = {**machine(args.threads, env), **versions(python, PACKAGES, env)}
    bench = rows.Bench(python, args.folder, args.cells, args.genes, args.rounds,
                       (args.cells, args.genes, args.epochs) == GOALS_ARE_FOR)
    results, left_out = measure(args, bench, facts)
    sizes = {"cells": args.cells, "genes": args.genes, "epochs": args.epochs, "rounds": args.rounds}
    answer(args, {**facts, **sizes}, results, left_out, "scvi-tools")


if __name__ == "__main__":
    main()
