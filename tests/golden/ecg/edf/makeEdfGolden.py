#!/usr/bin/env python3
"""Expected values of EDF and BDF files, read by plain numpy straight from the published layout (Kemp 1992; EDF+ 2003).

For every file: per signal its label, unit, rate, gain, baseline, number of samples and the SHA-256 of the samples as int32
little-endian; the number of annotations, the first five, and the SHA-256 of one line for each, "onset in microseconds<TAB>text".

Usage: makeEdfGolden.py FILE... > edf.json
"""
import hashlib, json, os, sys
import numpy as np


def read(path):
    raw = open(path, "rb").read()
    bdf = raw[0] == 255
    width = 3 if bdf else 2
    field = lambda a, n: raw[a:a + n].decode("latin-1").strip()
    ns = int(field(252, 4))
    records, duration = int(field(236, 8)), float(field(244, 8))
    at = 256
    columns = {}
    for name, size in (("label", 16), ("transducer", 80), ("unit", 8), ("pmin", 8), ("pmax", 8), ("dmin", 8), ("dmax", 8), ("filter", 80), ("n", 8), ("reserved", 32)):
        columns[name] = [field(at + i * size, size) for i in range(ns)]
        at += size * ns
    n = np.array([int(v) for v in columns["n"]])
    if records < 0:
        records = (len(raw) - at) // (int(n.sum()) * width)
    data = np.frombuffer(raw, np.uint8, count=records * int(n.sum()) * width, offset=at).reshape(records, -1)
    signals, texts = [], []
    first = None
    for i in range(ns):
        a = int(n[:i].sum()) * width
        part = np.ascontiguousarray(data[:, a:a + int(n[i]) * width])
        if columns["label"][i].endswith("Annotations"):
            for record in part:
                for tal in bytes(record).split(b"\0"):
                    if not tal:
                        continue
                    stamp, *rest = tal.split(b"\x14")
                    onset, _, length = stamp.partition(b"\x15")
                    if first is None:
                        first = float(onset)
                    for text in rest:
                        if text:
                            texts.append([float(onset), float(length) if length else None, text.decode("utf-8")])
            continue
        if width == 2:
            values = part.view("<i2").astype("<i4").ravel()
        else:
            triplets = part.reshape(-1, 3).astype(np.int32)
            values = triplets[:, 0] | triplets[:, 1] << 8 | triplets[:, 2] << 16
            values = np.where(values >= 1 << 23, values - (1 << 24), values).astype("<i4")
        pmin, pmax, dmin, dmax = (float(columns[k][i]) for k in ("pmin", "pmax", "dmin", "dmax"))
        gain = (dmax - dmin) / (pmax - pmin)
        signals.append({
            "label": columns["label"][i], "unit": columns["unit"][i], "rate": int(n[i]) / duration, "gain": gain, "baseline": dmin - pmin * gain,
            "count": int(values.size), "sha256": hashlib.sha256(values.tobytes()).hexdigest(), "first": values[:3].tolist(),
        })
    lines = "".join(f"{round(onset * 1e6)}\t{text}\n" for onset, _, text in texts)
    return {"signals": signals, "annotations": texts[:5], "annotationCount": len(texts), "annotationSha256": hashlib.sha256(lines.encode()).hexdigest(), "firstOnset": first or 0.0, "patient": raw[8:88].decode("latin-1").strip(), "recording": raw[88:168].decode("latin-1").strip()}


if __name__ == "__main__":
    print(json.dumps({os.path.basename(p): read(p) for p in sys.argv[1:]}, indent=1))
