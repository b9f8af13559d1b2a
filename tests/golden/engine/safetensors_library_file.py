"""Writes a small file with the safetensors library itself (0.8.0, numpy 2.4.6), for the reader in packages/engine.

Run in an environment that has it, and paste the line into packages/engine/src/safetensors.test.ts. What the engine writes was read
back with the same library.
"""
import base64

import numpy
from safetensors.numpy import save

tensors = {
    "stem.kernel": numpy.arange(12, dtype="<f4").reshape(3, 2, 2) / numpy.float32(7),
    "bias": numpy.array([-0.0, numpy.inf, 1e-42], dtype="<f4"),
    "scalar": numpy.array(2.5, dtype="<f4"),
    "empty": numpy.zeros((0, 4), dtype="<f4"),
}
print(base64.b64encode(save(tensors, {"source": "library", "note": "é"})).decode())
