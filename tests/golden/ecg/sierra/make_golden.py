"""Golden figures of Philips Sierra files, from C. A. Watford's sierra-ecg-tools (MIT), run beside this script.

    python3 make_golden.py PATH_OF/sierra-ecg-tools/pysierraecg/src FILE... > golden.json

The peer unpacks XLI and restores III. Its Python rounds the halves of the augmented leads down, its C# toward zero; files
that Philips's own software converted to aECG show that the machines cut toward zero (rounding_of_halves.py), so the
augmented leads here are restored by numpy from the peer's unpacked leads, with that rounding. "peerDiffers" counts the
samples in which the peer's own Python then differs; every one differs by a single count.
"""
import hashlib
import json
import os
import sys
import types
import xml.dom.minidom

stand_in = types.ModuleType("defusedxml")
stand_in.minidom = xml.dom.minidom
sys.modules["defusedxml"] = stand_in
sys.path.insert(0, sys.argv[1])

import numpy as np  # noqa: E402
import sierraecg.lib as peer  # noqa: E402


def sha(samples):
    return hashlib.sha256(np.asarray(samples, "<i4").tobytes()).hexdigest()


def half(values):
    return np.trunc(values / 2).astype(np.int64)


def figures(name, samples, **more):
    return {"name": name, "count": len(samples), "sha256": sha(samples), "first": [int(x) for x in samples[:6]], **more}


def read(path):
    dom = xml.dom.minidom.parse(path)
    raw, labels = peer.assert_leads(peer.get_node(dom, "restingecgdata"))
    stored = {label: lead.samples.astype(np.int64) for label, lead in zip(labels, raw)}
    own = peer.read_file(path, include_repbeats=True)
    one, two = stored["I"], stored["II"]
    three = two - one - stored["III"]
    restored = dict(stored)
    restored["III"] = three
    restored["aVR"] = -stored["aVR"] - half(one + two)
    restored["aVL"] = half(one - three) - stored["aVL"]
    restored["aVF"] = half(two + three) - stored["aVF"]
    leads = []
    for lead in own.leads:
        difference = lead.samples.astype(np.int64) - restored[lead.label]
        assert np.abs(difference).max() <= (1 if lead.label in ("aVR", "aVL", "aVF") else 0)
        leads.append(figures(lead.label, restored[lead.label], peerDiffers=int((difference != 0).sum())))
    beats = [figures(beat.label, beat.samples, resolution=beat.resolution, rateHz=beat.sampling_freq) for beat in own.repbeats.values()]
    return {"file": os.path.basename(path), "version": own.doc_ver, "rateHz": own.leads[0].sampling_freq, "leads": leads, "beats": beats}


if __name__ == "__main__":
    print("[" + ",\n".join(json.dumps(read(path)) for path in sys.argv[2:]) + "]")
