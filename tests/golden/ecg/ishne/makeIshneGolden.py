#!/usr/bin/env python3
"""Synthetic ISHNE Holter files, written field by field from the published standard (Badilini 1998, DOI
10.1111/j.1542-474X.1998.tb00353.x) with struct and binascii only; no open recording in this format exists.

Usage: makeIshneGolden.py > ishne.json
The annotation layout (first sample as 32 bits, then label, internal character and 16 bits of samples since the last beat)
follows the description by the Telemetric and Holter ECG Warehouse.
"""
import base64, binascii, json, struct


def header(magic, samples, leads, block=b"", rate=200, data_shift=0):
    spec = [l[0] for l in leads] + [-9] * (12 - len(leads))
    quality = [l[1] for l in leads] + [-9] * (12 - len(leads))
    resolution = [l[2] for l in leads] + [-9] * (12 - len(leads))
    fixed = struct.pack("<iiii h 40s40s20s hh hhh hhh hhh hhh h 12h 12h 12h h 40s h 80s80s88s",
        len(block), samples, 522, 522 + len(block) + data_shift, 1, "J\u00f6rg".encode("latin-1"), b"Muster", b"PAT-0042", 1, 1,
        17, 5, 1961, 28, 2, 2019, 1, 3, 2019, 23, 59, 30, len(leads), *spec, *quality, *resolution,
        2, b"digital SN 778899", rate, b"Clinic X, Room 5", b"not to be passed on", b"reserved words")
    assert len(fixed) == 512
    return magic + struct.pack("<H", binascii.crc_hqx(fixed + block, 0xFFFF)) + fixed + block


leads = [(6, 1, 2500), (11, 3, 1000), (0, 0, 5000)]
counts = [[(i * 37 + lead * 11) % 2001 - 1000 for i in range(60)] for lead in range(3)]
counts[0][0], counts[1][1] = -32768, 32767
data = b"".join(struct.pack("<3h", *(counts[lead][i] for lead in range(3))) for i in range(60))
beats = [(b"N", 10), (b"V", 150), (b"!", 65535), (b"S", 5), (b"X", 20), (b"C", 1)]
ann = struct.pack("<I", 100) + b"".join(label + b"\0" + struct.pack("<H", gap) for label, gap in beats)
files = {
    "per lead": header(b"ISHNE1.0", 60, leads, b"Comment by Dr. Who") + data,
    "all leads": header(b"ISHNE1.0", 180, leads) + data,
    "annotations": header(b"ANN  1.0", len(beats), leads, b"beats by Ms. Y", data_shift=0) + ann,
}
print(json.dumps({
    "files": {name: base64.b64encode(raw).decode() for name, raw in files.items()}, "counts": counts,
    "crcOf123456789": binascii.crc_hqx(b"123456789", 0xFFFF),
    "beats": [[110, "N"], [260, "V"], [260 + 65535 + 5, "S"], [260 + 65535 + 25, "|"], [260 + 65535 + 26, "\""]],
}))
