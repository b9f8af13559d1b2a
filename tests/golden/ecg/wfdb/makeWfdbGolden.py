"""Makes wfdbGolden.json: what Python wfdb reads of every WFDB record and annotation file in ../shared/data.

Per signal the first 16 hexadecimal digits of the SHA-256 of its raw samples as int32, little-endian (all samples of all
frames, deskewed); per annotation file its count and the same of one line per annotation: sample, symbol, subtype, channel,
number, text. Multi-segment records are read segment by segment, since the library joins them with rounding of its own.

Run in the repository: PYTHONPATH=<wfdb-python> /usr/bin/python3 tests/golden/ecg/wfdb/makeWfdbGolden.py
"""
import glob
import hashlib
import json
import os

import numpy as np
import wfdb

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.normpath(os.path.join(HERE, "../../../../../shared/data"))
FOLDERS = ["mitdb", "qtdb", "ludb/data", "cinc2021", "scp", "wfdb-samples", "wfdb-samples/multi-segment/041s", "wfdb-samples/multi-segment/fixed1", "wfdb-samples/multi-segment/p000878"]
NOT_ANNOTATIONS = {"hea", "dat", "mat", "xyz", "xws", "txt", "csv", "edf", "scp"}


def short(data):
    return hashlib.sha256(data).hexdigest()[:16]


def record_of(path):
    header = wfdb.rdheader(path)
    if getattr(header, "seg_name", None) is not None or header.file_name is None:
        return None
    if not all(os.path.exists(os.path.join(os.path.dirname(path), name)) for name in header.file_name):
        return None
    # Reading every sample of format 61 fails in the library's check of types; its frames hold one sample, so smoothing changes nothing.
    if "61" in header.fmt:
        assert all(count == 1 for count in header.samps_per_frame)
        record = wfdb.rdrecord(path, physical=False)
        signals = record.d_signal.T
    else:
        record = wfdb.rdrecord(path, physical=False, smooth_frames=False)
        signals = record.e_d_signal
    return {"frames": int(record.sig_len), "signals": [short(np.asarray(signal).astype("<i4").tobytes()) for signal in signals]}


def annotations_of(stem, extension):
    marks = wfdb.rdann(stem, extension)
    lines = [
        f"{sample}\t{symbol}\t{subtype}\t{channel}\t{number}\t{text.rstrip(chr(0))}\n"
        for sample, symbol, subtype, channel, number, text in zip(marks.sample, marks.symbol, marks.subtype, marks.chan, marks.num, marks.aux_note)
    ]
    return {"count": len(lines), "hash": short("".join(lines).encode("utf-8"))}


records, annotations = {}, {}
for folder in FOLDERS:
    for path in sorted(glob.glob(os.path.join(DATA, folder, "*"))):
        stem, extension = os.path.splitext(path)
        extension = extension[1:]
        name = os.path.relpath(path, DATA)
        if extension == "hea":
            record = record_of(stem)
            if record is not None:
                records[os.path.relpath(stem, DATA)] = record
        elif extension not in NOT_ANNOTATIONS and not (extension[:1] == "d" and extension[1:].isdigit()) and os.path.exists(f"{stem}.hea"):
            annotations[name] = annotations_of(stem, extension)
with open(os.path.join(HERE, "wfdbGolden.json"), "w") as file:
    json.dump({"madeBy": f"makeWfdbGolden.py with Python wfdb {wfdb.__version__}", "records": records, "annotations": annotations}, file, separators=(",", ":"))
    file.write("\n")
print(len(records), "records,", len(annotations), "annotation files")
