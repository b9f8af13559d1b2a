"""The reference network of packages/engine in float64 PyTorch (written for 1.13): prints its loss sequences.

Run with: /usr/bin/python3 reference_net.py
The printed losses are REFERENCE_LOSSES in packages/engine/src/testing/referenceNet.ts.
"""
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


def run(batch, seed, steps=5):
    g = Generator(seed)
    parameters = {}

    def kernel(name, taps, channels, filters):
        # Drawn as [tap][channel][filter]; PyTorch wants [filter][channel][tap].
        drawn = g.draw((taps, channels, filters), (6 / (taps * channels)) ** 0.5)
        parameters[name] = torch.tensor(drawn.transpose(2, 1, 0).copy(), requires_grad=True)

    def norm(name, width):
        parameters[name + ".gamma"] = torch.ones(width, dtype=torch.float64, requires_grad=True)
        parameters[name + ".beta"] = torch.zeros(width, dtype=torch.float64, requires_grad=True)

    kernel("stem", 7, 1, 16)
    norm("stem", 16)
    widths = [16, 32, 64, 128]
    before = 16
    for i, width in enumerate([16, 32, 64, 128]):
        kernel(f"b{i}.conv1", 3, before, width)
        kernel(f"b{i}.conv2", 3, width, width)
        if i > 0:
            kernel(f"b{i}.shortcut", 1, before, width)
        norm(f"b{i}.norm1", width)
        norm(f"b{i}.norm2", width)
        before = width
    parameters["head"] = torch.tensor(g.draw((before, 1), (6 / before) ** 0.5).T.copy(), requires_grad=True)
    parameters["bias"] = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    x = torch.tensor(g.draw((batch, 120, 1), 4).transpose(0, 2, 1).copy())
    y = torch.tensor([float(row % 2) for row in range(batch)], dtype=torch.float64)

    def batch_norm(h, name):
        return F.batch_norm(h, None, None, parameters[name + ".gamma"], parameters[name + ".beta"], training=True, eps=1e-3)

    optimizer = torch.optim.Adam(parameters.values(), lr=1e-3, betas=(0.9, 0.999), eps=1e-8)
    losses = []
    for step in range(steps):
        h = F.relu(batch_norm(F.conv1d(x, parameters["stem"], padding=3), "stem"))
        for i in range(len(widths)):
            stride = 1 if i == 0 else 2
            r = F.relu(batch_norm(F.conv1d(h, parameters[f"b{i}.conv1"], stride=stride, padding=1), f"b{i}.norm1"))
            r = batch_norm(F.conv1d(r, parameters[f"b{i}.conv2"], padding=1), f"b{i}.norm2")
            h = F.relu(r + (h if i == 0 else F.conv1d(h, parameters[f"b{i}.shortcut"], stride=stride)))
        logits = F.linear(h.mean(2), parameters["head"], parameters["bias"])[:, 0]
        loss = F.binary_cross_entropy_with_logits(logits, y)
        losses.append(float(loss))
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            first = {name: float(tensor.grad.norm()) for name, tensor in parameters.items()}
        optimizer.step()
    return losses, first


if __name__ == "__main__":
    for batch, seed in [(64, 7), (4, 61)]:
        losses, gradients = run(batch, seed)
        print(f"batch {batch}, seed {seed}:", *(f"{loss:.7f}" for loss in losses))
        print("  gradient norms of step 1:", *(f"{name} {gradients[name]:.6f}" for name in ["stem", "stem.gamma", "stem.beta", "b0.conv1", "b0.conv2", "b3.shortcut", "head", "bias"]))
