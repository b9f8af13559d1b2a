"""How the machines round halves: rounding_of_halves.py PATH_OF/pysierraecg/src SIERRA_FILE AECG_FILE

XLI does not store aVR, aVL and aVF but what (I + II) / 2 and the like do not explain of them, so it matters how an odd sum
was halved. sierra-ecg-tools holds a recording (ad4d3d80-d165, version 1.04) as the machine wrote it and as Philips's software
converted it to aECG. The conversion differs from the stored leads by small noise (at most 3 counts), but its mean over
thousands of odd sums shows the rounding: for cutting toward zero, +0.5 and -0.5 in aVR for positive and negative sums,
-0.5 and +0.5 in aVL and aVF. Found: aVR +0.46, -0.52; aVL -0.46, +0.40; aVF -0.44, +0.43; on even sums within 0.05 of 0.
"""
import sys
import types
import xml.dom.minidom
import xml.etree.ElementTree as ET

stand_in = types.ModuleType("defusedxml")
stand_in.minidom = xml.dom.minidom
sys.modules["defusedxml"] = stand_in
sys.path.insert(0, sys.argv[1])

import numpy as np  # noqa: E402
import sierraecg.lib as peer  # noqa: E402

H = "{urn:hl7-org:v3}"
raw, labels = peer.assert_leads(peer.get_node(xml.dom.minidom.parse(sys.argv[2]), "restingecgdata"))
stored = {label: lead.samples.astype(np.int64) for label, lead in zip(labels, raw)}
converted = {}
for sequence in ET.parse(sys.argv[3]).getroot().iter(f"{H}sequence"):
    digits = sequence.find(f"{H}value/{H}digits")
    if digits is not None:
        converted.setdefault(sequence.find(f"{H}code").get("code"), np.array(digits.text.split(), int))
one, two = stored["I"], stored["II"]
three = two - one - stored["III"]
for lead, total, sign in (("aVR", one + two, -1), ("aVL", one - three, 1), ("aVF", two + three, 1)):
    rest = converted["MDC_ECG_LEAD_" + lead.upper()] - (sign * total / 2 - stored[lead])
    odd = total % 2 != 0
    for name, chosen in (("odd sums above 0", odd & (total > 0)), ("odd sums below 0", odd & (total < 0)), ("even sums", ~odd)):
        print(f"{lead}, {name}: {chosen.sum()} samples, mean {rest[chosen].mean():+.2f}")
