"""Trains a network of scDLKit on an .h5ad file and prints how long each part took, as one JSON object.

    python bench/peers/train_networks.py cells.h5ad --model vae

Counts are in X, and are made ready by prepare_data(normalize=True, log1p=True), which holds back 15 % of the cells for
validation and 15 % for test. Model and Trainer have scDLKit's defaults but for the size of the minibatch, the number of
epochs, and a patience that outlasts them. An epoch's time holds its validation.
"""

import argparse
import json
import os
import time


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--model", default="vae")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--labels-key", default="cell_type", help="what mlp_classifier learns")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def timed(trainer, seconds):
    """Lets a Trainer note the seconds of each epoch: its first pass trains, a second one validates."""
    run_epoch = trainer._run_epoch

    def watched(loader, *, optimizer, scaler):
        begun = time.perf_counter()
        answer = run_epoch(loader, optimizer=optimizer, scaler=scaler)
        if optimizer is not None:
            seconds.append(0.0)
        seconds[-1] += time.perf_counter() - begun
        return answer

    trainer._run_epoch = watched


def main():
    args = parse()
    begin = time.perf_counter()
    import scdlkit

    imported = time.perf_counter()
    import anndata
    import torch

    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    more = time.perf_counter()
    cells = anndata.read_h5ad(args.file)
    opened = time.perf_counter()
    classifies = args.model == "mlp_classifier"
    labels = args.labels_key if classifies else None
    prepared = scdlkit.prepare_data(cells, normalize=True, log1p=True, label_key=labels)
    ready = time.perf_counter()
    settings = {"num_classes": len(prepared.label_encoder)} if classifies else {}
    model = scdlkit.create_model(args.model, input_dim=prepared.input_dim, **settings)
    trainer = scdlkit.Trainer(model, "classification" if classifies else "representation", epochs=args.epochs,
                              batch_size=args.batch_size, device="cpu", early_stopping_patience=args.epochs + 1,
                              seed=args.seed)
    seconds = []
    timed(trainer, seconds)
    trainer.fit(prepared.train, prepared.val)
    print(json.dumps({
        "threads": torch.get_num_threads(),
        "model": args.model,
        "train_cells": len(prepared.train),
        "genes": prepared.input_dim,
        "import_seconds": imported - begin,
        "read_seconds": opened - more,
        "prepare_seconds": ready - opened,
        "epoch_seconds": seconds,
        "loss": trainer.history_[-1]["train_loss"],
    }, indent=2))


if __name__ == "__main__":
    main()
