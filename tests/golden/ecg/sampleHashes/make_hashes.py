"""Hashes of raw samples as int32 little-endian, by the wfdb package (4.x, from source) and pydicom (2.3).

Run: PYTHONPATH=<wfdb source> python3 make_hashes.py <folder with the shared data> > hashes.json
"""
import hashlib
import json
import sys

import numpy
import pydicom
import wfdb

data = sys.argv[1]
hashes = {}


def sha256(samples):
    return hashlib.sha256(numpy.ascontiguousarray(samples, dtype="<i4").tobytes()).hexdigest()


for record in ["mitdb/100", "mitdb/208", "qtdb/sel100", "ludb/data/1", "cinc2021/HR06000", "wfdb-samples/s0010_re"]:
    read = wfdb.rdrecord(f"{data}/{record}", physical=False, return_res=32)
    hashes[f"{record}.hea"] = [[name, sha256(read.d_signal[:, i])] for i, name in enumerate(read.sig_name)]

dataset = pydicom.dcmread(f"{data}/dicom/waveform_ecg.dcm")
hashes["dicom/waveform_ecg.dcm"] = []
for group in dataset.WaveformSequence:
    raw = numpy.frombuffer(group.WaveformData, dtype="<i2").reshape(-1, group.NumberOfWaveformChannels)
    for i, channel in enumerate(group.ChannelDefinitionSequence):
        name = channel.ChannelSourceSequence[0].CodeMeaning.replace("Lead ", "").replace(" (Einthoven)", "")
        hashes["dicom/waveform_ecg.dcm"].append([name, sha256(raw[:, i])])

json.dump(hashes, sys.stdout, indent=1)
print()
