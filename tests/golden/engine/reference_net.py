"""The reference network of packages/engine in float64 PyTorch (written for 1.13): prints its loss sequences, those of
REFERENCE_LOSSES and REFERENCE_RUNS in packages/engine/src/testing/referenceNet.ts, and writes the gradient norms of the
first step to reference_net.json.

Run with: python3 reference_net.py [--large]  (the large run takes a minute and is printed only)
"""
import itertools
import json
import os
import sys

import numpy
import torch
import torch.nn.functional as F


class Generator:
    """s <- (1664525 s + 1013904223) mod 2^32, u = s / 2^32 - 1/2."""

    def __init__(self, seed):
        self.state = seed

    def draw(self, shape, scale):
        values = []
        for _ in range(int(numpy.prod(shape))):
            self.state = (1664525 * self.state + 1013904223) % 2**32
            values.append((self.state / 2**32 - 0.5) * scale)
        return numpy.array(values, dtype=numpy.float32).astype(numpy.float64).reshape(shape)


def run(batch, seed, steps=5, base=16, length=120, channels=1, activation=F.relu, same=False):
    g = Generator(seed)
    parameters = {}

    def kernel(name, taps, channels, filters):
        # Drawn as [tap][channel][filter]; PyTorch wants [filter][channel][tap].
        drawn = g.draw((taps, channels, filters), (6 / (taps * channels)) ** 0.5)
        parameters[name] = torch.tensor(drawn.transpose(2, 1, 0).copy(), requires_grad=True)

    def norm(name, width):
        parameters[name + ".gamma"] = torch.ones(width, dtype=torch.float64, requires_grad=True)
        parameters[name + ".beta"] = torch.zeros(width, dtype=torch.float64, requires_grad=True)

    kernel("stem", 7, channels, base)
    norm("stem", base)
    widths = [base, 2 * base, 4 * base, 8 * base]
    before = base
    for i, width in enumerate(widths):
        kernel(f"b{i}.conv1", 3, before, width)
        kernel(f"b{i}.conv2", 3, width, width)
        if i > 0:
            kernel(f"b{i}.shortcut", 1, before, width)
        norm(f"b{i}.norm1", width)
        norm(f"b{i}.norm2", width)
        before = width
    parameters["head"] = torch.tensor(g.draw((before, 1), (6 / before) ** 0.5).T.copy(), requires_grad=True)
    parameters["bias"] = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    x = torch.tensor(g.draw((batch, length, channels), 4).transpose(0, 2, 1).copy())
    y = torch.tensor([float(row % 2) for row in range(batch)], dtype=torch.float64)

    def conv(h, name, stride=1):
        """Three taps; TensorFlow's `same` puts the odd zero at the end."""
        if same and stride == 2:
            return F.conv1d(F.pad(h, (0, 1)), parameters[name], stride=2)
        return F.conv1d(h, parameters[name], stride=stride, padding=1)

    def batch_norm(h, name):
        return F.batch_norm(h, None, None, parameters[name + ".gamma"], parameters[name + ".beta"], training=True, eps=1e-3)

    optimizer = torch.optim.Adam(parameters.values(), lr=1e-3, betas=(0.9, 0.999), eps=1e-8)
    losses = []
    for step in range(steps):
        h = activation(batch_norm(F.conv1d(x, parameters["stem"], padding=3), "stem"))
        for i in range(len(widths)):
            stride = 1 if i == 0 else 2
            r = activation(batch_norm(conv(h, f"b{i}.conv1", stride), f"b{i}.norm1"))
            r = batch_norm(conv(r, f"b{i}.conv2"), f"b{i}.norm2")
            h = activation(r + (h if i == 0 else F.conv1d(h, parameters[f"b{i}.shortcut"], stride=stride)))
        logits = F.linear(h.mean(2), parameters["head"], parameters["bias"])[:, 0]
        loss = F.binary_cross_entropy_with_logits(logits, y)
        losses.append(float(loss))
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            first = {name: float(tensor.grad.norm()) for name, tensor in parameters.items()}
        optimizer.step()
    return losses, first


class Relu:
    """Counts its calls; puts chosen inputs (call, element) on the other side of zero and lists those near it."""

    def __init__(self, flips=(), near=3e-6):
        self.flips, self.near, self.call, self.found = flips, near, 0, []

    def __call__(self, h):
        flat = h.detach().flatten()
        self.found += [(self.call, element, float(flat[element])) for element in torch.nonzero(flat.abs() < self.near).flatten().tolist()]
        change = torch.zeros_like(flat)
        for call, element in self.flips:
            if call == self.call:
                change[element] = -2 * flat[element]
        self.call += 1
        return F.relu(h + change.reshape(h.shape))


def sequences_with_flips():
    """Losses of the small run for each way the ReLU inputs of step 1 within 3e-6 of zero may fall: float32 cannot tell."""
    watch = Relu()
    run(64, 7, activation=watch)
    near = [(call, element, value) for call, element, value in watch.found if call < 9]
    found = []
    for count in range(len(near) + 1):
        for chosen in itertools.combinations(near, count):
            losses, _ = run(64, 7, activation=Relu([(call, element) for call, element, _ in chosen]))
            found.append({"flipped": [f"ReLU {call}, element {element}, {value:.1e}" for call, element, value in chosen], "losses": [float(f"{loss:.9f}") for loss in losses]})
    return found


def engine_name(name):
    """The name of a parameter in packages/engine."""
    name = name.replace("stem", "stem.norm" if name != "stem" else "stem.conv.kernel")
    if name[0] == "b" and name[1].isdigit():
        name = "block" + name[1:] + ("" if "norm" in name else ".kernel")
    return {"head": "head.kernel", "bias": "head.bias"}.get(name, name)


if __name__ == "__main__":
    runs = [("small", 64, 7, {}), ("smallGelu", 64, 7, {"activation": F.gelu}), ("fourRows", 4, 61, {}), ("smallSame", 64, 7, {"same": True})]
    if "--large" in sys.argv:
        runs.append(("largeGelu", 32, 7, {"base": 32, "length": 1000, "channels": 12, "activation": F.gelu}))
    norms = {}
    for title, batch, seed, options in runs:
        losses, gradients = run(batch, seed, **options)
        print(f"{title}:", *(f"{loss:.7f}" for loss in losses))
        if title in ("smallGelu", "fourRows"):
            norms[title] = {engine_name(name): float(f"{norm:.8g}") for name, norm in gradients.items()}
        if title == "small":
            print("  gradient norms of step 1:", *(f"{name} {gradients[name]:.6f}" for name in ["stem", "stem.gamma", "stem.beta", "b0.conv1", "b0.conv2", "b3.shortcut", "head", "bias"]))
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference_net.json"), "w") as file:
        json.dump({"made by": f"reference_net.py, PyTorch {torch.__version__}", "gradientNorms": norms, "smallFlips": sequences_with_flips()}, file, indent=0)
        file.write("\n")
