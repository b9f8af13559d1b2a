"""Independent reading of HL7 aECG with the standard library: python3 read_aecg.py FILE... prints JSON.

Kalium's reader and writer are held against it. It shares nothing with them: xml.etree, int(), hashlib. Made golden.json of
the shared samples by `python3 read_aecg.py ../shared/data/aecg/*.xml > golden.json`.
"""
import hashlib
import json
import os
import struct
import sys
import xml.etree.ElementTree as ET

H = "{urn:hl7-org:v3}"


def tag(element):
    return element.tag.replace(H, "")


def read_set(sequence_set):
    leads, increment, head = [], None, None
    for sequence in sequence_set.findall(f"{H}component/{H}sequence"):
        code = sequence.find(f"{H}code").get("code")
        value = sequence.find(f"{H}value")
        if value.find(f"{H}increment") is not None:
            step = value.find(f"{H}increment")
            increment = [step.get("value"), step.get("unit")]
            head = value.find(f"{H}head").get("value")
            continue
        numbers = [int(word) for word in value.find(f"{H}digits").text.split()]
        origin, scale = value.find(f"{H}origin"), value.find(f"{H}scale")
        leads.append({
            "code": code, "count": len(numbers),
            "origin": [origin.get("value"), origin.get("unit")], "scale": [scale.get("value"), scale.get("unit")],
            "sha256": hashlib.sha256(struct.pack(f"<{len(numbers)}i", *numbers)).hexdigest(),
            "first": numbers[:8],
        })
    return {"increment": increment, "head": head, "leads": leads}


def read(path):
    root = ET.parse(path).getroot()
    result = {"file": os.path.basename(path), "root": tag(root), "series": []}
    for series in root.iter():
        if tag(series) not in ("series", "derivedSeries"):
            continue
        marks = [
            [annotation.find(f"{H}code").get("code"), (annotation.find(f"{H}value") if annotation.find(f"{H}value") is not None else {}).get("code")]
            for annotation in series.findall(f"{H}subjectOf/{H}annotationSet/{H}component/{H}annotation")
        ]
        result["series"].append({
            "element": tag(series), "code": series.find(f"{H}code").get("code"),
            "sets": [read_set(s) for s in series.findall(f"{H}component/{H}sequenceSet")],
            "outerAnnotations": marks,
        })
    return result


if __name__ == "__main__":
    print("[" + ",\n".join(json.dumps(read(path)) for path in sys.argv[1:]) + "]")
