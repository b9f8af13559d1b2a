"""Reads WFDB records with Python wfdb and prints them as JSON: python readWithPython.py FOLDER RECORD…

Per signal: raw samples of all frames, name, unit, gain, baseline, physical values; all fields of the annotations.
"""
import json
import os
import sys

import numpy as np
import wfdb


def number(value):
    return None if np.isnan(value) else float(value)


def read(path):
    header = wfdb.rdheader(path)
    marks = None
    if os.path.exists(path + ".atr"):
        read_marks = wfdb.rdann(path, "atr")
        marks = {
            "rate": read_marks.fs,
            "rows": [
                [int(sample), symbol, int(subtype), int(channel), int(count), text.rstrip("\0")]
                for sample, symbol, subtype, channel, count, text in zip(read_marks.sample, read_marks.symbol, read_marks.subtype, read_marks.chan, read_marks.num, read_marks.aux_note)
            ],
        }
    if getattr(header, "seg_name", None) is not None:
        record = wfdb.rdrecord(path, physical=True)
        return {"rate": record.fs, "length": record.sig_len, "segments": header.seg_len, "physical": [[number(value) for value in row] for row in record.p_signal.T], "annotations": marks}
    physical = wfdb.rdrecord(path, physical=True, smooth_frames=False)
    record = wfdb.rdrecord(path, physical=False, smooth_frames=False) if "61" not in header.fmt else None
    return {
        "rate": physical.fs,
        "length": physical.sig_len,
        "names": physical.sig_name,
        "units": physical.units,
        "gains": physical.adc_gain,
        "baselines": physical.baseline,
        "start": str(physical.base_datetime),
        # Reading raw samples of format 61 fails in the library's check of types.
        "counts": None if record is None else [np.asarray(signal).tolist() for signal in record.e_d_signal],
        "physical": [[number(value) for value in signal] for signal in physical.e_p_signal],
        "annotations": marks,
    }


print(json.dumps({"version": wfdb.__version__, "records": {name: read(os.path.join(sys.argv[1], name)) for name in sys.argv[2:]}}))
