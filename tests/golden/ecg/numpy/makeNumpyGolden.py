#!/usr/bin/env python3
"""Small NPY and NPZ files written by numpy, with the numbers they hold, lead by lead.

Usage: makeNumpyGolden.py > numpy.json
`numbers[record][lead][time]`; whole numbers and halves are exact in JSON.
"""
import base64, io, json
import numpy as np

rng = np.random.default_rng(4)
cases = []


def case(name, array, lead_axis, version=None, npz=None):
    out = io.BytesIO()
    if npz:
        (np.savez_compressed if npz == "deflated" else np.savez)(out, ecg=array, labels=np.array(["a", "b"]), one=np.float64(3))
    elif version:
        np.lib.format.write_array(out, array, version=version)
    else:
        np.save(out, array)
    view = array if array.ndim > 1 else array[None]
    if array.ndim > 1 and lead_axis == "last":
        view = np.swapaxes(view, -1, -2)
    if view.ndim == 2:
        view = view[None]
    cases.append({"name": name, "base64": base64.b64encode(out.getvalue()).decode(), "shape": list(array.shape), "leadAxis": lead_axis, "numbers": view.astype(float).tolist()})


whole = rng.integers(-100, 100, (3, 40))
for kind in ("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4"):
    for order in "<>":
        if kind[1] == "1" and order == ">":
            continue
        values = np.abs(whole) if kind[0] == "u" else whole / 4 if kind[0] == "f" else whole
        case(f"{order}{kind}", values.astype(order + kind), "first")
case("fortran", np.asfortranarray(whole.astype("<i2")), "first")
case("time first", whole.T.astype("<i2").copy(), "last")
case("time first, Fortran", np.asfortranarray(whole.T.astype(">i4")), "last")
case("one lead", whole[0].astype("<f4"), "first")
case("three records", rng.integers(-9, 9, (3, 2, 33)).astype("<i2"), "first")
case("three records, time first", rng.integers(-9, 9, (3, 33, 2)).astype("<i2"), "last")
case("three records, Fortran", np.asfortranarray(rng.integers(-9, 9, (3, 33, 2)).astype("<f4")), "last")
case("version 2", whole.astype("<i2"), "first", (2, 0))
case("version 3", whole.astype("<i2"), "first", (3, 0))
case("half precision specials", np.array([1e-7, 6e-5, 65504, -0.333], "<f2").repeat(9), "first")
case("stored NPZ", whole.astype("<i2"), "first", npz="stored")
case("deflated NPZ", whole.astype("<i2"), "first", npz="deflated")
case("beyond 32 bits", np.array([[2 ** 40, -2 ** 52] * 20, [1, 2] * 20]), "first")
print(json.dumps(cases))
