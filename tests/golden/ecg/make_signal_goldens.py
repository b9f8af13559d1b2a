"""Writes the reference figures of the ecg package's signal tests.

Run from the repository root with SciPy 1.10 and numpy:
    python3 tests/golden/ecg/make_signal_goldens.py
Writes fir.json and resample.json beside this file. Signals are formulas that the tests rebuild.
"""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy import signal

HERE = Path(__file__).parent
VERSIONS = f"scipy {scipy.__version__}, numpy {np.__version__}"


def wave(n, rate):
    t = np.arange(n) / rate
    return np.sin(2 * np.pi * 1.2 * t) + 0.3 * np.sin(2 * np.pi * 50 * t) + 0.002 * np.arange(n)


def fir_cases():
    designs = []
    for taps, low, high, rate in [(401, 0.5, 40, 125), (401, 0.5, 40, 250), (101, 5, 15, 125), (89, 5, 15, 360), (31, 1, 30, 100), (3, 10, 20, 100)]:
        h = signal.firwin(taps, [low, high], pass_zero=False, fs=rate, window="hamming")
        designs.append({"tapCount": taps, "lowHz": low, "highHz": high, "samplingRateHz": rate, "taps": h.tolist()})
    filtered = []
    for n, index in [(1000, 0), (500, 1), (150, 2), (40, 2), (7, 4), (2, 4)]:
        d = designs[index]
        h = np.array(d["taps"])
        half = (len(h) - 1) // 2
        x = wave(n, 250)
        y = np.convolve(np.pad(x, half, mode="reflect"), h, mode="valid")
        filtered.append({"sampleCount": n, "design": index, "filtered": y.tolist()})
    return {"versions": VERSIONS, "designs": designs, "filtered": filtered}


def resample_cases():
    cases = []
    for n, up, down in [(1000, 1, 2), (1000, 2, 5), (720, 25, 72), (500, 1, 4), (300, 5, 8), (257, 125, 257), (128, 125, 128), (100, 3, 1), (60, 6, 4), (9, 25, 72), (1, 1, 2), (40, 7, 7)]:
        y = signal.resample_poly(wave(n, 250), up, down)
        cases.append({"sampleCount": n, "up": up, "down": down, "resampled": y.tolist()})
    return {"versions": VERSIONS, "cases": cases}


for name, content in [("fir", fir_cases()), ("resample", resample_cases())]:
    (HERE / f"{name}.json").write_text(json.dumps(content) + "\n")
    print(name, "written with", VERSIONS)
