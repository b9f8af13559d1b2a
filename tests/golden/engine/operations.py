"""Makes operations-*.json: every operation of packages/engine by PyTorch in float64. Of each case: the output and the
gradient of sum(seed * output) by the input in inference; the mean squared error against targets, its gradients by the
parameters, and the moved running statistics in training. Inputs, parameters, seed and targets are drawn by generator.py, in that order.

Run: python3 operations.py (PyTorch 1.13)."""
import json
import os

import torch
import torch.nn.functional as F

from generator import Generator, flat

SEED = 19
# Channels last outside, PyTorch's order inside.
first = lambda x: x.movedim(-1, 1)
last = lambda x: x.movedim(1, -1)


def conv(x, p, stride=1, pads=None, dilation=1, groups=1):
    """pads: as F.pad wants them, last axis first."""
    kernel = p["conv.kernel"].movedim((-1, -2), (0, 1))
    h = F.pad(first(x), pads) if pads else first(x)
    f = F.conv1d if kernel.dim() == 3 else F.conv2d
    return last(f(h, kernel, p.get("conv.bias"), stride=stride, dilation=dilation, groups=groups))


def kernel(*shape, bias=True):
    return [("conv.kernel", shape)] + ([("conv.bias", shape[-1:])] if bias else [])


def pool(kind, x, size, stride, pads=None):
    """A maximum pads by minus infinity; a mean divides by the samples inside."""
    h = first(x)
    f = {("max", 1): F.max_pool1d, ("max", 2): F.max_pool2d, ("average", 1): F.avg_pool1d, ("average", 2): F.avg_pool2d}[(kind, h.dim() - 2)]
    if kind == "max":
        return last(f(F.pad(h, pads, value=-torch.inf) if pads else h, size, stride))
    if not pads:
        return last(f(h, size, stride))
    return last(f(F.pad(h, pads), size, stride) / f(F.pad(torch.ones_like(h), pads), size, stride))


def batch_norm(x, p, training, running):
    return last(F.batch_norm(first(x), running["mean"], running["variance"], p["norm.gamma"], p["norm.beta"], training=training, eps=1e-3))


def attention(x, p, heads):
    width = x.shape[-1]
    stacked = torch.cat([p[f"attention.{part}.kernel"].T for part in ("query", "key", "value")])
    biases = torch.cat([p[f"attention.{part}.bias"] for part in ("query", "key", "value")])
    h = x.transpose(0, 1)
    out, _ = F.multi_head_attention_forward(h, h, h, width, heads, stacked, biases, None, None, False, 0.0, p["attention.out.kernel"].T, p["attention.out.bias"], need_weights=False)
    return out.transpose(0, 1)


def lstm(x, p, sequences):
    units = p["lstm.recurrentKernel"].shape[0]
    zeros = torch.zeros(1, x.shape[0], units, dtype=x.dtype)
    flat_weights = [p["lstm.kernel"].T, p["lstm.recurrentKernel"].T, p["lstm.bias"], torch.zeros_like(p["lstm.bias"])]
    out, _, _ = torch._VF.lstm(x, (zeros, zeros), flat_weights, True, 1, 0.0, False, False, True)
    return out if sequences else out[:, -1]


def mix(value):
    h = value & 0xFFFFFFFF
    h = ((h ^ (h >> 16)) * 0x7FEB352D) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 0x846CA68B) & 0xFFFFFFFF
    return h ^ (h >> 16)


def dropout(x, rate, seed, stream):
    """The counter hash of packages/engine: element i of a stream is the same everywhere."""
    mask = [0.0 if mix(mix((mix(seed) + stream * 0x9E3779B9) & 0xFFFFFFFF) ^ i) < rate * 2**32 else 1 / (1 - rate) for i in range(x.numel())]
    return x * torch.tensor(mask, dtype=x.dtype).reshape(x.shape)


def shift(x, p):
    return x + p["shift.table"]


def shifted(shape):
    return [("shift.table", shape)]


NORM = lambda width: [("norm.gamma", (width,)), ("norm.beta", (width,))]
DENSE = lambda inside, units: [("dense.kernel", (inside, units)), ("dense.bias", (units,))]
dense = lambda x, p: x @ p["dense.kernel"] + p["dense.bias"]
simple = lambda title, shape, f, batch=2: (title, batch, shape, shifted(shape), lambda x, p, t, r: f(shift(x, p)))

FAMILIES = {
    "convolution": [
        ("conv1d 3, same", 2, (7, 2), kernel(3, 2, 3), lambda x, p, t, r: conv(x, p, pads=(1, 1))),
        ("conv1d 4 stride 2, same, even length", 2, (8, 2), kernel(4, 2, 2), lambda x, p, t, r: conv(x, p, stride=2, pads=(1, 1))),
        ("conv1d 3 stride 2, same, even length", 2, (8, 2), kernel(3, 2, 2, bias=False), lambda x, p, t, r: conv(x, p, stride=2, pads=(0, 1))),
        ("conv1d 3 causal, dilated by 2", 2, (7, 2), kernel(3, 2, 2), lambda x, p, t, r: conv(x, p, pads=(4, 0), dilation=2)),
        ("conv1d 5 stride 3, unequal pads, one row", 1, (11, 3), kernel(5, 3, 2), lambda x, p, t, r: conv(x, p, stride=3, pads=(2, 3))),
        ("conv1d in 2 groups, valid", 2, (6, 4), kernel(3, 2, 6), lambda x, p, t, r: conv(x, p, groups=2)),
        ("conv1d, each channel alone, stride 2", 2, (7, 3), kernel(3, 1, 3), lambda x, p, t, r: conv(x, p, stride=2, groups=3)),
        ("conv2d 3 x 2, valid", 2, (4, 5, 2), kernel(3, 2, 2, 2), lambda x, p, t, r: conv(x, p)),
        ("conv2d 3 x 3 stride 2, same, even sides", 1, (4, 6, 2), kernel(3, 3, 2, 2, bias=False), lambda x, p, t, r: conv(x, p, stride=2, pads=(0, 1, 0, 1))),
        ("conv2d dilated by 2 x 1, stride 1 x 2, unequal pads", 1, (5, 5, 2), kernel(2, 3, 2, 2), lambda x, p, t, r: conv(x, p, stride=(1, 2), pads=(2, 1, 0, 1), dilation=(2, 1))),
        ("conv2d in 2 groups", 1, (3, 4, 4), kernel(2, 2, 2, 2), lambda x, p, t, r: conv(x, p, groups=2)),
    ],
    "pooling": [
        simple("max pool 3 stride 2", (7, 2), lambda h: pool("max", h, 3, 2)),
        simple("max pool 3 stride 2, same", (6, 2), lambda h: pool("max", h, 3, 2, (0, 1))),
        simple("average pool 2", (7, 2), lambda h: pool("average", h, 2, 2)),
        simple("average pool 3 stride 2, same", (8, 2), lambda h: pool("average", h, 3, 2, (0, 1))),
        simple("max pool 3 x 2 stride 2 x 1, unequal pads", (5, 4, 2), lambda h: pool("max", h, (3, 2), (2, 1), (1, 0, 0, 2))),
        simple("average pool 2 x 3 stride 1 x 2, same", (3, 5, 2), lambda h: pool("average", h, (2, 3), (1, 2), (1, 1, 0, 1)), 1),
        simple("global average 1d", (7, 3), lambda h: h.mean(1)),
        simple("global maximum 1d", (7, 3), lambda h: h.amax(1)),
        simple("global average 2d", (3, 4, 3), lambda h: h.mean((1, 2))),
        simple("global maximum 2d", (3, 4, 3), lambda h: h.amax((1, 2))),
        simple("channel mean", (3, 2, 5), lambda h: h.mean(-1, keepdim=True)),
        simple("channel maximum", (3, 2, 5), lambda h: h.amax(-1, keepdim=True)),
        simple("upsample 1d by 3", (4, 2), lambda h: last(F.interpolate(first(h), scale_factor=3, mode="nearest"))),
        simple("upsample 2d by 2 x 3", (2, 3, 2), lambda h: last(F.interpolate(first(h), scale_factor=(2, 3), mode="nearest")), 1),
    ],
    "elementwise": [
        simple("ReLU", (5, 3), F.relu),
        simple("GELU, erf", (5, 3), F.gelu),
        simple("GELU, tanh", (5, 3), lambda h: F.gelu(h, approximate="tanh")),
        simple("sigmoid", (5, 3), torch.sigmoid),
        simple("tanh", (5, 3), torch.tanh),
        simple("softmax", (3, 5), lambda h: F.softmax(h, -1)),
        simple("L2 normalise", (3, 5), lambda h: F.normalize(h, dim=-1)),
        ("add, broadcast", 2, (4, 3), shifted((4, 3)), lambda x, p, t, r: shift(x, p) + x.mean(1, keepdim=True)),
        ("multiply, broadcast", 2, (4, 3), shifted((4, 3)), lambda x, p, t, r: shift(x, p) * x.amax(-1, keepdim=True)),
        ("dropout", 2, (5, 3), shifted((5, 3)), lambda x, p, t, r: dropout(shift(x, p), 0.3, 1234, 2) if t else shift(x, p)),
        ("batch norm of a signal", 3, (5, 3), NORM(3), lambda x, p, t, r: batch_norm(x, p, t, r)),
        ("batch norm of an image", 2, (3, 2, 3), NORM(3), lambda x, p, t, r: batch_norm(x, p, t, r)),
        ("batch norm of features", 5, (3,), NORM(3), lambda x, p, t, r: batch_norm(x, p, t, r)),
        ("layer norm", 2, (3, 5), NORM(5), lambda x, p, t, r: F.layer_norm(x, (5,), p["norm.gamma"], p["norm.beta"], 1e-5)),
    ],
    "sequence": [
        ("dense of features", 3, (5,), DENSE(5, 3), lambda x, p, t, r: dense(x, p)),
        ("dense of samples", 2, (4, 3), DENSE(3, 2), lambda x, p, t, r: dense(x, p)),
        ("position embedding", 2, (4, 3), shifted((4, 3)), lambda x, p, t, r: shift(x, p)),
        ("matrix product", 2, (3, 4), DENSE(4, 3), lambda x, p, t, r: dense(x, p) @ x),
        ("matrix product, transposed", 2, (3, 4), DENSE(4, 4), lambda x, p, t, r: dense(x, p) @ x.transpose(1, 2)),
        ("attention of 2 heads", 2, (3, 4), [(f"attention.{part}.{leaf}", shape) for part in ("query", "key", "value", "out") for leaf, shape in (("kernel", (4, 4)), ("bias", (4,)))], lambda x, p, t, r: attention(x, p, 2)),
        ("LSTM, all states", 2, (4, 3), [("lstm.kernel", (3, 8)), ("lstm.recurrentKernel", (2, 8)), ("lstm.bias", (8,))], lambda x, p, t, r: lstm(x, p, True)),
        ("LSTM, last state", 2, (4, 3), [("lstm.kernel", (3, 8)), ("lstm.recurrentKernel", (2, 8)), ("lstm.bias", (8,))], lambda x, p, t, r: lstm(x, p, False)),
        simple("zeros before and after", (4, 2), lambda h: F.pad(h, (0, 0, 2, 1))),
        simple("slice", (5, 4), lambda h: h[:, 1:4, 2:]),
        ("concat along channels", 2, (4, 2), DENSE(2, 3), lambda x, p, t, r: torch.cat([dense(x, p), x], -1)),
        ("reshape, then dense", 2, (4, 3), DENSE(6, 2), lambda x, p, t, r: dense(x.reshape(-1, 2, 6), p)),
        ("permute, then dense", 2, (4, 3), DENSE(4, 2), lambda x, p, t, r: dense(x.permute(0, 2, 1), p)),
        ("permute of an image, then dense", 1, (2, 3, 4), DENSE(3, 2), lambda x, p, t, r: dense(x.permute(0, 3, 1, 2), p)),
    ],
}


def golden_case(title, batch, shape, parameters, forward):
    g = Generator(SEED)
    x = g.draw((batch, *shape), 4).requires_grad_(True)
    # Gammas lie around one; so do running variances, drawn last.
    p = {name: g.draw(s, 1, 1 if name.endswith("gamma") else 0).requires_grad_(True) for name, s in parameters}
    running = {}
    if any(name == "norm.gamma" for name, _ in parameters) and "batch" in title:
        running = {"mean": g.draw((shape[-1],)), "variance": g.draw((shape[-1],), 1, 1)}
    out = forward(x, p, False, running)
    seed, target = g.draw(out.shape, 2), g.draw(out.shape, 2)
    (by_input,) = torch.autograd.grad((seed * out).sum(), x)
    moved = {key: value.clone() for key, value in running.items()}
    loss = F.mse_loss(forward(x, p, True, moved), target)
    gradients = torch.autograd.grad(loss, list(p.values()))
    result = {
        "title": title, "batch": batch, "shape": shape, "parameters": [[name, list(s)] for name, s in parameters],
        "output": flat(out), "inputGradient": flat(by_input), "loss": float(f"{float(loss):.9g}"), "gradients": {name: flat(gradient) for name, gradient in zip(p, gradients)},
    }
    if running:
        # One step of momentum 0.99 towards the mean and the biased variance.
        rows = x.detach().reshape(-1, shape[-1])
        result["runningMean"] = flat(0.99 * running["mean"] + 0.01 * rows.mean(0))
        result["runningVariance"] = flat(0.99 * running["variance"] + 0.01 * rows.var(0, unbiased=False))
    return result


for family, cases in FAMILIES.items():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), f"operations-{family}.json"), "w") as file:
        json.dump({"made by": f"operations.py, PyTorch {torch.__version__}", "seed": SEED, "cases": [golden_case(*case) for case in cases]}, file)
        file.write("\n")
