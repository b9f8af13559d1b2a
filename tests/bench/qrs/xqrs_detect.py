"""XQRS of Python wfdb on the first signal of each record named: one JSON line a record, with its beats and the seconds it took."""
import json
import sys
import time

import wfdb
import wfdb.processing

for path in sys.argv[1:]:
    signals, fields = wfdb.rdsamp(path, channels=[0])
    started = time.perf_counter()
    beats = wfdb.processing.xqrs_detect(sig=signals[:, 0], fs=fields["fs"], verbose=False)
    print(json.dumps({"path": path, "beats": [int(beat) for beat in beats], "seconds": time.perf_counter() - started, "version": wfdb.__version__}), flush=True)
