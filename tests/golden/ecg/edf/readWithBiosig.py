#!/usr/bin/env python3
"""Raw samples of EDF and BDF files as biosig's save2gdf (Debian package biosig-tools) decodes them: per signal the count and the SHA-256 of the samples as int32 little-endian.

Usage: readWithBiosig.py FILE... > biosig.json
save2gdf 2.x crashes on test_generator_datarec_generator_0_5.bdf, so that file is checked by numpy alone.
"""
import glob, hashlib, json, os, subprocess, sys, tempfile
import numpy as np

out = {}
for path in sys.argv[1:]:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["save2gdf", "-f=BIN", path, os.path.join(folder, "o")], check=True, capture_output=True)
        signals = []
        for name in sorted(glob.glob(os.path.join(folder, "o.s*"))):
            raw = np.fromfile(name, np.uint8)
            if path.endswith(".bdf"):
                triplets = raw.reshape(-1, 3).astype(np.int32)
                values = triplets[:, 0] | triplets[:, 1] << 8 | triplets[:, 2] << 16
                values = np.where(values >= 1 << 23, values - (1 << 24), values).astype("<i4")
            else:
                values = raw.view("<i2").astype("<i4")
            signals.append({"count": int(values.size), "sha256": hashlib.sha256(values.tobytes()).hexdigest()})
    out[os.path.basename(path)] = signals
print(json.dumps(out, indent=1))
