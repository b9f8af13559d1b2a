"""Checks the engine's ONNX files with ONNX's own checker, strict shape inference and reference evaluator (onnx 1.23.1, safetensors 0.8.0).

    KALIUM_ONNX_FOLDER=FOLDER npx vitest run --project unit packages/engine/src/onnx
    python check_onnx.py FOLDER

Exits with 1 when a file is invalid or a value differs from the engine's float64 interpreter by more than 1e-5 of the largest one (or of 1).
"""
import glob
import os
import sys

import numpy
import onnx
from onnx.reference import ReferenceEvaluator
from safetensors import safe_open

worst, failures = 0.0, 0
paths = sorted(glob.glob(os.path.join(sys.argv[1], "*.onnx")))
for path in paths:
    with safe_open(path.replace(".onnx", ".safetensors"), "numpy") as stored:
        title, inputs, expected = stored.metadata()["title"], stored.get_tensor("input"), stored.get_tensor("output")
    try:
        model = onnx.load(path)
        onnx.checker.check_model(model, full_check=True)
        onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
        (actual,) = ReferenceEvaluator(model).run(None, {model.graph.input[0].name: inputs})
        assert actual.shape == expected.shape, f"{actual.shape} for {expected.shape}"
        error = float(numpy.abs(actual - expected).max() / max(1.0, numpy.abs(expected).max()))
        assert error <= 1e-5, f"off by {error}"
        worst = max(worst, error)
    except Exception as problem:
        failures += 1
        print(f"{title}: {problem}")
print(f"{len(paths)} files, {failures} failed, largest error {worst:.1e}")
sys.exit(1 if failures or not paths else 0)
