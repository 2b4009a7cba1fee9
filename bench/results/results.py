"""Compares all models on the data sets of a folder, three seeds each, and writes docs/results.md from what came out.

`python results.py DATA WORK` runs `cellwright compare` once for each data set and task, into WORK; runs that are finished
there are taken as they are. Nothing but Python itself is needed.
"""

import argparse
import csv
import datetime
import os
import pathlib
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEEDS = "0,1,2"
NETWORKS = "autoencoder,vae,quiet_vae=vae,denoising_autoencoder,small_transformer=transformer_autoencoder"
SETTINGS = {
    "quiet_vae": ["kl_weight=0.001"],
    "small_transformer": ["patch_size=100", "d_model=64", "n_layers=1"],
}
SETS = {
    "pbmc68k_reduced_counts": ["--labels-key", "bulk_labels"],
    "scmix_3cl": ["--labels-key", "cell_line", "--batch-key", "protocol", "--top-genes", "2000"],
    "mouse_bladder": ["--labels-key", "label", "--top-genes", "2000"],
    "pbmc4k_top2000": ["--labels-key", "label"],
}
TASKS = {
    "representation": (NETWORKS + ",scvi,scanvi", {"knn_accuracy": "kNN accuracy", "nmi": "NMI", "silhouette": "silhouette"}),
    "classification": ("mlp_classifier,scanvi", {"accuracy": "accuracy", "macro_f1": "macro F1"}),
    "reconstruction": (NETWORKS, {"pearson_gene": "Pearson, of genes", "mse": "mean squared error"}),
}
# scDLKit's own gates, on data that are not here; ours on those that are.
GATES = [
    ("representation", "quiet_vae", "silhouette", "mean", ">=", 0.12),
    ("representation", "quiet_vae", "silhouette", "standard deviation", "<=", 0.05),
    ("representation", "quiet_vae", "knn_accuracy", "mean", ">=", 0.85),
    ("reconstruction", "quiet_vae", "pearson_gene", "mean", ">=", 0.15),
    ("classification", "mlp_classifier", "accuracy", "mean", ">=", 0.85),
    ("classification", "mlp_classifier", "macro_f1", "mean", ">=", 0.80),
]


def compare(data, name, task, work, threads):
    folder = work / f"{name}-{task}"
    models, _ = TASKS[task]
    command = ["compare", str(data / f"{name}.h5ad"), "-o", str(folder), "--models", models, "--task", task,
               "--seeds", SEEDS, "--test-size", "0.2", *SETS[name], *(["--threads", threads] if threads else [])]
    for model, settings in SETTINGS.items():
        if model in models:
            command += [word for setting in settings for word in ("--set", f"{model}.{setting}")]
    print(" ".join(["cellwright", *command]), flush=True)
    subprocess.run([str(ROOT / "cellwright"), *command], check=True)
    with open(folder / "runs.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def figure(runs, model, score):
    values = [float(run[score]) for run in runs if run["model"] == model and run[score]]
    return (statistics.mean(values), statistics.stdev(values)) if len(values) > 1 else None


def table(results, task):
    scores = TASKS[task][1]
    names = [name for name in SETS if (name, task) in results]
    models = list(dict.fromkeys(run["model"] for name in names for run in results[name, task]))
    for score, title in scores.items():
        yield f"\n{title}:\n"
        yield "| model | " + " | ".join(names) + " |"
        yield "|---|" + "---|" * len(names)
        for model in models:
            cells = [figure(results[name, task], model, score) for name in names]
            yield f"| {model} | " + " | ".join("" if c is None else f"{c[0]:.3f} ± {c[1]:.3f}" for c in cells) + " |"


def gates(results):
    names = [name for name in SETS if any(name == found for found, _ in results)]
    yield "| scDLKit asks, of PBMC3k | " + " | ".join(names) + " |"
    yield "|---|" + "---|" * len(names)
    for task, model, score, kind, sign, bound in GATES:
        cells = []
        for name in names:
            found = figure(results[name, task], model, score) if (name, task) in results else None
            value = None if found is None else found[0] if kind == "mean" else found[1]
            kept = value is not None and (value >= bound if sign == ">=" else value <= bound)
            cells.append("" if value is None else f"{value:.3f}" + ("" if kept else ", missed"))
        yield f"| {model}, {kind} of {score} {sign} {bound} | " + " | ".join(cells) + " |"


def text(results, machine):
    names = [name for name in SETS if any(name == found for found, _ in results)]
    yield f"# All models on {len(names)} data sets"
    yield ""
    yield "Made by `python bench/results/results.py DATA WORK` on " + datetime.date.today().isoformat() + f", {machine}."
    yield "Three seeds, each with a split of its own: 20 % of the cells judge, of the others 15 % say when to stop. Mean ±"
    yield "standard deviation over the seeds. `quiet_vae` is `vae` with `kl_weight=0.001`, as scDLKit's tutorials have it."
    yield "`small_transformer` is `transformer_autoencoder` with patches of 100 genes, 64 wide, one layer; with its defaults it"
    yield "takes some forty times as long. All others are with their defaults, `pca` with 50 components. `scanvi` learns from the"
    yield "labels of the training cells, also where its embedding is judged."
    for task in TASKS:
        yield f"\n## {task.capitalize()}"
        yield from table(results, task)
    yield "\n## scDLKit's gates\n"
    yield "scDLKit checks its own models against bounds, on 2,638 cells of PBMC3k, which are not among these data. Here are the"
    yield "same figures on those that are. Its correlation is of the flattened matrix, ours is the mean over genes, which is"
    yield "harder. Its gates on scGPT have no counterpart: there is no foundation model here.\n"
    yield from gates(results)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--threads", help="for each model; the scores are the same with any number")
    parser.add_argument("--sets", default=",".join(SETS), help="which data sets, separated by commas")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    results = {}
    for name in args.sets.split(","):
        for task in TASKS:
            results[name, task] = compare(args.data, name, task, args.work, args.threads)
    page = "\n".join(text(results, f"{os.cpu_count()} cores")) + "\n"
    (ROOT / "docs" / "results.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
