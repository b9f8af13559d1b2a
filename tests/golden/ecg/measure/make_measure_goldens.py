#!/usr/bin/env python3
"""Golden numbers of principal components and time warping, by NumPy and by a second implementation of the dynamic programme.

Run with any Python that has NumPy; the version is written into the file. The warping here works on a plain lattice of
201 x 201 nodes, with steps of up to 12 nodes either way and no refinement, so it agrees with Kalium's only as far as both
come near the continuous optimum: the tolerance in the test is that of the lattice.
"""
import json
import math
import platform
from pathlib import Path

import numpy as np


def leads():
    """Eight leads of 300 samples: three sources mixed, plus a small ripple of its own in each lead."""
    t = np.arange(300) / 500
    sources = np.array([
        0.4 * np.exp(-0.5 * ((t - 0.30) / 0.045) ** 2),
        0.15 * np.exp(-0.5 * ((t - 0.25) / 0.030) ** 2) - 0.1 * np.exp(-0.5 * ((t - 0.36) / 0.04) ** 2),
        0.05 * np.sin(2 * np.pi * 3 * t),
    ])
    mixing = np.array([[math.cos(1.3 * i + 0.4 * j) / (1 + j) for j in range(3)] for i in range(8)])
    ripple = np.array([0.004 * np.sin(2 * np.pi * (7 + i) * t + i) for i in range(8)])
    return mixing @ sources + ripple


def principal_components(x, first, last):
    covariance = np.cov(x[:, first:last + 1])
    values, vectors = np.linalg.eigh(covariance)
    order = np.argsort(values)[::-1]
    values, vectors = values[order], vectors[:, order]
    components = []
    for k in range(2):
        trace = vectors[:, k] @ x
        window = trace[first:last + 1]
        sign = 1 if window[np.argmax(np.abs(window))] > 0 else -1
        components.append({"weights": (sign * vectors[:, k]).tolist(), "share": float(values[k] / values.sum()), "trace150": float(sign * trace[150])})
    return components


def wave(kind, u):
    """Two-humped or lopsided waves on [0, 1], zero at both ends."""
    if kind == "lopsided":
        return np.sin(np.pi * u ** 1.5) ** 2
    if kind == "sharp":
        return np.sin(np.pi * u) ** 3
    return np.sin(np.pi * u) ** 2


def square_root_velocity(samples):
    slope = np.gradient(samples)
    q = np.sign(slope) * np.sqrt(np.abs(slope))
    return q / np.sqrt((q ** 2).sum())


def warp(reference, other, nodes=201, reach=12):
    grid = np.linspace(0, 1, nodes)
    q, p = (square_root_velocity(np.interp(np.linspace(0, 1, 4001), np.linspace(0, 1, len(s)), s)) for s in (reference, other))
    fine = np.linspace(0, 1, 4001)
    q, p = np.interp(grid, fine, q), np.interp(grid, fine, p)
    q, p = q / np.sqrt((q ** 2).sum()), p / np.sqrt((p ** 2).sum())
    steps = [(a, b) for a in range(1, reach + 1) for b in range(1, reach + 1) if math.gcd(a, b) == 1]
    cost = np.full((nodes, nodes), np.inf)
    back = np.zeros((nodes, nodes, 2), int)
    cost[0, 0] = 0
    index = np.arange(nodes)
    for i in range(1, nodes):
        for a, b in steps:
            if a > i:
                continue
            j = index[b:]
            start = j - b
            total = cost[i - a, start].copy()
            for k in range(a + 1):
                at = start + k * b / a
                low = np.minimum(at.astype(int), nodes - 2)
                value = p[low] + (at - low) * (p[low + 1] - p[low])
                total += (0.5 if k in (0, a) else 1.0) * (q[i - a + k] - value * math.sqrt(b / a)) ** 2
            better = total < cost[i, j]
            cost[i, j[better]] = total[better]
            back[i, j[better]] = np.stack([np.full(better.sum(), i - a), start[better]], axis=1)
    path = np.zeros(nodes)
    i, j = nodes - 1, nodes - 1
    path[i] = j
    while i > 0:
        i0, j0 = back[i, j]
        for k in range(i0, i + 1):
            path[k] = j0 + (k - i0) * (j - j0) / (i - i0)
        i, j = i0, j0
    return path / (nodes - 1)


def warp_case(kinds, bases_ms):
    samples = [0.4 * wave(kind, np.linspace(0, 1, base + 1)) for kind, base in zip(kinds, bases_ms)]
    gamma = warp(*samples)
    starts = [-(np.abs(s) * np.arange(len(s))).sum() / np.abs(s).sum() for s in samples]
    t = starts[0] + np.linspace(0, 1, len(gamma)) * bases_ms[0]
    moved = starts[1] + gamma * bases_ms[1]
    weights = np.ones(len(gamma))
    weights[[0, -1]] = 0.5
    distance = float((weights * np.abs(moved - t)).sum() / weights.sum())
    return {"kinds": list(kinds), "basesMs": list(bases_ms), "unsignedMs": distance}


def main():
    x = leads()
    golden = {
        "madeBy": f"make_measure_goldens.py, NumPy {np.__version__}, Python {platform.python_version()}",
        "components": {"leads": np.round(x, 9).tolist(), "first": 60, "last": 260, "eigenleads": principal_components(np.round(x, 9), 60, 260)},
        "warps": [warp_case(kinds, bases) for kinds, bases in [
            (("even", "sharp"), (240, 240)), (("sharp", "even"), (200, 260)), (("lopsided", "even"), (240, 220)), (("even", "lopsided"), (220, 300)),
        ]],
    }
    Path(__file__).with_name("measure.json").write_text(json.dumps(golden) + "\n")


main()
