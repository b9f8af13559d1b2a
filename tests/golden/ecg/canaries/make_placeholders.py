"""Files with placeholders of twelve letters ("PLACEHOLD001" and on) wherever HDF5 and Parquet can hold text.

The tests put canaries of the same length in their place, so that nothing in the files moves. Without checksums and compression,
except where a library gives no choice. Made with h5py 3.7 (system Python) and pyarrow 25.0.1.

Run: python3 make_placeholders.py, with h5py, pyarrow or both installed; each file is made where its library is there.
"""
import os

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
made = 0


def placeholder():
    global made
    made += 1
    return "PLACEHOLD%03d" % made


def counts(lead):
    i = np.arange(400)
    return np.round(400 * np.exp(-((i % 200 - 60 - lead) ** 2) / 20) + 20 * np.sin(i / 31 + lead)).astype("<i2")


def make_hdf5():
    import h5py

    with h5py.File(os.path.join(here, "placeholders.h5"), "w", libver="earliest", userblock_size=512) as file:
        signals = file.create_dataset("signals", data=np.stack([counts(0), counts(1)]))
        for name in ["patient_name", "patient_id", "birth_date", "remark", "site"]:
            signals.attrs[name] = placeholder()
        for _ in range(5):
            file.attrs["n%02d_%s" % (made, placeholder())] = np.bytes_(placeholder())
        file.attrs["many"] = np.array([placeholder().encode() for _ in range(5)])
        file.create_dataset("names", data=np.array([placeholder().encode() for _ in range(4)]))
        wide = h5py.string_dtype()
        file.create_dataset("texts", data=[placeholder() for _ in range(4)], dtype=wide)
        group = file.create_group("n%02d_%s" % (made, placeholder()))
        inner = group.create_dataset("n%02d_%s" % (made, placeholder()), data=np.arange(3))
        inner.attrs["note"] = placeholder()
        compound = np.zeros(2, dtype=[("name", "S12"), ("value", "i4")])
        for row in range(2):
            compound[row] = (placeholder().encode(), row)
        file.create_dataset("people", data=compound)
        file.create_dataset("opaque", data=np.frombuffer(placeholder().encode(), "u1"))
        file["link"] = h5py.ExternalLink(placeholder(), "/" + placeholder())
    with open(os.path.join(here, "placeholders.h5"), "r+b") as file:
        file.write((placeholder() + " " + placeholder()).encode())
        file.seek(0, 2)
        file.write((placeholder() + "\n" + placeholder()).encode())


def make_parquet():
    import pyarrow as pa
    import pyarrow.parquet as pq

    global made
    made = 0
    names = ["remark_" + placeholder() for _ in range(4)]
    table = pa.table({"I": pa.array(counts(0).astype("i4")), "II": pa.array(counts(1).astype("i4")), **{name: [placeholder() for _ in range(8)] * 50 for name in names}})
    metadata = {placeholder(): placeholder(), "patient_id": placeholder(), "name": placeholder()}
    pq.write_table(table.replace_schema_metadata(metadata), os.path.join(here, "placeholders.parquet"), compression="none", use_dictionary=["remark_PLACEHOLD001"])


for make in (make_hdf5, make_parquet):
    made = 0
    try:
        make()
    except ImportError as missing:
        print("left out:", missing)
