"""HDF5 fixtures written by h5py, and what h5py reads back from them.

Run with Debian's python3 (h5py 3.7, numpy 1.24): /usr/bin/python3 tests/golden/ecg/hdf5/make_hdf5.py
The MATLAB 7.3 fixture is put together with h5py in MATLAB's layout (512-byte user block, axes reversed, MATLAB_class
attributes, cells as references), since no MATLAB is at hand.
"""
import glob, hashlib, json, os
import h5py
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
t = np.arange(300)
ecg = np.array([np.round(900 * np.exp(-(((t % 80) - 40 + k) / 3.0) ** 2) + 7 * k) for k in range(3)])
rng = np.random.RandomState(7)

def types(g):
    for kind in ["i1", "u1", "<i2", ">i2", "<u2", "<i4", ">i4", "<u4", "<i8", ">i8", "<u8", "<f2", ">f2", "<f4", ">f4", "<f8", ">f8"]:
        scale = 0.1 if kind.endswith("1") else 1.0
        g[kind.replace("<", "le_").replace(">", "be_")] = (ecg[:, 30:62] * scale).astype(kind)

def facts(f):
    f.attrs["sampling_rate"] = 250.0
    f.attrs["unit"] = "mV"
    f.attrs["leads"] = np.array(["I", "II", "III"], dtype=h5py.string_dtype())
    f.attrs["hospital"] = np.bytes_("St. Elsewhere")
    f["patient"] = "Grüße, Made Up"
    f["fixed"] = np.array([b"abc", b"defgh"])
    f["is_male"] = np.bool_(True)
    f["age"] = 61

with h5py.File(os.path.join(here, "earliest.h5"), "w", libver="earliest") as f:
    types(f.create_group("types"))
    facts(f)
    g = f.create_group("layouts")
    g.create_dataset("packed", data=ecg.astype("<i2"), chunks=(2, 77), compression="gzip", shuffle=True, fletcher32=True)
    g.create_dataset("lzf", data=ecg, chunks=(1, 100), compression="lzf")
    g.create_dataset("many", data=np.arange(120 * 40).reshape(120, 40), chunks=(3, 4))
    g.create_dataset("growing", data=np.arange(50.0), maxshape=(None,), chunks=(8,))
    g.create_dataset("unwritten", (4, 90), "f4", fillvalue=-7.5)
    sparse = g.create_dataset("sparse", (4, 90), "i4", chunks=(2, 30), fillvalue=9)
    sparse[2:, 30:60] = 5
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_layout(h5py.h5d.COMPACT)
    compact = h5py.h5d.create(g.id, b"compact", h5py.h5t.IEEE_F64LE, h5py.h5s.create_simple((2, 20)), plist)
    compact.write(h5py.h5s.ALL, h5py.h5s.ALL, np.arange(40.0).reshape(2, 20) / 3)
    records = np.zeros(30, dtype=[("I", "<i2"), ("mark", "S3"), ("II", "<f4")])
    records["I"], records["II"] = np.arange(30) * 3, np.arange(30) / 7
    g["records"] = records
    f["again"] = f["types"]

with h5py.File(os.path.join(here, "latest.h5"), "w", libver="latest") as f:
    types(f.create_group("types"))
    facts(f)
    g = f.create_group("layouts")
    g.create_dataset("single", data=ecg, chunks=ecg.shape)
    g.create_dataset("single_packed", data=ecg, chunks=ecg.shape, compression="gzip")
    g.create_dataset("fixed_array", data=ecg, chunks=(1, 64))
    g.create_dataset("fixed_array_packed", data=ecg.astype("i4"), chunks=(1, 64), compression="gzip", shuffle=True, fletcher32=True)
    g.create_dataset("extensible", data=ecg.T, chunks=(40, 3), maxshape=(None, 3))
    g.create_dataset("extensible_second", data=ecg, chunks=(2, 16), maxshape=(5, None), compression="gzip")
    g.create_dataset("btree2", data=np.arange(60 * 50.0).reshape(60, 50), chunks=(7, 9), maxshape=(None, None))
    g.create_dataset("btree2_packed", data=np.arange(60 * 50.0).reshape(60, 50), chunks=(7, 9), maxshape=(None, None), compression="gzip")
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_chunk((2, 16)); plist.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    implicit = h5py.h5d.create(g.id, b"implicit", h5py.h5t.STD_I16LE, h5py.h5s.create_simple((3, 50)), plist)
    implicit.write(h5py.h5s.ALL, h5py.h5s.ALL, ecg[:, :50].astype("i2"))
    many = f.create_group("dense")
    for k in range(40):
        many["record%02d" % k] = (np.arange(20) * k).astype("i2")
        many.attrs["note %02d" % k] = "value %d" % k

# Enough chunks for pages (1024 elements) of the fixed array and for super blocks of the extensible one; kept small by packing.
with h5py.File(os.path.join(here, "paged.h5"), "w", libver="latest") as f:
    f.create_dataset("fixed", data=np.arange(2500, dtype="i2"), chunks=(2,))
    wide = f.create_dataset("wide", (4, 4000), "i2", chunks=(1, 2), fillvalue=-1)
    wide[3, 3000:3040] = np.arange(40)
    f.create_dataset("extensible", data=np.arange(6000, dtype="i2"), chunks=(2,), maxshape=(None,))
    far = f.create_dataset("far", (300000,), "i2", chunks=(2,), maxshape=(None,), fillvalue=-1)
    far[10:20] = np.arange(10); far[290000:290030] = np.arange(30)
    f.create_dataset("deep", data=np.arange(60 * 70).reshape(60, 70).astype("i2"), chunks=(1, 2), maxshape=(None, None))

with h5py.File(os.path.join(here, "code15.h5"), "w") as f:
    tracings = np.zeros((5, 128, 12), "f4")
    tracings[:, 20:100] = rng.randn(5, 80, 12)
    f.create_dataset("tracings", data=tracings, chunks=(1, 128, 12), compression="gzip")
    f.create_dataset("exam_id", data=np.array([1169160, 2873686, 168405, 271011, 384368]))

with h5py.File(os.path.join(here, "v73.mat"), "w", userblock_size=512) as f:
    def put(group, name, value, kind, **extra):
        d = group.create_dataset(name, data=value)
        d.attrs["MATLAB_class"] = np.bytes_(kind)
        for key, item in extra.items():
            d.attrs[key] = item
        return d
    put(f, "val", ecg.T.astype("i2"), "int16")
    put(f, "fs", np.array([[250.0]]), "double")
    put(f, "unit", np.frombuffer("mV".encode("utf-16-le"), "<u2").reshape(2, 1), "char", MATLAB_int_decode=np.int32(2))
    s = f.create_group("ECG"); s.attrs["MATLAB_class"] = np.bytes_("struct")
    put(s, "data", (ecg / 9).T, "double")
    put(s, "sex", np.frombuffer("Female".encode("utf-16-le"), "<u2").reshape(6, 1), "char", MATLAB_int_decode=np.int32(2))
    refs = f.create_group("#refs#")
    a = put(refs, "a", (ecg[:1] / 2).T, "double")
    b = put(refs, "b", np.frombuffer("leads".encode("utf-16-le"), "<u2").reshape(5, 1), "char", MATLAB_int_decode=np.int32(2))
    cell = f.create_dataset("list", (2, 1), dtype=h5py.ref_dtype)
    cell[0, 0], cell[1, 0] = a.ref, b.ref
    cell.attrs["MATLAB_class"] = np.bytes_("cell")
    put(f, "nothing", np.array([0, 0], "u8"), "double", MATLAB_empty=np.uint8(1))
with open(os.path.join(here, "v73.mat"), "r+b") as f:
    f.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64, Created on: Mon Jan 01 00:00:00 2024 HDF5 schema 1.00 .".ljust(116) + b"\0" * 8 + b"\x00\x02IM")

with h5py.File(os.path.join(here, "texts.h5"), "w") as f:
    f.attrs.create("names", np.array([["Canary A", "Canary B"]], dtype=h5py.string_dtype()))
    people = np.zeros(3, dtype=[("name", "S12"), ("born", h5py.string_dtype()), ("mrn", "<i4")])
    people[0], people[1], people[2] = (b"Canary C", "1950-01-02", 4711), (b"Canary D", "1951-02-03", 4712), (b"Canary E", "1952-03-04", 4713)
    f["people"] = people
    f.create_dataset("grid", data=np.array([[b"Canary F", b"Canary G", b"Canary H"], [b"Canary I", b"Canary J", b"Canary K"]]), chunks=(2, 2), compression="gzip")
    f["latin"] = np.bytes_("Canary M\u00fcller".encode("latin-1"))
    f.attrs["utf16"] = np.frombuffer("Canary".encode("utf-16-le"), "<u2")
    g = f.create_group("Canary group")
    for k, lead in enumerate(["I", "II", "V1"]):
        g[lead] = (ecg[k, :64]).astype("<i2")
    g.attrs["fs"], g.attrs["units"] = 500, "uV"

def tiny(name, libver, **options):
    with h5py.File(os.path.join(here, name), "w", libver=libver) as f:
        f.create_dataset("val", data=ecg[:2, :40].astype("i2"), **options)
        f["val"].attrs["fs"] = 250
tiny("tiny_contiguous.h5", "earliest")
tiny("tiny_latest.h5", "latest", chunks=(1, 16), compression="gzip", shuffle=True, fletcher32=True)
tiny("tiny_growing.h5", "latest", chunks=(2, 4), maxshape=(None, 40))
tiny("tiny_btree2.h5", "latest", chunks=(2, 10), maxshape=(None, None))
tiny("tiny_btree1.h5", "earliest", chunks=(2, 20), compression="gzip")

# The first bytes of a file of 3.9 GB; the test puts the samples behind them. Written as a sparse file, then cut.
with h5py.File(os.path.join(here, "giant.tmp"), "w") as f:
    f.create_dataset("exam_id", data=np.arange(20000, dtype="i4") + 5, chunks=(20000,), compression="gzip", shuffle=True)
    giant = f.create_dataset("tracings", (20000, 4096, 12), "f4")
    giant[19999, 4095, 11] = 1
    giant_offset = giant.id.get_offset()
giant_size = os.path.getsize(os.path.join(here, "giant.tmp"))
with open(os.path.join(here, "giant.tmp"), "rb") as f:
    head = f.read(giant_offset)
os.remove(os.path.join(here, "giant.tmp"))
with open(os.path.join(here, "giant.head"), "wb") as f:
    f.write(head)

def expected(path):
    arrays = {}
    def take(name, item):
        if isinstance(item, h5py.Dataset) and item.shape is not None and item.size > 15:
            parts = [(name, item[...])] if item.dtype.names is None else [(name + "." + field, item[field]) for field in item.dtype.names]
            for label, value in parts:
                if value.dtype.kind in "iuf":
                    arrays[label] = {"shape": list(value.shape), "sha256": hashlib.sha256(np.ascontiguousarray(value.astype("<f8")).tobytes()).hexdigest(), "first": float(value.flat[0])}
    with h5py.File(path, "r") as f:
        f.visititems(take)
    return arrays

with open(os.path.join(here, "expected.json"), "w") as f:
    json.dump({"giant": {"size": giant_size, "offset": giant_offset}, "source": "h5py %s, HDF5 %s" % (h5py.__version__, h5py.version.hdf5_version), "digest": "SHA-256 of the values as little-endian doubles, last axis fastest",
               "fixtures": {os.path.basename(p): expected(p) for p in sorted(glob.glob(os.path.join(here, "*.h5"))) if "texts" not in p}}, f, indent=1)
    f.write("\n")
