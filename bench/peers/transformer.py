"""Writes what torch makes of our transformer autoencoder: the golden file of TransformerGoldenTest.

    bench/target/peers/scvi-tools/bin/python bench/peers/transformer.py \\
        core/src/test/resources/io/cellwright/model/transformer/golden.json

Any Python with torch 2.15 and numpy will do; compare.py makes one.

The network is that of scDLKit's TransformerAutoEncoder, put together here from torch's own nn.TransformerEncoder: genes
filled up with zeros to whole patches, a linear map of each patch plus a learned position, layers that normalise last
with GELU and four times the width between, the mean over patches, a linear map to the latent space, and a decoder of
linear maps and GELU. All in float64, without dropout. The loss is torch's mean squared error.

Element k, from 0 and in the order of memory, of the p-th of a case's `parameters` is

    0.3 sin(1 + p + 0.7 k + 0.01 k k)        plus 1 for the factors of a layer normalisation

rounded to float32, so that an engine of either precision has the same weights. Gradients are told by the sum of their
absolute values, by the sum of g_k cos(k), and by every `stride`-th of them from the first.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

CELLS = 3
MOST_ENTRIES = 48
CASES = {
    "patches that fit": {"genes": 24, "patch": 4, "width": 8, "heads": 2, "layers": 1, "latent": 3, "decoder": [6]},
    "one head": {"genes": 22, "patch": 4, "width": 8, "heads": 1, "layers": 1, "latent": 2, "decoder": [5, 4]},
    "two layers": {"genes": 22, "patch": 4, "width": 8, "heads": 2, "layers": 2, "latent": 2, "decoder": [5, 4]},
    "one patch": {"genes": 7, "patch": 16, "width": 4, "heads": 1, "layers": 2, "latent": 2, "decoder": [5]},
    "more patches than lanes": {"genes": 101, "patch": 3, "width": 20, "heads": 4, "layers": 2, "latent": 4,
                                "decoder": [19, 11]},
    "a wide head": {"genes": 35, "patch": 6, "width": 36, "heads": 2, "layers": 1, "latent": 5, "decoder": [17]},
}


class TransformerAutoencoder(nn.Module):
    """Names of parameters are ours."""

    def __init__(self, case):
        super().__init__()
        self.genes = case["genes"]
        self.patch = case["patch"]
        tokens = math.ceil(self.genes / self.patch)
        width = case["width"]
        self.patch_projection = nn.Linear(self.patch, width)
        self.positional_embedding = nn.Parameter(torch.zeros(tokens, width))
        layer = nn.TransformerEncoderLayer(d_model=width, nhead=case["heads"], dim_feedforward=4 * width, dropout=0.0,
                                           activation="gelu", batch_first=True, norm_first=False)
        self.encoder = nn.TransformerEncoder(layer, case["layers"], enable_nested_tensor=False)
        self.latent = nn.Linear(width, case["latent"])
        widths = [case["latent"], *case["decoder"]]
        self.decoder = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:]))
        self.output = nn.Linear(widths[-1], self.genes)

    def encode(self, x):
        filled = nn.functional.pad(x, (0, -self.genes % self.patch))
        patches = filled.view(len(x), -1, self.patch)
        tokens = self.encoder(self.patch_projection(patches) + self.positional_embedding)
        return self.latent(tokens.mean(dim=1))

    def decode(self, z):
        for linear in self.decoder:
            z = nn.functional.gelu(linear(z))
        return self.output(z)


def filled(parameter, p, added):
    values = [added + 0.3 * math.sin(1 + p + 0.7 * k + 0.01 * k * k) for k in range(parameter.numel())]
    return torch.from_numpy(np.array(values, np.float32).astype(np.float64)).view(parameter.shape)


def expression(genes):
    """Cells of which about half is zero, as expression is."""
    values = [[max(0.0, 1.6 * math.sin(2 + 1.9 * i + 0.8 * g + 0.03 * g * g)) for g in range(genes)]
              for i in range(CELLS)]
    return torch.from_numpy(np.array(values, np.float32).astype(np.float64))


def gradient(parameter):
    g = parameter.grad.reshape(-1)
    stride = math.ceil(g.numel() / MOST_ENTRIES)
    return {
        "absolute": g.abs().sum().item(),
        "cosine": (g * torch.cos(torch.arange(g.numel(), dtype=torch.float64))).sum().item(),
        "stride": stride,
        "entries": g[::stride].tolist(),
    }


def computed(case):
    network = TransformerAutoencoder(case).double().train()
    parameters = list(network.named_parameters())
    with torch.no_grad():
        for p, (name, parameter) in enumerate(parameters):
            parameter.copy_(filled(parameter, p, 1.0 if ".norm" in name and name.endswith("weight") else 0.0))
    x = expression(case["genes"])
    z = network.encode(x)
    y = network.decode(z)
    loss = nn.functional.mse_loss(y, x)
    loss.backward()
    return {
        **case,
        "x": x.tolist(),
        "latent_points": z.tolist(),
        "reconstruction": y.tolist(),
        "loss": loss.item(),
        "parameters": [{"name": name, "shape": list(parameter.shape), "gradient": gradient(parameter)}
                       for name, parameter in parameters],
    }


def main(out):
    cases = {name: computed(case) for name, case in CASES.items()}
    made = {"made_by": "bench/peers/transformer.py, which tells the rule of the weights", "torch": torch.__version__}
    Path(out).write_text(json.dumps({**made, "cases": cases}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
