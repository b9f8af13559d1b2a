"""Makes pchip.json for packages/simulator: SciPy's PchipInterpolator through the knots of the potassium curve and
through awkward knots. The knots are written out here a second time on purpose, so that a slip of the keyboard in one
place shows.
Run: python3 make_golden.py (SciPy 1.10.1)."""
import json
import os

import numpy as np
import scipy
from scipy.interpolate import PchipInterpolator

K = [2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5, 9]
TABLE = {
    "tAmplitudeRatio": [0.4, 0.57, 0.715, 0.825, 0.915, 1, 1.08, 1.2, 1.38, 1.6, 1.75, 1.8, 1.8, 1.7, 1.6],
    "tWidthRatio": [1.25, 1.21, 1.16, 1.1, 1.05, 1, 0.93, 0.83, 0.73, 0.65, 0.64, 0.8, 1.15, 1.3, 1.4],
    "qrsWidthRatio": [1.08, 1.05, 1.03, 1.01, 1, 1, 1, 1.02, 1.05, 1.1, 1.16, 1.26, 1.47, 1.75, 2.1],
    "prChangeMs": [13, 10.5, 8, 5, 2, 0, 0, 5, 16, 21, 32, 48],
    "pAmplitudeRatio": [1.07, 1.05, 1.04, 1.02, 1, 1, 1, 0.98, 0.92, 0.8, 0.6, 0.35, 0.12, 0, 0],
    "pDurationChangeMs": [7.5, 6, 4.5, 2.9, 1.3, 0, 0, 1, 3, 6, 11, 17, 24, 30, 30],
    "tAsymmetryRatio": ([2, 2.5, 3.5, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5, 9], [1.14, 1.12, 1.06, 1, 0.95, 0.87, 0.78, 0.7, 0.7, 0.85, 1.1, 1.1, 1.1]),
    "jtcChangeMs": [27, 20, 14, 9, 3, 0, -2, -5, -8, -10, -13, -20, -40, -55, -60],
    "uToTRatio": [2, 1.2, 0.6, 0.25, 0.13, 0.11, 0.08, 0.05, 0, 0, 0, 0, 0, 0, 0],
    "stMillivolt": [-0.1, -0.08, -0.05, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
}
at = [round(2 + 0.07 * i, 2) for i in range(101)]
curve = {}
for name, knots in TABLE.items():
    x, y = knots if isinstance(knots, tuple) else (K[: len(knots)], knots)
    curve[name] = [float(v) for v in PchipInterpolator(x, y)([k for k in at if k <= x[-1]])]
rng = np.random.default_rng(7)
awkward = []
for _ in range(12):
    x = np.cumsum(rng.uniform(0.1, 2, 7))
    y = np.round(rng.normal(0, 1, 7), 1)
    q = np.linspace(x[0], x[-1], 23)
    awkward.append({"x": x.tolist(), "y": y.tolist(), "at": q.tolist(), "value": PchipInterpolator(x, y)(q).tolist()})
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "pchip.json"), "w") as f:
    json.dump({"madeWith": f"SciPy {scipy.__version__}", "potassium": at, "curve": curve, "awkward": awkward}, f, indent=1)
    f.write("\n")
