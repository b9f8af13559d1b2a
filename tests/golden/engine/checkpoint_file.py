"""Writes a checkpoint after the table in packages/engine/src/checkpoint/checkpointFormat.ts alone, with struct, json, zlib and numpy, and
prints it in base64 for readCheckpoint.test.ts.  Python 3.11, numpy 1.24.2."""
import base64
import json
import struct
import zlib

import numpy as np

TENSORS = [
    ("weights", "conv.kernel", np.arange(6, dtype="<f4").reshape(2, 3) / np.float32(7)),
    ("weights", "bias", np.array([1.5, -0.0, np.inf], dtype="<f4")),
    ("optimizer", "moment1/bias", np.array([1e-42], dtype="<f4")),
    ("other/best", "bias", np.array([2, 3], dtype="<f4")),
]
STATE = {
    "graphHash": "ab" * 32,
    "graphName": "µ-net",
    "trainerOptions": {"loss": "binaryCrossEntropy", "optimizer": {"kind": "adam", "learningRate": 0.001}},
    "learningRate": 0.0005,
    "schedule": {"best": {"$number": "Infinity"}, "bad": 0.1},
    "random": {"seed": 7, "drawn": {"augment": 3}},
    "position": {"epoch": 2, "batchesTaken": 1, "batchSize": 4, "orderCrc32": 4294967295},
    "notes": [{"$number": "-0"}, {"$number": "NaN"}, None],
    "stepCount": 9,
    "otherWeights": ["best", "empty"],
}


def aligned(offset: int) -> int:
    return (offset + 15) // 16 * 16


length = 1024
body = b""
entries = []
for group, name, array in TENSORS:
    body += bytes(aligned(len(body)) - len(body))
    entries.append({"group": group, "name": name, "shape": list(array.shape), "offset": 32 + length + len(body), "crc32": zlib.crc32(array.tobytes())})
    body += array.tobytes()
header = json.dumps({"tensors": entries, "state": STATE}).encode().ljust(length)
prefix = b"\x89KLC\r\n\x1a\n" + struct.pack("<IIQI", 1, length, 32 + length + len(body), zlib.crc32(header))
prefix += struct.pack("<I", zlib.crc32(prefix))
print(base64.b64encode(prefix + header + body).decode())
