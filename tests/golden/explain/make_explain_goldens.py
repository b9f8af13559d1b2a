"""Reference figures for packages/explain: numpy SVD, SciPy Procrustes, scikit-learn trustworthiness and t-SNE.

Run: python3 make_explain_goldens.py           (minutes: it runs scikit-learn's t-SNE seven times)
     python3 make_explain_goldens.py --small   (seconds: explain.json only)
The versions used are written into the files.

Writes explain.json (small vectors), embedding.json (t-SNE figures) and uint8 matrices:
  digits.bin  1797 x 64   Optical Recognition of Handwritten Digits, test part, as shipped with scikit-learn
                          (Alpaydin and Kaynak 1998, UCI repository, doi:10.24432/C50P49, CC BY 4.0), unchanged
  beats.bin   2400 x 40   synthetic beats of 200 people, 40 principal components, quantised; made here
and float32 maps by scikit-learn Barnes-Hut (digits.map.bin, beats.map.bin), which fix the common judge.

The judge: exact 90 nearest neighbours, rows bisected to perplexity 30, symmetrised; exact Z; KL = sum p ln(p/q).
"""
import json
import pathlib
import sys

import numpy as np
import scipy
import sklearn
import torch
from scipy.spatial import procrustes
from scipy.spatial.distance import cdist
from sklearn.datasets import load_digits
from sklearn.manifold import TSNE, trustworthiness

HERE = pathlib.Path(__file__).parent
VERSIONS = {"numpy": np.__version__, "scipy": scipy.__version__, "sklearn": sklearn.__version__, "torch": torch.__version__}


def joint_probabilities(points, perplexity=30.0, neighbours=90):
    n = len(points)
    squared = cdist(points, points, "sqeuclidean")
    np.fill_diagonal(squared, np.inf)
    order = np.argsort(squared, axis=1, kind="stable")[:, :neighbours]
    conditional = np.zeros((n, n))
    for i in range(n):
        d = squared[i, order[i]]
        d = d - d.min()
        low, high, beta = 0.0, np.inf, 1.0 / max(d.max(), 1e-12)
        for _ in range(300):
            w = np.exp(-beta * d)
            s = w.sum()
            entropy = np.log(s) + beta * (w * d).sum() / s
            if abs(entropy - np.log(perplexity)) < 1e-11:
                break
            if entropy > np.log(perplexity):
                low = beta
            else:
                high = beta
            beta = beta * 2 if np.isinf(high) else (low + high) / 2
        conditional[i, order[i]] = w / s
    return (conditional + conditional.T) / (2 * n)


def divergence(p, positions):
    q = 1.0 / (1.0 + cdist(positions, positions, "sqeuclidean"))
    np.fill_diagonal(q, 0.0)
    q /= q.sum()
    mask = p > 0
    return float((p[mask] * np.log(p[mask] / q[mask])).sum())


def preserved(points, positions, k=10):
    def lists(x):
        d = cdist(x, x, "sqeuclidean")
        np.fill_diagonal(d, np.inf)
        return np.argsort(d, axis=1, kind="stable")[:, :k]

    a, b = lists(points), lists(positions)
    return float(np.mean([len(set(x) & set(y)) / k for x, y in zip(a, b)]))


def synthetic_beats(people=200, beats_each=12, components=40):
    rng = np.random.default_rng(20261121)
    time = (np.arange(120) - 40) / 125
    rows = []
    for _ in range(people):
        potassium, jitter = rng.normal(), rng.normal(1, 0.08, size=(5, 3))
        waves = np.array([[-0.17, 0.022, 0.12], [-0.025, 0.009, -0.12], [0.0, 0.011, 1.0], [0.028, 0.011, -0.25], [0.27, 0.045, 0.3]])
        waves = waves * jitter
        waves[4, 2] *= np.exp(0.35 * potassium)
        waves[4, 1] *= np.exp(-0.15 * potassium)
        waves[1:4, 1] *= np.exp(0.06 * potassium)
        waves[0, 2] *= np.exp(-0.25 * potassium)
        clean = sum(h * np.exp(-0.5 * ((time - c) / s) ** 2) for c, s, h in waves)
        rows.append(clean + rng.normal(0, 0.02, size=(beats_each, 120)))
    x = np.concatenate(rows)
    x = x - x.mean(axis=0)
    u, s, _ = np.linalg.svd(x, full_matrices=False)
    scores = (u * s)[:, :components]
    unit = np.abs(scores).max() / 127
    return np.clip(np.round(scores / unit + 128), 0, 255).astype(np.uint8)


def small_vectors():
    rng = np.random.default_rng(7)
    pca = []
    for n, d, k in [(24, 6, 6), (6, 24, 5), (12, 12, 4)]:
        x = np.round(rng.normal(size=(n, d)) * np.linspace(3, 0.3, d) + 5, 6)
        centred = x - x.mean(axis=0)
        _, s, vt = np.linalg.svd(centred, full_matrices=False)
        for row in vt:
            if row[np.argmax(np.abs(row))] < 0:
                row *= -1
        pca.append({
            "rowCount": n, "columnCount": d, "componentCount": k, "matrix": x.ravel().tolist(),
            "components": vt[:k].ravel().tolist(), "variances": (s[:k] ** 2 / (n - 1)).tolist(),
            "totalVariance": float((s**2).sum() / (n - 1)), "scores": (centred @ vt[:k].T).ravel().tolist(),
        })
    cells = [0.1, 0.9, 0.3, 0.0, 0.6]
    before, after = rng.normal(size=(15, 2)), rng.normal(size=(15, 2))
    after = after * 0.4 + before @ np.array([[0.6, 0.8], [0.8, -0.6]]) * 3 + [10, -4]
    points = np.round(rng.normal(size=(40, 5)), 6)
    flat = np.round(points[:, :2] + rng.normal(size=(40, 2)) * 0.5, 6)
    return {
        "versions": VERSIONS,
        "pca": pca,
        "interpolation": {
            "cells": cells, "values": torch.nn.functional.interpolate(torch.tensor([[cells]], dtype=torch.float64), size=12, mode="linear", align_corners=False).ravel().tolist(),
        },
        "procrustes": {"before": before.ravel().tolist(), "after": after.ravel().tolist(), "disparity": float(procrustes(before, after)[2])},
        "trustworthiness": {
            "points": points.ravel().tolist(), "positions": flat.ravel().tolist(),
            "byNeighbourCount": {str(k): float(trustworthiness(points, flat, n_neighbors=k)) for k in (3, 5, 12)},
            "preservedOf5": preserved(points, flat, 5),
        },
    }


def map_figures(name, matrix, exact):
    matrix.tofile(HERE / f"{name}.bin")
    points = matrix.astype(np.float64)
    p = joint_probabilities(points)
    figures = {"rowCount": len(points), "columnCount": points.shape[1], "barnesHut": []}
    for init, seed in [("pca", 0), ("random", 1), ("random", 2)]:
        y = TSNE(perplexity=30, init=init, learning_rate="auto", n_iter=1000, random_state=seed).fit_transform(points)
        figures["barnesHut"].append({"init": init, "seed": seed, "klDivergence": divergence(p, y.astype(np.float64))})
        if init == "pca":
            y.astype(np.float32).tofile(HERE / f"{name}.map.bin")
            y = y.astype(np.float32).astype(np.float64)
            figures["judgedMap"] = {
                "klDivergence": divergence(p, y),
                "trustworthiness12": float(trustworthiness(points, y, n_neighbors=12)),
                "preservedOf10": preserved(points, y),
            }
        print(name, figures["barnesHut"][-1], flush=True)
    if exact:
        y = TSNE(perplexity=30, init="pca", learning_rate="auto", n_iter=1000, random_state=0, method="exact").fit_transform(points)
        figures["exact"] = {"init": "pca", "klDivergence": divergence(p, y.astype(np.float64))}
        print(name, figures["exact"], flush=True)
    return figures


if __name__ == "__main__":
    (HERE / "explain.json").write_text(json.dumps(small_vectors(), indent=1) + "\n")
    if "--small" in sys.argv:
        sys.exit()
    figures = {
        "versions": VERSIONS,
        "digits": map_figures("digits", load_digits().data.astype(np.uint8), exact=True),
        "beats": map_figures("beats", synthetic_beats(), exact=False),
    }
    (HERE / "embedding.json").write_text(json.dumps(figures, indent=1) + "\n")
