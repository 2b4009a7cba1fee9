"""Trains scVI or scANVI of scvi-tools on an .h5ad file and prints how fast, as one JSON object.

    ./cellwright bench train --data cells.h5ad      # makes the cells, trains them, leaves them in cells.h5ad
    python bench/peers/train.py cells.h5ad          # trains the same cells with scvi-tools

Counts are in X. Settings are scvi-tools' defaults but for what is asked for here. Seconds of the imports, of opening the
file and of training are told apart; cells per second are those of training, all epochs and the set-up of the trainer
included, as a user waits for them.
"""

import argparse
import json
import os
import time


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--model", choices=["scvi", "scanvi"], default="scvi")
    parser.add_argument("--likelihood", choices=["zinb", "nb", "poisson"], default="zinb")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--batch-key")
    parser.add_argument("--labels-key", help="scanvi: column of obs with the cell types")
    parser.add_argument("--unlabeled-category", default="Unknown")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", help="embed all cells and write them, with the embedding, to this .h5ad file")
    parser.add_argument("--embeddings", type=int, default=0, metavar="N",
                        help="after training, embed all cells N times and tell the seconds of each")
    parser.add_argument("--validate", action="store_true", help="print the validation ELBO of the last epoch too")
    return parser.parse_args()


def main():
    args = parse()
    if args.model == "scanvi" and not args.labels_key:
        raise SystemExit("--model scanvi needs --labels-key")
    begin = time.perf_counter()
    import anndata
    import scvi
    import torch

    imported = time.perf_counter()
    torch.set_num_threads(args.threads)
    scvi.settings.seed = args.seed
    cells = anndata.read_h5ad(args.file)
    opened = time.perf_counter()
    if args.model == "scvi":
        scvi.model.SCVI.setup_anndata(cells, batch_key=args.batch_key)
        model = scvi.model.SCVI(cells, gene_likelihood=args.likelihood)
    else:
        scvi.model.SCANVI.setup_anndata(cells, batch_key=args.batch_key, labels_key=args.labels_key,
                                        unlabeled_category=args.unlabeled_category)
        model = scvi.model.SCANVI(cells, gene_likelihood=args.likelihood)
    begun = time.perf_counter()
    model.train(max_epochs=args.epochs, accelerator="cpu", enable_progress_bar=False, logger=None,
                check_val_every_n_epoch=args.epochs if args.validate else None)
    done = time.perf_counter()
    embeddings = []
    for _ in range(args.embeddings):
        before = time.perf_counter()
        model.get_latent_representation()
        embeddings.append(time.perf_counter() - before)
    written = time.perf_counter()
    if args.output:
        cells.obsm["X_scVI"] = model.get_latent_representation()
        cells.write_h5ad(args.output)
    result = {
        "scvi_tools": scvi.__version__,
        "torch": torch.__version__,
        "threads": args.threads,
        "model": args.model,
        "likelihood": args.likelihood,
        "cells": cells.n_obs,
        "genes": cells.n_vars,
        "epochs": args.epochs,
        "import_seconds": imported - begin,
        "open_seconds": opened - imported,
        "train_seconds": done - begun,
        "embed_seconds": embeddings,
        "write_seconds": time.perf_counter() - written,
        "cells_per_second": round(0.9 * cells.n_obs) * args.epochs / (done - begun),
    }
    if args.validate:
        result["elbo_validation"] = float(model.history["elbo_validation"].iloc[-1, 0])
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
