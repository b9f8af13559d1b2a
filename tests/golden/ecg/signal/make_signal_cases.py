"""Writes the reference figures of filters, resampling, spectra and medians: designs.json and outputs.json beside this file.

Run from the repository root with SciPy 1.10 and numpy:
    /usr/bin/python3 tests/golden/ecg/signal/make_signal_cases.py

A case holds what SciPy was asked, and of its answer the length, the largest magnitude, twelve values and three weighted sums
(weights cos(0.1 n + 1), ((7919 n) mod 101)/101 - 1/2 and 1): a fault at any one sample moves a sum by its own size, so little
has to be stored. Input signals use only +, -, *, / on whole numbers and are rebuilt bit for bit by the test.
"""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy import interpolate, ndimage, signal

HERE = Path(__file__).parent
VERSIONS = f"scipy {scipy.__version__}, numpy {np.__version__}"


def make_input(kind, n):
    index = np.arange(n, dtype=float)
    if kind == "noise":
        values = np.zeros(n)
        state = 20261121
        for k in range(n):
            state = (16807 * state) % 2147483647
            values[k] = state / 2147483647 - 0.5
        return values
    if kind == "beats":
        place = index % 207
        qrs = 1 / (1 + ((place - 80) / 3) ** 2) ** 2
        t = 1 / (1 + ((place - 150) / 14) ** 2) ** 2
        return qrs + 0.3 * t + index / 1000 + 0.125 * (index % 5 - 2)
    if kind == "offset":
        return make_input("noise", n) * 0.25 + 5
    if kind == "step":
        return np.where(index < n // 3, 0.25, -1.5)
    raise ValueError(kind)


def digest(values):
    y = np.asarray(values, dtype=float).ravel()
    n = len(y)
    index = np.arange(n)
    weights = [np.cos(0.1 * index + 1), (index * 7919 % 101) / 101 - 0.5, np.ones(n)]
    at = sorted({int(k * (n - 1) / 11) for k in range(12)}) if n else []
    return {
        "length": n,
        "largest": float(np.max(np.abs(y))) if n else 0,
        "at": at,
        "values": [float(y[k]) for k in at],
        "sums": [float(np.dot(w, y)) for w in weights],
    }


def design_cases():
    cases = []
    edges = {
        "lowpass": [(250, 40), (500, 150), (1000, 15), (360, 100)],
        "highpass": [(250, 0.5), (500, 0.05), (1000, 0.67), (128, 5)],
        "bandpass": [(250, (0.5, 40)), (500, (0.05, 150)), (360, (8, 20)), (1000, (5, 15))],
        "bandstop": [(250, (48, 52)), (500, (59, 61)), (1000, (45, 55)), (360, (20, 100))],
    }
    for order in range(1, 9):
        for kind, list_of in edges.items():
            # Four corners of use for orders 1-4, two for the steep ones.
            for rate, cutoff in list_of if order <= 4 else list_of[::2] if order % 2 else list_of[1::2]:
                sos = signal.butter(order, cutoff, kind, fs=rate, output="sos")
                cases.append({"order": order, "kind": kind, "cutoffHz": cutoff, "samplingRateHz": rate, "sections": [[row[0], row[1], row[2], row[4], row[5]] for row in sos.tolist()]})
    notches = []
    for frequency, quality, rate in [(50, 30, 500), (50, 35, 250), (60, 25, 360), (60, 30, 1000), (50, 5, 128), (100, 30, 250), (16.7, 10, 500), (60, 100, 257)]:
        b, a = signal.iirnotch(frequency, quality, rate)
        notches.append({"frequencyHz": frequency, "quality": quality, "samplingRateHz": rate, "sections": [[*b.tolist(), a[1], a[2]]]})
    return {"versions": VERSIONS, "butterworth": cases, "notches": notches}


def case(function, kind, n, result, **asked):
    return {"function": function, "input": kind, "count": n, **asked, "expected": digest(result)}


def output_cases():
    cases = []
    filters = [
        (2, "bandpass", (0.5, 40), 250),
        (4, "bandpass", (0.05, 150), 500),
        (3, "highpass", 0.67, 500),
        (1, "lowpass", 40, 250),
        (5, "lowpass", 35, 360),
        (2, "bandstop", (48, 52), 1000),
        (6, "bandpass", (8, 20), 360),
    ]
    for order, kind, cutoff, rate in filters:
        sos = signal.butter(order, cutoff, kind, fs=rate, output="sos")
        spec = {"filter": {"order": order, "kind": kind, "cutoffHz": cutoff, "samplingRateHz": rate}}
        for name, n in [("noise", 500), ("beats", 1000)]:
            x = make_input(name, n)
            cases.append(case("filterSections", name, n, signal.sosfilt(sos, x), **spec))
            cases.append(case("filterSectionsSteady", name, n, signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0], **spec))
        for name, n in [("noise", 700), ("beats", 2000), ("step", 300)]:
            cases.append(case("filterForwardBackward", name, n, signal.sosfiltfilt(sos, make_input(name, n)), **spec))
        for n in [2, 7, 30]:
            x = make_input("noise", n)
            edge = 3 * (2 * len(sos) + 1 - min((sos[:, 2] == 0).sum(), (sos[:, 5] == 0).sum()))
            cases.append(case("filterForwardBackward", "noise", n, signal.sosfiltfilt(sos, x, padlen=min(edge, n - 1)), **spec))
    # The corner where coefficients and initial states of SciPy and others part by their rounding.
    for order, kind, cutoff, rate in [(2, "bandpass", (0.05, 40), 2000), (4, "bandpass", (0.05, 150), 1000), (8, "bandpass", (0.05, 100), 250), (2, "highpass", 0.05, 1000), (1, "highpass", 0.05, 500)]:
        sos = signal.butter(order, cutoff, kind, fs=rate, output="sos")
        cases.append(case("filterForwardBackward", "offset", 3000, signal.sosfiltfilt(sos, make_input("offset", 3000)), filter={"order": order, "kind": kind, "cutoffHz": cutoff, "samplingRateHz": rate}))
    for frequency, quality, rate in [(50, 30, 500), (60, 25, 360), (50, 35, 250)]:
        b, a = signal.iirnotch(frequency, quality, rate)
        sos = np.array([[*b, *a]])
        cases.append(case("filterForwardBackward", "noise", 900, signal.sosfiltfilt(sos, make_input("noise", 900)), notch={"frequencyHz": frequency, "quality": quality, "samplingRateHz": rate}))

    windows = [("hamming", "hamming"), ("hann", "hann"), ("blackman", "blackman"), ({"kaiserBeta": 5}, ("kaiser", 5)), ({"kaiserBeta": 14}, ("kaiser", 14)), ("boxcar", "boxcar")]
    kinds = [("lowpass", 40, 250), ("highpass", 0.5, 125), ("bandpass", (5, 15), 360), ("bandstop", (45, 55), 500)]
    for w, (own, theirs) in enumerate(windows):
        for k, (kind, cutoff, rate) in enumerate(kinds):
            taps = [31, 101, 401, 7][(w + k) % 4]
            h = signal.firwin(taps, cutoff, window=theirs, pass_zero=kind, fs=rate)
            cases.append({"function": "designFir", "spec": {"tapCount": taps, "kind": kind, "cutoffHz": cutoff, "samplingRateHz": rate, "window": own}, "expected": digest(h)})
        h = signal.firwin(24, 30, window=theirs, fs=250)
        cases.append({"function": "designFir", "spec": {"tapCount": 24, "kind": "lowpass", "cutoffHz": 30, "samplingRateHz": 250, "window": own}, "expected": digest(h)})
        for kind_of, fftbins in [("symmetric", False), ("periodic", True)]:
            cases.append({"function": "windowFunction", "window": own, "kind": kind_of, "count": 65, "expected": digest(signal.get_window(theirs, 65, fftbins=fftbins))})

    for taps, kind, cutoff, rate in [(31, "lowpass", 40, 250), (101, "highpass", 0.5, 125), (65, "bandpass", (5, 15), 360), (12, "lowpass", 30, 250)]:
        h = signal.firwin(taps, cutoff, pass_zero=kind, fs=rate)
        spec = {"spec": {"tapCount": taps, "kind": kind, "cutoffHz": cutoff, "samplingRateHz": rate}}
        for name, n in [("noise", 400), ("beats", 1000), ("noise", 20)]:
            x = make_input(name, n)
            cases.append(case("filterFir", name, n, signal.lfilter(h, 1, x), **spec))
            cases.append(case("filterFirForwardBackward", name, n, signal.filtfilt(h, 1, x, padlen=min(3 * taps, n - 1)), **spec))
            if taps % 2:
                half = taps // 2
                cases.append(case("filterFirCentred", name, n, np.convolve(np.pad(x, half, mode="reflect"), h, mode="valid"), **spec))

    ratios = [(1, 2), (2, 5), (25, 72), (1, 4), (1, 8), (125, 128), (125, 257), (5, 8), (3, 1), (2, 1), (4, 1), (25, 18), (18, 25), (36, 25), (50, 77), (250, 257), (1, 10), (10, 1), (6, 4), (7, 3), (3, 7), (64, 45), (256, 125), (500, 977)]
    for up, down in ratios:
        for name, n in [("beats", 1000), ("noise", 137)]:
            cases.append(case("resamplePoly", name, n, signal.resample_poly(make_input(name, n), up, down), up=up, down=down))

    for n in [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 16, 17, 30, 31, 32, 64, 97, 100, 125, 128, 251, 256, 360, 499, 512, 997, 1000, 1024, 1250, 2048, 2500, 3001, 4096]:
        z = np.fft.rfft(make_input("noise", n))
        cases.append(case("realTransform", "noise", n, np.concatenate((z.real, z.imag))))

    welches = [
        {},
        {"segmentLength": 500},
        {"segmentLength": 251, "window": "hamming"},
        {"segmentLength": 512, "window": "blackman", "overlap": 384},
        {"segmentLength": 200, "window": "boxcar", "overlap": 0},
        {"segmentLength": 200, "detrend": "linear"},
        {"segmentLength": 200, "detrend": "none"},
        {"segmentLength": 300, "transformLength": 1024},
        {"segmentLength": 300, "transformLength": 601, "scaling": "spectrum"},
        {"segmentLength": 128, "scaling": "spectrum", "window": {"kaiserBeta": 8}},
        {"segmentLength": 5000},
        {"segmentLength": 97, "overlap": 13, "detrend": "linear"},
    ]
    for options in welches:
        for name, n, rate in [("beats", 2500, 250), ("noise", 1111, 500)]:
            window = options.get("window", "hann")
            f, p = signal.welch(
                make_input(name, n), rate, window=("kaiser", window["kaiserBeta"]) if isinstance(window, dict) else window,
                nperseg=min(n, options.get("segmentLength", 256)), noverlap=options.get("overlap"), nfft=options.get("transformLength"),
                detrend={"none": False}.get(options.get("detrend"), options.get("detrend", "constant")), scaling=options.get("scaling", "density"))
            cases.append(case("estimateSpectrum", name, n, np.concatenate((f / rate, p)), spec={**options, "samplingRateHz": rate}))

    for name, n, length in [("noise", 400, 3), ("noise", 400, 51), ("beats", 1000, 151), ("beats", 1000, 51), ("step", 90, 31), ("noise", 20, 31)]:
        x = make_input(name, n)
        cases.append(case("medianZero", name, n, signal.medfilt(x, length), length=length))
        cases.append(case("medianHold", name, n, ndimage.median_filter(x, length, mode="nearest"), length=length))
        cases.append(case("openSignal", name, n, ndimage.grey_opening(x, size=length, mode="nearest"), length=length))
        cases.append(case("closeSignal", name, n, ndimage.grey_closing(x, size=length, mode="nearest"), length=length))

    for n, knots in [(300, 5), (1000, 12), (500, 2), (2000, 40)]:
        positions = np.array([(k + 1) * n // (knots + 1) + k * k % 3 for k in range(knots)], dtype=float)
        values = make_input("noise", knots)
        index = np.clip(np.arange(n), positions[0], positions[-1])
        cases.append(case("cubicSpline", "noise", knots, interpolate.CubicSpline(positions, values, bc_type="natural")(index), positions=positions.tolist(), length=n))

    for name, n, scales in [("beats", 1000, 5), ("noise", 700, 6), ("step", 300, 4)]:
        x = make_input(name, n)
        margin = 3 * 2**scales
        smooth = np.pad(x, margin, mode="edge")
        out = []
        for k in range(scales):
            s = 2**k
            g = np.zeros(s + 1)
            g[0], g[s] = 2, -2
            h = np.zeros(3 * s + 1)
            h[::s] = np.array([1, 3, 3, 1]) / 8
            # convolve() puts output m at inputs m - s ... m, so the detail that belongs to n + 1/2 stands at n - (s - 1) + s.
            detail = np.convolve(smooth, g)
            out.append(detail[margin + 1 : margin + 1 + n])
            padded = np.pad(smooth, 2 * s, mode="edge")
            full = np.convolve(padded, h)
            smooth = full[2 * s + 2 * s : 2 * s + 2 * s + len(smooth)]
        cases.append(case("quadraticSplineWavelet", name, n, np.concatenate(out), scales=scales))
    return {"versions": VERSIONS, "cases": cases}


for name, content in [("designs", design_cases()), ("outputs", output_cases())]:
    lines = []
    for key, value in content.items():
        if isinstance(value, list):
            lines.append(json.dumps(key) + ":[\n" + ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in value) + "\n]")
        else:
            lines.append(json.dumps(key) + ":" + json.dumps(value))
    (HERE / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(name, {key: len(value) for key, value in content.items() if isinstance(value, list)}, "written with", VERSIONS)
