"""Coefficients of packages/engine/src/wasm/elementwise/vectorFunctions.ts: polynomials and fractions of polynomials
whose largest relative error is least, found by least squares with weights that grow where the error is large
(Lawson 1961). Run: /usr/bin/python3 fit_functions.py (numpy 1.24, SciPy 1.10)."""
import numpy as np
from numpy.polynomial import polynomial as P
from scipy.special import erf


def chebyshev(count):
    return np.cos((np.arange(count) + 0.5) * np.pi / count)


def polynomial(function, low, high, degree, size):
    """Least-maximum error of the fit divided by `size`."""
    t = chebyshev(400)
    x = (low + high) / 2 + (high - low) / 2 * t
    weight, y = 1 / np.abs(size(x)), function(x)
    powers, lawson, best = P.polyvander(t, degree), np.ones(400), None
    for _ in range(200):
        scale = weight * np.sqrt(lawson)
        c = np.linalg.lstsq(powers * scale[:, None], y * scale, rcond=None)[0]
        error = np.abs((powers @ c - y) * weight)
        if best is None or error.max() < best[0]:
            best = (error.max(), c)
        lawson *= error / error.max() + 1e-3
        lawson /= lawson.mean()
    return best[0], P.Polynomial(best[1], domain=[low, high]).convert(domain=[-1, 1]).coef


def fraction(function, most, above, below):
    """function(x) / x as a fraction in x², on 0 … most, relative error."""
    x = most / 2 * (1 + chebyshev(3000)) + 1e-9
    y = function(x) / x
    u = (x / most) ** 2
    divisor, lawson, best = np.ones(len(x)), np.ones(len(x)), None
    for round in range(400):
        columns = np.hstack([P.polyvander(u, above), -y[:, None] * P.polyvander(u, below)[:, 1:]])
        scale = np.sqrt(lawson) / divisor / y
        size = np.abs(columns * scale[:, None]).max(0)
        c = np.linalg.lstsq(columns * scale[:, None] / size, y * scale, rcond=1e-15)[0] / size
        divisor = P.polyval(u, np.r_[1, c[above + 1:]])
        error = np.abs((P.polyval(u, c[:above + 1]) / divisor - y) / y)
        if (divisor > 0).all() and (best is None or error.max() < best[0]):
            best = (error.max(), c)
        if round > 5:
            lawson *= (error / error.max() + 1e-2) ** 0.5
            lawson /= lawson.mean()
    back = lambda c: c / (most * most) ** np.arange(len(c))
    return best[0], back(best[1][:above + 1]), back(np.r_[1, best[1][above + 1:]])


def show(name, coefficients):
    print(name, ", ".join("%.9g" % c for c in coefficients[::-1]))


half = np.log(2) / 2 * 1.002
artanh = lambda z: 2 * np.arctanh(np.sqrt(z)) / np.sqrt(z)
one = lambda z: np.ones_like(z)
for name, fit in {
    "EXP": polynomial(np.exp, -half, half, 6, np.exp),
    "LOG": polynomial(artanh, 1e-14, 0.1716**2, 3, one),
    "LOG_WIDE": polynomial(artanh, 1e-14, 1 / 9, 5, one),
}.items():
    show("%s (%.1e)" % (name, fit[0]), fit[1])
for name, fit in {"ERF": fraction(erf, 3.95, 5, 5), "TANH": fraction(np.tanh, 9.1, 4, 4)}.items():
    show("%s (%.1e) above" % (name, fit[0]), fit[1])
    show("%s below" % name, fit[2])
