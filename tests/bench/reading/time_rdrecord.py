"""Times Python wfdb's rdrecord: reads "physical|digital PATH" lines, answers each with seconds and a sum of the samples."""
import sys
import time

import numpy as np
import wfdb

print(f"wfdb {wfdb.__version__}, numpy {np.__version__}, Python {sys.version.split()[0]}", flush=True)
for line in sys.stdin:
    kind, path = line.rstrip("\n").split(" ", 1)
    started = time.perf_counter()
    record = wfdb.rdrecord(path, physical=kind == "physical")
    seconds = time.perf_counter() - started
    values = record.p_signal if kind == "physical" else record.d_signal
    print(seconds, float(np.sum(values, dtype="float64")), flush=True)
