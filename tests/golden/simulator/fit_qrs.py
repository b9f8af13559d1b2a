"""Fits the four QRS waves of packages/simulator/src/heartVectors.ts: least squares on the largest and smallest values that the
typical adult's leads should have (Kalium's choice, after the orders of size in Rijnbeek 2014, doi:10.1016/j.jelectrocard.2014.07.022),
through the forward Dower matrix. Waves are bells cos^4(u/2). Prints vectors, centres and SDs in ms.
Run: python3 fit_qrs.py (SciPy 1.10)."""
import numpy as np
from scipy.optimize import least_squares

LEADS = ["I", "II", "V1", "V2", "V3", "V4", "V5", "V6"]
DOWER = np.array([[.632, -.235, .059], [.235, 1.066, -.132], [-.515, .157, -.917], [.044, .164, -1.387],
                  [.882, .098, -1.277], [1.213, .127, -.601], [1.125, .127, -.086], [.831, .076, .230]])
# mV: smallest value before R, largest, smallest after R.
TARGETS = {"I": (-.06, .62, -.08), "II": (-.06, 1.0, -.14), "V1": (0, .22, -.95), "V2": (0, .45, -1.35),
           "V3": (0, .85, -.85), "V4": (-.04, 1.45, -.45), "V5": (-.11, 1.4, -.18), "V6": (-.12, 1.1, -.06)}
T = np.linspace(-60, 70, 261)
CENTRES = np.array([-16, 0, 14, 24.0])
SDS = np.array([8, 9, 9, 8.0])
VECTORS = np.array([[-.15, -.05, -.25], [.9, .7, -.2], [.7, .6, .9], [-.1, -.1, .3]])


def leads_of(p):
    u = (T[None] - p[12:16, None]) / p[16:20, None]
    bells = np.where(np.abs(u) < np.pi, np.cos(u / 2) ** 4, 0)
    return DOWER @ (p[:12].reshape(4, 3).T @ bells)


def residuals(p):
    leads = leads_of(p)
    out = []
    for lead, name in zip(leads, LEADS):
        before, top, after = TARGETS[name]
        out += [1.5 * (lead[T < -6].min() - before), lead.max() - top, lead[T > 0].min() - after]
    avl, avf = leads[0] - leads[1] / 2, leads[1] - leads[0] / 2
    out += [avl.max() - .3, avl[T < -6].min() + .04, avf.max() - .75]
    # Mild pulls to a usual order of activation, no late R in V1, nothing far outside the complex.
    out += list(.01 * (p[12:16] - CENTRES)) + list(.04 * (p[16:20] - SDS)) + list(.03 * (p[:12] - VECTORS.ravel()))
    out += list(3 * np.maximum(0, leads[2][T > 12] - .02)[::10])
    out += list(leads[:, -30:].ravel()[::15]) + list(leads[:, :30].ravel()[::15])
    out += list(.1 * np.maximum(0, -38 - (p[12:16] - np.pi * p[16:20]))) + list(.1 * np.maximum(0, p[12:16] + np.pi * p[16:20] - 52))
    return np.array(out)


low = np.r_[[-3.0] * 12, [-35, -12, 0, 12], [5.5] * 4]
high = np.r_[[3.0] * 12, [-8, 6, 20, 34], [12.0] * 4]
fit = least_squares(residuals, np.concatenate([VECTORS.ravel(), CENTRES, SDS]), bounds=(low, high)).x
for vector, centre, sd in zip(fit[:12].reshape(4, 3), fit[12:16], fit[16:20]):
    print(vector.round(3), round(centre, 1), round(sd, 1))
