"""Writes a small safetensors file by hand with numpy (1.24), for the reader in packages/engine.

Run with: /usr/bin/python3 safetensors_file.py, and paste the line into packages/engine/src/safetensors.test.ts.
"""
import base64
import json
import struct

import numpy

tensors = {
    "b": numpy.array([1.5, -2.25, numpy.finfo(numpy.float32).max], dtype="<f4"),
    "a": numpy.arange(6, dtype="<f4").reshape(2, 3) / 3,
    "scalar": numpy.array(-0.0, dtype="<f4"),
}
header, offset = {"__metadata__": {"made": "with numpy", "µ": "é"}}, 0
for name, tensor in tensors.items():
    header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + tensor.nbytes]}
    offset += tensor.nbytes
text = json.dumps(header, ensure_ascii=False).encode()
text += b" " * (-len(text) % 8)
print(base64.b64encode(struct.pack("<Q", len(text)) + text + b"".join(tensor.tobytes() for tensor in tensors.values())).decode())
