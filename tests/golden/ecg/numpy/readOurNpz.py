#!/usr/bin/env python3
"""Opens an NPZ file that Kalium wrote with numpy alone and prints, per signal, its length and the SHA-256 of its numbers.

Usage: readOurNpz.py FILE.npz
"""
import hashlib, json, sys
import numpy as np

arrays = np.load(sys.argv[1])
facts = json.loads(arrays["kalium"].tobytes())
out = []
for signal in facts["signals"]:
    values = np.atleast_2d(arrays[signal["array"]])[signal["row"]]
    out.append({"name": signal["name"], "type": values.dtype.str, "count": int(values.size), "sha256": hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()})
print(json.dumps(out))
