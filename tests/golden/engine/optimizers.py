"""Makes optimizers.json: two-layer networks trained six steps by PyTorch's optimisers in float64, with the trainer options
of packages/engine that mean the same. Run: python3 optimizers.py (PyTorch 1.13)."""
import json
import os

import torch

from generator import Generator, flat

SEED, ROWS, STEPS = 5, 12, 6
SHAPES = [("first.kernel", (3, 4)), ("first.bias", (4,)), ("second.kernel", (4, 2)), ("second.bias", (2,))]


def train(options, rates=None):
    g = Generator(SEED)
    parameters = {name: g.draw(shape, 2).requires_grad_(True) for name, shape in SHAPES}
    x, y = g.draw((ROWS, 3), 4), g.draw((ROWS, 2), 2)
    chosen = options["optimizer"]
    frozen = tuple(options.get("frozenPrefixes", []))
    factors = options.get("learningRateFactors", [])

    def factor(name):
        return next((f["factor"] for f in factors if name.startswith(f["prefix"])), 1)

    trained = {name: p for name, p in parameters.items() if not (frozen and name.startswith(frozen))}
    groups = []
    for name, p in trained.items():
        # Kernels decay, vectors do not.
        decay = chosen.get("weightDecay", 0.01 if chosen["kind"] == "adamW" else 0) if p.dim() > 1 else 0
        groups.append({"params": [p], "lr": chosen["learningRate"] * factor(name), "weight_decay": decay, "factor": factor(name)})
    betas = (chosen.get("beta1", 0.9), chosen.get("beta2", 0.999))
    if chosen["kind"] == "sgd":
        optimizer = torch.optim.SGD(groups, lr=1, momentum=chosen.get("momentum", 0))
    else:
        kind = torch.optim.AdamW if chosen["kind"] == "adamW" else torch.optim.Adam
        if chosen["kind"] == "adam":
            groups = [{key: value for key, value in group.items() if key != "weight_decay"} for group in groups]
        optimizer = kind(groups, lr=1, betas=betas, eps=chosen.get("epsilon", 1e-8))
    accumulation = options.get("accumulationSteps", 1)
    average = {name: p.detach().clone() for name, p in trained.items()}
    losses = []
    optimizer.zero_grad()
    for step in range(STEPS):
        if rates:
            for group in optimizer.param_groups:
                group["lr"] = rates[step] * group["factor"]
        rows = slice(2 * step, 2 * step + 2)
        out = torch.tanh(x[rows] @ parameters["first.kernel"] + parameters["first.bias"]) @ parameters["second.kernel"] + parameters["second.bias"]
        loss = torch.nn.functional.mse_loss(out, y[rows])
        losses.append(float(f"{float(loss):.9g}"))
        (loss / accumulation).backward()
        if (step + 1) % accumulation:
            continue
        if "clipNorm" in options:
            torch.nn.utils.clip_grad_norm_(trained.values(), options["clipNorm"])
        optimizer.step()
        optimizer.zero_grad()
        for name, p in trained.items():
            decay = options.get("averageDecay", 0)
            average[name] = decay * average[name] + (1 - decay) * p.detach()
    result = {"options": options, "losses": losses, "weights": {name: flat(p) for name, p in parameters.items()}}
    if rates:
        result["rates"] = rates
    if "averageDecay" in options:
        result["average"] = {name: flat(p) for name, p in average.items()}
    return result


def of(kind, **rest):
    return {"kind": kind, **rest}


golden = {
    "seed": SEED,
    "cases": [
        {"title": title, **train({"optimizer": optimizer, **options}, rates)}
        for title, optimizer, options, rates in [
            ("SGD", of("sgd", learningRate=0.1), {}, None),
            ("SGD with momentum", of("sgd", learningRate=0.05, momentum=0.9), {}, None),
            ("SGD with momentum and decay", of("sgd", learningRate=0.05, momentum=0.8, weightDecay=0.1), {}, None),
            ("Adam", of("adam", learningRate=0.03), {}, None),
            ("Adam with its numbers stated", of("adam", learningRate=0.03, beta1=0.7, beta2=0.9, epsilon=1e-3), {}, None),
            ("AdamW", of("adamW", learningRate=0.03), {}, None),
            ("AdamW with its decay stated", of("adamW", learningRate=0.03, weightDecay=0.5), {}, None),
            ("SGD, clipped", of("sgd", learningRate=0.1, momentum=0.9), {"clipNorm": 0.3}, None),
            ("SGD, a clip that is never reached", of("sgd", learningRate=0.1), {"clipNorm": 1000}, None),
            ("Adam over accumulated gradients", of("adam", learningRate=0.03), {"accumulationSteps": 3}, None),
            ("SGD over accumulated gradients, clipped", of("sgd", learningRate=0.1, momentum=0.5), {"accumulationSteps": 2, "clipNorm": 0.2}, None),
            ("AdamW with an average of the weights", of("adamW", learningRate=0.03, weightDecay=0.1), {"averageDecay": 0.8}, None),
            ("SGD over accumulated gradients with an average", of("sgd", learningRate=0.1), {"accumulationSteps": 2, "averageDecay": 0.5, "clipNorm": 0.4}, None),
            ("Adam, the first layer slower", of("adam", learningRate=0.03), {"learningRateFactors": [{"prefix": "first.kernel", "factor": 0.1}, {"prefix": "first.", "factor": 0.5}]}, None),
            ("AdamW, the first layer frozen", of("adamW", learningRate=0.03), {"frozenPrefixes": ["first."]}, None),
            ("Adam at a rate that changes", of("adam", learningRate=0.03), {}, [0.03, 0.03, 0.01, 0.01, 0.002, 0.0]),
            ("SGD at a rate that changes, the second layer faster", of("sgd", learningRate=0.1, momentum=0.9), {"learningRateFactors": [{"prefix": "second.", "factor": 2}]}, [0.1, 0.05, 0.05, 0.02, 0.02, 0.01]),
        ]
    ],
    "made by": f"optimizers.py, PyTorch {torch.__version__}",
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "optimizers.json"), "w") as file:
    json.dump(golden, file)
    file.write("\n")
