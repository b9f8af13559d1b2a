"""Makes golden.json for packages/statistics with SciPy and, where SciPy has no function, from the definition over
all pairs in NumPy. Run: python3 make_golden.py (SciPy 1.10.1, NumPy 1.24.2)."""
import json
import os

import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(20261121)


def r(values):
    return [float(v) for v in np.asarray(values).ravel()]


def average_precision(y, s):
    total, previous = 0.0, 0.0
    for t in sorted(set(s), reverse=True):
        called = s >= t
        recall = (called & (y == 1)).sum() / (y == 1).sum()
        total += (recall - previous) * (called & (y == 1)).sum() / called.sum()
        previous = recall
    return total


def pairs_auc(y, s):
    p, n = s[y == 1], s[y == 0]
    psi = (p[:, None] > n[None, :]) + 0.5 * (p[:, None] == n[None, :])
    v = np.var(psi.mean(1), ddof=1) / len(p) + np.var(psi.mean(0), ddof=1) / len(n)
    return psi.mean(), v


def silhouette(points, labels):
    d = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))
    out = []
    for i in range(len(labels)):
        own = (labels == labels[i]) & (np.arange(len(labels)) != i)
        if not own.any():
            out.append(0.0)
            continue
        a = d[i, own].mean()
        b = min(d[i, labels == c].mean() for c in set(labels) if c != labels[i])
        out.append((b - a) / max(a, b))
    return float(np.mean(out))


def knn(points, labels, groups, k):
    d = ((points[:, None] - points[None]) ** 2).sum(-1)
    hits = 0
    for i in range(len(labels)):
        order = [j for j in np.argsort(d[i], kind="stable") if groups[j] != groups[i]][:k]
        near = [int(labels[j]) for j in order]
        counts = {c: near.count(c) for c in near}
        best = max(counts.values())
        hits += next(c for c in near if counts[c] == best) == labels[i]
    return hits / len(labels)


z = r(np.concatenate([np.linspace(-38, 8, 93), [-3.0, -2.9999999, 3.0, 3.0000001, 1e-9, -1e-300]]))
p = [1e-300, 1e-100, 1e-20, 1e-10, 1e-5, 0.001, 0.025, 0.1, 0.3, 0.4999, 0.5, 0.6, 0.9, 0.975, 0.999, 1 - 1e-10]

y = (rng.random(200) < 0.3).astype(int)
s = np.round(np.clip(0.35 + 0.2 * y + 0.2 * rng.standard_normal(200), 0.01, 0.99), 2)
auc, variance = pairs_auc(y, s)

a = np.round(rng.normal(0, 1, 23), 1)
b = np.round(rng.normal(0.5, 1, 31), 1)
c = np.round(a + rng.normal(0.3, 0.5, 23), 1)


def mw(cc):
    res = stats.mannwhitneyu(a, b, alternative="two-sided", method="asymptotic", use_continuity=cc)
    return {"u": float(res.statistic), "p": float(res.pvalue)}


def sr(cc):
    res = stats.wilcoxon(a, c, zero_method="wilcox", correction=cc, mode="approx")
    return {"p": float(res.pvalue)}


points = rng.standard_normal((60, 3))
labels = rng.integers(0, 3, 60)
points += labels[:, None] * 0.8
groups = np.arange(60) // 5

golden = {
    "madeWith": f"SciPy {scipy.__version__}, NumPy {np.__version__}",
    "normalCdf": {"z": z, "value": r(stats.norm.cdf(z))},
    "normalQuantile": {"p": p, "value": r(stats.norm.ppf(p))},
    "scored": {"labels": [int(v) for v in y], "scores": r(s), "auroc": float(auc), "variance": float(variance),
               "averagePrecision": float(average_precision(y, s)), "brier": float(np.mean((s - y) ** 2))},
    "samples": {"a": r(a), "b": r(b), "c": r(c), "mannWhitney": {"corrected": mw(True), "plain": mw(False)},
                "signedRank": {"corrected": sr(True), "plain": sr(False)},
                "pearson": float(stats.pearsonr(a, c)[0]), "spearman": float(stats.spearmanr(a, c)[0]),
                "sd": float(np.std(b, ddof=1)), "quantiles": r(np.quantile(b, [0, 0.025, 0.25, 0.5, 0.9, 1]))},
    "wilson": [{"k": k, "n": n, "lower": float(ci.low), "upper": float(ci.high)}
               for k, n in [(0, 7), (3, 7), (7, 7), (181, 200)]
               for ci in [stats.binomtest(k, n).proportion_ci(0.95, method="wilson")]],
    "space": {"points": r(points), "dimension": 3, "labels": [int(v) for v in labels], "groups": [int(v) for v in groups],
              "silhouette": silhouette(points, labels), "knn5": knn(points, labels, groups, 5),
              "knn4": knn(points, labels, groups, 4)},
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden.json"), "w") as f:
    json.dump(golden, f, indent=1)
    f.write("\n")
