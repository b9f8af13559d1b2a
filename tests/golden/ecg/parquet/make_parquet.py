"""Parquet fixtures written by Apache Arrow, and what it reads back from them.

Run with a Python that has pyarrow (made with 25.0.1, numpy 2.x): python tests/golden/ecg/parquet/make_parquet.py
"""
import glob, hashlib, json, os
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

here = os.path.dirname(os.path.abspath(__file__))
t = np.arange(700)
ecg = np.array([np.round(900 * np.exp(-(((t % 80) - 40 + k) / 3.0) ** 2) + 7 * k) for k in range(3)]).astype("i4")
path = lambda name: os.path.join(here, name)

samples = {
    "time": t / 250.0, "I": ecg[0], "II": ecg[1] / 7.0, "V1": (ecg[2] / 3).astype("f4"), "i8": (ecg[0] % 120).astype("i1"), "u8": (ecg[0] % 250).astype("u1"), "i16": ecg[1].astype("i2"),
    "u16": (ecg[1] + 40000).astype("u2"), "u32": (ecg[2].astype("u4") + 3000000000), "i64": ecg[2].astype("i8") * 2 ** 40, "u64": ecg[2].astype("u8") * 2 ** 40, "f16": (ecg[0] / 9).astype("f2"),
    "flag": ecg[0] > 300, "flat": np.zeros(700, "i4"), "text": np.array(["a", "bb", ""] * 233 + ["end"]),
}
table = pa.table(samples)
holes = table.append_column("holes", pa.array([None if k % 11 == 3 else int(v) for k, v in enumerate(ecg[0])], pa.int32()))
pq.write_table(holes, path("samples_snappy.parquet"), compression="snappy", row_group_size=300)
pq.write_table(holes, path("samples_gzip_v2.parquet"), compression="gzip", data_page_version="2.0", data_page_size=600)
pq.write_table(holes, path("samples_plain.parquet"), compression="none", use_dictionary=False, write_page_checksum=True)
numeric = table.select(["I", "i16", "i64", "u8", "text"])
pq.write_table(numeric, path("samples_delta.parquet"), compression="none", use_dictionary=False, column_encoding={"I": "DELTA_BINARY_PACKED", "i16": "DELTA_BINARY_PACKED", "i64": "DELTA_BINARY_PACKED", "u8": "DELTA_BINARY_PACKED", "text": "DELTA_BYTE_ARRAY"})
pq.write_table(table.select(["II", "V1", "I", "i64", "text"]), path("samples_split.parquet"), compression="snappy", use_dictionary=False, column_encoding={"II": "BYTE_STREAM_SPLIT", "V1": "BYTE_STREAM_SPLIT", "I": "BYTE_STREAM_SPLIT", "i64": "BYTE_STREAM_SPLIT", "text": "DELTA_LENGTH_BYTE_ARRAY"})
for codec in ["zstd", "brotli", "lz4"]:
    pq.write_table(table.select(["I"]).slice(0, 40), path("codec_%s.parquet" % codec), compression=codec)

stated = pa.table({"I": ecg[0], "II": ecg[1]}).replace_schema_metadata({"sampling_rate": "250", "unit": "uV", "comment": "taken by Made Up"})
pq.write_table(stated, path("stated.parquet"), compression="snappy")

lengths = [60, 100, 45, 100, 0, 77]
def record(k, lead, kind):
    return list((ecg[lead, : lengths[k]] + k).astype(kind))
records = pa.table({
    "patient_id": ["P%03d" % k for k in range(6)], "age": [40 + k for k in range(6)], "sex": ["F", "M"] * 3, "name": ["Made Up %d" % k for k in range(6)], "sampling_rate": [250.0] * 6, "unit": ["uV"] * 6,
    "I": pa.array([record(k, 0, "i4") for k in range(6)], pa.list_(pa.int16())), "II": pa.array([record(k, 1, "i4") for k in range(6)], pa.list_(pa.int16())),
})
pq.write_table(records, path("records_snappy.parquet"), compression="snappy", row_group_size=4)
pq.write_table(records, path("records_pages.parquet"), compression="gzip", data_page_version="2.0", data_page_size=64, write_batch_size=1, use_dictionary=False)
pq.write_table(records, path("records_pages_v1.parquet"), compression="snappy", data_page_size=64, write_batch_size=7, use_dictionary=False)
flat = pa.table({"ecg": pa.array([list((ecg[:, :50] + k).T.reshape(-1) / 5.0) for k in range(4)], pa.list_(pa.float32()))})
pq.write_table(flat, path("records_flat.parquet"), compression="snappy")
nested = pa.table({"signal": pa.array([[list(ecg[lead, :50] + k) for lead in range(3)] for k in range(4)], pa.list_(pa.list_(pa.int32()))), "label": [0, 1, 0, 1]})
pq.write_table(nested, path("records_nested.parquet"), compression="snappy", data_page_size=128, write_batch_size=3)

import datetime
stamp = [datetime.datetime(2024, 5, 6, 7, 8, 9 + k) for k in range(2)]
times = pa.table({"patient_id": pa.array([9007199254740993, 9007199254740995], pa.int64()), "recorded_at": pa.array(stamp, pa.timestamp("ns")), "stored": pa.array(stamp, pa.timestamp("ms")), "birth_date": pa.array([datetime.date(1950, 1, 2), None], pa.date32()),
                  "I": pa.array([list(ecg[0][:40]), list(ecg[0][:40])], pa.list_(pa.int32()))})
pq.write_table(times, path("times.parquet"))
pq.write_table(times, path("times_delta.parquet"), use_dictionary=False, column_encoding={"patient_id": "DELTA_BINARY_PACKED", "recorded_at": "DELTA_BINARY_PACKED"})

for name, options in {"tiny_samples": {"compression": "snappy"}, "tiny_plain": {"compression": "none", "use_dictionary": False, "data_page_version": "2.0"}, "tiny_delta": {"compression": "gzip", "use_dictionary": False, "column_encoding": {"I": "DELTA_BINARY_PACKED", "II": "DELTA_BINARY_PACKED"}}}.items():
    pq.write_table(pa.table({"I": ecg[0][:80], "II": ecg[1][:80]}).replace_schema_metadata({}), path(name + ".parquet"), store_schema=False, write_statistics=False, **options)
pq.write_table(pa.table({"id": ["a", "b"], "I": pa.array([list(ecg[0][:20]), list(ecg[0][:30])], pa.list_(pa.int32())), "II": pa.array([list(ecg[1][:20]), list(ecg[1][:30])], pa.list_(pa.int32()))}), path("tiny_records.parquet"), store_schema=False, write_statistics=False, compression="snappy")

def flatten(values):
    out = []
    for value in values:
        if isinstance(value, (list, np.ndarray)):
            out.extend(flatten(value))
        else:
            out.append(np.nan if value is None else float(value))
    return out

def expected(name):
    columns = {}
    read = pq.read_table(name)
    for column in read.column_names:
        kind = read.schema.field(column).type
        leaf = kind
        while pa.types.is_list(leaf):
            leaf = leaf.value_type
        values = read[column].to_pylist()
        if pa.types.is_string(leaf):
            columns[column] = {"texts": hashlib.sha256("\n".join(values).encode()).hexdigest()}
        else:
            columns[column] = {"count": len(flatten(values)), "sha256": hashlib.sha256(np.array(flatten(values), "<f8").tobytes()).hexdigest()}
    return columns

with open(path("expected.json"), "w") as f:
    json.dump({"source": "pyarrow %s" % pa.__version__, "digest": "SHA-256 of all values of a column as little-endian doubles, nulls as NaN; of texts joined by line feeds",
               "fixtures": {os.path.basename(p): expected(p) for p in sorted(glob.glob(path("*.parquet"))) if "codec_" not in p and "times" not in p}}, f, indent=1)
    f.write("\n")
