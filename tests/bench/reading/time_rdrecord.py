"""Times Python wfdb's rdrecord. Reads lines of JSON [kind, path, …]; answers [ms, ms of the processor, sum of the samples]."""
import json
import sys
import time

import numpy as np
import wfdb

print(f"wfdb {wfdb.__version__}, numpy {np.__version__}, Python {sys.version.split()[0]}", flush=True)
for line in sys.stdin:
    kind, *paths = json.loads(line)
    milliseconds, work, total = 0.0, 0.0, 0.0
    for path in paths:
        worked = time.process_time()
        started = time.perf_counter()
        record = wfdb.rdrecord(path, physical=kind == "physical")
        milliseconds += 1000 * (time.perf_counter() - started)
        work += 1000 * (time.process_time() - worked)
        total += float(np.sum(record.p_signal if kind == "physical" else record.d_signal, dtype="float64"))
    print(json.dumps([milliseconds, work, total]), flush=True)
