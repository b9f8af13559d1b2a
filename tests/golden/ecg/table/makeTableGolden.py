#!/usr/bin/env python3
"""Expected numbers of the text tables under ../shared/data/text, read by numpy.loadtxt: count and SHA-256 of the values times 10^decimals as int32 little-endian.

Usage: makeTableGolden.py FOLDER > table.json
"""
import hashlib, json, os, sys
import numpy as np

out = {}
for name, decimals in (("biosppy_ecg.txt", 1), ("e0103.csv", 3)):
    values = np.loadtxt(os.path.join(sys.argv[1], name))
    whole = np.rint(values * 10 ** decimals).astype("<i4")
    out[name] = {"count": int(whole.size), "decimals": decimals, "sha256": hashlib.sha256(whole.tobytes()).hexdigest(), "first": whole[:3].tolist()}
print(json.dumps(out, indent=1))
