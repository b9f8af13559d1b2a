"""Prints what pydicom reads from one DICOM waveform file, as JSON: the independent reader of the writer's tests.

    python3 tests/golden/ecg/dicom/read_with_pydicom.py FILE.dcm
"""

import json
import sys

import pydicom
from pydicom.waveforms import multiplex_array

ds = pydicom.dcmread(sys.argv[1])
groups = []
for index, item in enumerate(ds.WaveformSequence):
    groups.append({
        "raw": multiplex_array(ds, index).T.tolist(),
        "rate": float(item.SamplingFrequency),
        "leads": [channel.ChannelSourceSequence[0].CodeValue for channel in item.ChannelDefinitionSequence],
        "labels": [channel.ChannelLabel for channel in item.ChannelDefinitionSequence],
        "units": [channel.ChannelSensitivityUnitsSequence[0].CodeValue for channel in item.ChannelDefinitionSequence],
        "sensitivities": [float(channel.ChannelSensitivity) for channel in item.ChannelDefinitionSequence],
        "baselines": [float(channel.ChannelBaseline) for channel in item.ChannelDefinitionSequence],
    })
print(json.dumps({
    "sopClass": ds.SOPClassUID.name,
    "patientId": ds.PatientID,
    "sex": ds.PatientSex,
    "age": ds.get("PatientAge", ""),
    "identityRemoved": ds.get("PatientIdentityRemoved", ""),
    "methods": [item.CodeValue for item in ds.get("DeidentificationMethodCodeSequence", [])],
    "acquired": str(ds.AcquisitionDateTime),
    "annotations": [[int(item.ReferencedSamplePositions), item.ConceptNameCodeSequence[0].CodeMeaning if "ConceptNameCodeSequence" in item else item.UnformattedTextValue] for item in ds.get("WaveformAnnotationSequence", []) if "ReferencedSamplePositions" in item],
    "groups": groups,
}))
