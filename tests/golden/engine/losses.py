"""Makes losses.json: losses and their gradients by the outputs, by PyTorch in float64, with the loss specification of
packages/engine that means the same; null is a target that is not known. Run: python3 losses.py (PyTorch 1.13)."""
import json
import os

import torch
import torch.nn.functional as F

from generator import Generator, flat

SEED = 29


def masked(loss, out, target, *rest):
    known = ~torch.isnan(target)
    return loss(out[known], target[known], *(r.expand_as(out)[known] for r in rest)).mean()


def nt_xent(out, patients, temperature, mask):
    """Over the views of one batch, as a cross-entropy whose classes are the other views."""
    n = len(out)
    logits = out @ out.T / temperature
    partner = (torch.arange(n) + n // 2) % n
    drop = torch.eye(n, dtype=torch.bool)
    if mask:
        drop |= patients[:, None] == patients[None, :]
        drop[torch.arange(n), partner] = False
    return F.cross_entropy(logits.masked_fill(drop, -torch.inf), partner)


def binary_recall(out, y, smooth):
    z, y = out[:, 0], y
    called = (z >= 0).double()
    weight = torch.zeros_like(z)
    for c in (0.0, 1.0):
        rows = y == c
        misses = (called[rows] != c).sum()
        weight[rows] = float(max(int(misses), 1) if smooth else misses) / max(int(rows.sum()), 1)
    return (weight * F.binary_cross_entropy_with_logits(z, y, reduction="none")).mean()


nan = float("nan")
t = lambda values: torch.tensor(values, dtype=torch.float64)
bce = lambda o, y, w: -(w * y * F.logsigmoid(o) + (1 - y) * F.logsigmoid(-o))
CASES = [
    ("cross-entropy, weighted, one label masked", {"kind": "softmaxCrossEntropy", "classWeights": [0.5, 2, 1.25]}, (5, 3), [0, 2, -1, 1, 2], lambda o, y: F.cross_entropy(o, t(y).long(), weight=t([0.5, 2, 1.25]), ignore_index=-1)),
    ("cross-entropy", {"kind": "softmaxCrossEntropy"}, (3, 5), [4, 0, 2], lambda o, y: F.cross_entropy(o, t(y).long())),
    ("binary cross-entropy, positives weighted, labels missing", {"kind": "binaryCrossEntropy", "positiveWeight": [3, 0.5]}, (4, 2), [0, 1, nan, 1, 1, nan, 1, 0], lambda o, y: masked(bce, o, t(y).reshape(4, 2), t([3, 0.5]))),
    ("binary cross-entropy", {"kind": "binaryCrossEntropy"}, (5, 1), [0, 1, 1, 0, 1], lambda o, y: F.binary_cross_entropy_with_logits(o[:, 0], t(y))),
    ("mean squared error, a target missing", {"kind": "meanSquaredError"}, (3, 2), [0.5, nan, 1, -0.25, 2, 0], lambda o, y: masked(lambda a, b: (a - b) ** 2, o, t(y).reshape(3, 2))),
    ("Huber", {"kind": "huber", "delta": 0.75}, (5, 1), [0.5, -2, 1, 3, nan], lambda o, y: masked(lambda a, b: F.huber_loss(a, b, delta=0.75, reduction="none"), o, t(y).reshape(5, 1))),
    ("adaptive mean absolute error", {"kind": "adaptiveMeanAbsoluteError", "mean": 0.5, "deviation": 0.75, "maximumWeight": 8}, (5, 1), [0.5, -2, 1, 3, 0.25], lambda o, y: masked(lambda a, b: torch.clamp(torch.exp(torch.distributions.Normal(0.5, 0.75).log_prob(t(0.5)) - torch.distributions.Normal(0.5, 0.75).log_prob(b)), max=8) * (a - b).abs(), o, t(y).reshape(5, 1))),
    ("NT-Xent", {"kind": "ntXent", "temperature": 0.25, "maskSamePatient": False}, (6, 3), [1, 2, 1, 1, 2, 1], lambda o, y: nt_xent(o, t(y), 0.25, False)),
    ("NT-Xent, patients masked", {"kind": "ntXent", "temperature": 0.25, "maskSamePatient": True}, (6, 3), [1, 2, 1, 1, 2, 1], lambda o, y: nt_xent(o, t(y), 0.25, True)),
    ("binary recall", {"kind": "binaryRecall"}, (7, 1), [1, 0, 1, 1, 0, 0, 1], lambda o, y: binary_recall(o, t(y), False)),
    ("binary recall, smooth", {"kind": "binaryRecall", "smooth": True}, (7, 1), [1, 0, 1, 1, 0, 0, 1], lambda o, y: binary_recall(o, t(y), True)),
]


def golden_case(title, loss, shape, labels, measure):
    out = Generator(SEED).draw(shape, 4).requires_grad_(True)
    value = measure(out, labels)
    (gradient,) = torch.autograd.grad(value, out)
    return {"title": title, "spec": loss, "columns": shape[1], "rows": shape[0], "labels": [None if y != y else y for y in labels], "loss": float(f"{float(value):.9g}"), "gradient": flat(gradient)}


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "losses.json"), "w") as file:
    json.dump({"made by": f"losses.py, PyTorch {torch.__version__}", "seed": SEED, "cases": [golden_case(*case) for case in CASES]}, file)
    file.write("\n")
