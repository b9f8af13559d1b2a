"""MATLAB Level 4 and 5 fixtures and what scipy.io.loadmat reads from them and from the open data beside the repository.

Run with Debian's python3 (scipy 1.10, numpy 1.24): /usr/bin/python3 tests/golden/ecg/mat/make_mat.py
Big-endian files, and doubles kept as small integers (as MATLAB does), are put together by hand, since SciPy does not
write them; SciPy's reading of them is checked against the numbers they were made from.
"""
import glob, hashlib, json, os, struct, zlib
import numpy as np
import scipy, scipy.io as sio

here = os.path.dirname(os.path.abspath(__file__))
data = os.path.join(here, "../../../../../shared/data")
t = np.arange(40)
ecg = np.array([np.round(900 * np.exp(-((t - 20 + k) / 3.0) ** 2) + 7 * k) for k in range(3)])

def save(name, values, **options):
    sio.savemat(os.path.join(here, name), values, **options)

save("v4_types.mat", {"val": ecg.astype("<i2"), "dbl": ecg / 7, "sng": (ecg / 3).astype("<f4"), "i32": ecg.astype("<i4") * 70000,
     "u16": (ecg + 40000).astype("<u2"), "u8": (ecg % 251).astype("u1"), "fs": np.array([[250.0]]), "note": "read by hand"}, format="4")

def v4_big(name, rows):
    with open(os.path.join(here, name), "wb") as f:
        for label, array, digit, kind in rows:
            f.write(struct.pack(">5i", 1000 + 10 * digit, array.shape[0], array.shape[1], 0, len(label) + 1) + label.encode() + b"\0")
            f.write(array.astype(kind).tobytes("F"))
v4_big("v4_big_endian.mat", [("val", ecg, 3, ">i2"), ("dbl", ecg / 7, 0, ">f8"), ("u16", ecg + 40000, 4, ">u2"), ("sng", ecg / 3, 1, ">f4"), ("i32", ecg * 70000, 2, ">i4")])

everything = {
    "dbl": ecg / 7, "sng": (ecg / 3).astype("f4"), "i8": (ecg % 120).astype("i1"), "u8": (ecg % 251).astype("u1"), "i16": ecg.astype("i2"), "u16": (ecg + 40000).astype("u2"),
    "i32": (ecg * 70000).astype("i4"), "u32": (ecg * 4000000).astype("u4"), "i64": (ecg * 2.0 ** 40).astype("i8"), "u64": (ecg * 2.0 ** 41).astype("u8"),
    "flags": ecg > 300, "whole": ecg, "cplx": ecg + 1j * ecg, "column": ecg.T, "cube": np.arange(2 * 3 * 20.0).reshape(2, 3, 20),
    "none": np.zeros((0, 0)), "note": "Grüße", "ab": np.array(["one", "two"]), "sparse": __import__("scipy.sparse").sparse.eye(4).tocsc(),
    "ECG": {"sex": "Male", "age": 61, "data": ecg / 9, "inner": {"deep": {"signal": ecg.T / 5, "PatientName": "Made Up"}}},
    "list": np.array([ecg[:, :20], "text", {"x": ecg[:1]}], dtype=object),
}
save("v5_plain.mat", everything, format="5", do_compression=False)
save("v5_packed.mat", everything, format="5", do_compression=True)
save("v5_tiny.mat", {"val": ecg[:2, :32].astype("i2"), "fs": 250, "S": {"d": ecg[:1, :20]}}, format="5", do_compression=False)
save("v5_tiny_packed.mat", {"val": ecg[:2, :32].astype("i2"), "fs": 250, "S": {"d": ecg[:1, :20]}}, format="5", do_compression=True)
save("v5_stated.mat", {"data": ecg[:2], "samplingRate": 250.0, "units": "uV", "leads": np.array(["I", "V2"], dtype=object), "gain": 4.0, "patient_id": np.int64(9007199254740993)}, format="5", do_compression=True)
long = np.round(400 * np.sin(np.arange(12 * 3000).reshape(12, 3000) / 17.0)) + np.arange(3000) % 91
save("v5_long_packed.mat", {"val": long.astype("i2")}, format="5", do_compression=True)
for name in ["v4_tiny.mat"]:
    save(name, {"val": ecg[:2, :32].astype("<i2"), "b": np.arange(20.0)}, format="4")

def element(kind, payload, order):
    if 0 < len(payload) <= 4:
        return struct.pack(order + "I", (len(payload) << 16) | kind) + payload.ljust(4, b"\0")
    return struct.pack(order + "II", kind, len(payload)) + payload + b"\0" * (-len(payload) % 8)

def matrix(name, array, mx, mi, dtype, order, flags=0):
    body = element(6, struct.pack(order + "II", mx | flags << 8, 0), order) + element(5, struct.pack(order + "%di" % array.ndim, *array.shape), order)
    body += element(1, name.encode(), order) + element(mi, array.astype(order + dtype).tobytes("F"), order)
    return element(14, body, order)

def header(order):
    return b"MATLAB 5.0 MAT-file, made by hand".ljust(116) + b"\0" * 8 + (b"\x01\x00MI" if order == ">" else b"\x00\x01IM")

with open(os.path.join(here, "v5_big_endian.mat"), "wb") as f:
    f.write(header(">") + matrix("compact", ecg, 6, 3, "i2", ">") + matrix("sng", ecg / 3, 7, 7, "f4", ">") + matrix("i64", ecg * 2.0 ** 40, 14, 12, "i8", ">") + matrix("fs", np.array([[250]]), 6, 2, "u1", ">"))
with open(os.path.join(here, "v5_compact.mat"), "wb") as f:
    f.write(header("<") + matrix("compact", ecg, 6, 3, "i2", "<") + element(15, zlib.compress(matrix("packed", ecg % 200, 6, 2, "u1", "<")), "<").rstrip(b"\0"))
for name in ["v5_big_endian.mat", "v5_compact.mat", "v4_big_endian.mat"]:
    key = "compact" if name != "v4_big_endian.mat" else "val"
    assert (sio.loadmat(os.path.join(here, name))[key] == ecg).all()

def digest(array):
    array = np.real(np.asarray(array)).astype("<f8")
    return {"shape": list(array.shape), "sha256": hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest(), "first": float(array.flat[0])}

def walk(path, value, into):
    if isinstance(value, np.ndarray) and value.dtype.names:
        for index, row in enumerate(value.flat):
            for field in value.dtype.names:
                walk(path + ("(%d)" % (index + 1) if value.size > 1 else "") + "." + field, row[field], into)
    elif isinstance(value, np.ndarray) and value.dtype == object:
        for index, item in enumerate(value.flat):
            walk(path + "{%d}" % (index + 1), item, into)
    elif isinstance(value, np.ndarray) and value.dtype.kind in "iufbc" and value.size > 15:
        into[path] = digest(value)

def expected(path):
    arrays = {}
    for name, value in sio.loadmat(path).items():
        if not name.startswith("__"):
            walk(name, value, arrays)
    return arrays

fixtures = {os.path.basename(p): expected(p) for p in sorted(glob.glob(os.path.join(here, "*.mat")))}
shared = {os.path.relpath(p, data): expected(p) for p in sorted(glob.glob(os.path.join(data, "*/*.mat")))}
with open(os.path.join(here, "expected.json"), "w") as f:
    json.dump({"source": "scipy.io.loadmat, scipy %s, numpy %s" % (scipy.__version__, np.__version__), "digest": "SHA-256 of the values as little-endian doubles, last axis fastest", "fixtures": fixtures, "shared": shared}, f, indent=1)
    f.write("\n")
