"""Writes small DICOM waveform files in every form that the reader knows, and what pydicom reads from them.

Run from the repository root with pydicom 2.3 and numpy:
    python3 tests/golden/ecg/dicom/make_dicom_goldens.py [../shared/data/dicom/waveform_ecg.dcm]
Writes NAME.dcm and expected.json beside this file. expected.json holds raw samples as pydicom decodes them and physical
values after PS3.3, C.10.9.1.4.2 (sample x sensitivity x correction + baseline, baseline in the unit; pydicom's own
multiplex_array(as_raw=False) adds the baseline to the counts, so it is used only where the baseline is 0). With the open
sample at hand, also SHA-256 sums of its channels as int32 little endian.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
import pydicom.sr._cid_dict
import pydicom.sr._concepts_dict
from pydicom.sequence import Sequence
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

HERE = Path(__file__).parent
FRAMES = 40


def code(value, scheme, meaning):
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def channel(lead, sensitivity="1.25", correction="1", baseline="0", skew=None, time_skew=None, unit="uV", bits=16):
    item = Dataset()
    item.ChannelSourceSequence = Sequence([code(*lead)])
    item.ChannelSensitivity = sensitivity
    item.ChannelSensitivityUnitsSequence = Sequence([code(unit, "UCUM", unit)])
    item.ChannelSensitivityCorrectionFactor = correction
    item.ChannelBaseline = baseline
    if time_skew is None:
        item.ChannelSampleSkew = "0" if skew is None else skew
    else:
        item.ChannelTimeSkew = time_skew
    item.WaveformBitsStored = bits
    item.FilterLowFrequency, item.FilterHighFrequency, item.NotchFilterFrequency = "0.05", "150", "50"
    return item


LEADS = [("2:1", "MDC", "Lead I"), ("5.6.3-9-2", "SCPECG", "Lead II"), ("2:3", "MDC", "Lead V1")]


def samples(bits, signed, channels=3, seed=1):
    rng = np.random.default_rng(seed)
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    values = rng.integers(low, high, size=(FRAMES, channels), endpoint=True)
    values[0, 0], values[1, 0] = low, high
    return values


def group(values, bits, interpretation, channels, rate="500", label="RHYTHM", originality="ORIGINAL", big=False, padding=None):
    kind = {"SB": "i1", "UB": "u1", "SS": "i2", "US": "u2", "SL": "i4", "UL": "u4"}[interpretation]
    order = ">" if big else "<"
    item = Dataset()
    item.WaveformOriginality = originality
    item.NumberOfWaveformChannels = values.shape[1]
    item.NumberOfWaveformSamples = values.shape[0]
    item.SamplingFrequency = rate
    item.MultiplexGroupLabel = label
    item.ChannelDefinitionSequence = Sequence(channels)
    item.WaveformBitsAllocated = bits
    item.WaveformSampleInterpretation = interpretation
    vr = "OB" if bits == 8 else "OW"
    if padding is not None:
        item.add_new(0x5400100A, vr, np.array([padding]).astype(order + kind).tobytes())
    data = values.astype(order + kind).tobytes()
    item.add_new(0x54001010, vr, data + b"\0" * (len(data) % 2))
    return item


def annotation(concept=None, positions=None, value=None, unit="ms", text=None, range_type="POINT", group_number=0):
    item = Dataset()
    item.ReferencedWaveformChannels = [1, 0]
    item.AnnotationGroupNumber = group_number
    if concept is not None:
        item.ConceptNameCodeSequence = Sequence([code(*concept)])
    if value is not None:
        item.NumericValue = value
        item.MeasurementUnitsCodeSequence = Sequence([code(unit, "UCUM", unit)])
    if positions is not None:
        item.TemporalRangeType = range_type
        item.ReferencedSamplePositions = positions
    if text is not None:
        item.UnformattedTextValue = text
    return item


def base(groups, charset="ISO_IR 100", name="Doe^Jane", sop="1.2.840.10008.5.1.4.1.1.9.1.1"):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = sop
    meta.MediaStorageSOPInstanceUID = "2.25.1"
    meta.ImplementationClassUID = "2.25.2"
    ds = FileDataset("x", {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SpecificCharacterSet = charset
    ds.SOPClassUID = sop
    ds.SOPInstanceUID = "2.25.1"
    ds.StudyDate, ds.StudyTime = "20240229", "235959.5"
    ds.PatientName = name
    ds.PatientID = "ID-77"
    ds.PatientBirthDate = "19640301"
    ds.PatientSex = "M"
    ds.WaveformSequence = Sequence(groups)
    return ds


def save(name, ds, syntax=ExplicitVRLittleEndian, preamble=True):
    ds.file_meta.TransferSyntaxUID = syntax
    ds.is_little_endian = syntax != ExplicitVRBigEndian
    ds.is_implicit_VR = syntax == ImplicitVRLittleEndian
    path = HERE / f"{name}.dcm"
    if preamble:
        ds.save_as(path, write_like_original=False)
    else:
        bare = Dataset(ds)
        bare.is_little_endian, bare.is_implicit_VR = ds.is_little_endian, ds.is_implicit_VR
        bare.save_as(path, write_like_original=True)
    return path


def expectation(path):
    ds = pydicom.dcmread(path, force=True)
    if "TransferSyntaxUID" not in getattr(ds, "file_meta", {}):
        # A data set without meta header: pydicom needs to be told what it has found by itself.
        ds.file_meta = FileMetaDataset()
        ds.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian if ds.is_implicit_VR else ExplicitVRLittleEndian
    groups = []
    for item in ds.WaveformSequence:
        kind = {"SB": "i1", "UB": "u1", "SS": "i2", "US": "u2", "SL": "i4", "UL": "u4"}[item.WaveformSampleInterpretation]
        count = item.NumberOfWaveformSamples * item.NumberOfWaveformChannels
        raw = np.frombuffer(item.WaveformData, (">" if not ds.is_little_endian else "<") + kind, count=count).reshape(-1, item.NumberOfWaveformChannels).astype(np.int64)
        physical = []
        for index, definition in enumerate(item.ChannelDefinitionSequence):
            scale = float(definition.ChannelSensitivity) * float(definition.ChannelSensitivityCorrectionFactor)
            physical.append((raw[:, index] * scale + float(definition.ChannelBaseline)).tolist())
        if ds.is_little_endian and (item.WaveformBitsAllocated, item.WaveformSampleInterpretation) in pydicom.waveforms.numpy_handler.WAVEFORM_DTYPES:
            index = list(ds.WaveformSequence).index(item)
            assert np.array_equal(pydicom.waveforms.multiplex_array(ds, index), raw)
            if all(float(d.ChannelBaseline) == 0 for d in item.ChannelDefinitionSequence):
                assert np.allclose(pydicom.waveforms.multiplex_array(ds, index, as_raw=False).T, physical)
        groups.append({"raw": raw.T.tolist(), "physical": physical})
    return {"patientName": str(ds.PatientName), "groups": groups}


def main():
    leads = LEADS
    s16 = samples(16, True)
    plain = lambda big=False: group(s16, 16, "SS", [channel(lead) for lead in leads], big=big)
    files = {}
    files["implicit"] = save("implicit", base([plain()]), ImplicitVRLittleEndian)
    files["big-endian"] = save("big-endian", base([plain(True)]), ExplicitVRBigEndian)
    files["deflated"] = save("deflated", base([plain()]), DeflatedExplicitVRLittleEndian)
    files["bare-implicit"] = save("bare-implicit", base([plain()]), ImplicitVRLittleEndian, preamble=False)
    files["bare-explicit"] = save("bare-explicit", base([plain()]), ExplicitVRLittleEndian, preamble=False)
    files["signed-8-bit"] = save("signed-8-bit", base([group(samples(8, True), 8, "SB", [channel(lead, "10", bits=8) for lead in leads])], sop="1.2.840.10008.5.1.4.1.1.9.1.3"))
    files["unsigned-8-bit"] = save("unsigned-8-bit", base([group(samples(8, False), 8, "UB", [channel(lead, "10", baseline="-1280", bits=8) for lead in leads], padding=255)]))
    files["unsigned-16-bit-big-endian"] = save("unsigned-16-bit-big-endian", base([group(samples(16, False), 16, "US", [channel(lead) for lead in leads], big=True, padding=65535)]), ExplicitVRBigEndian)
    files["signed-32-bit"] = save("signed-32-bit", base([group(samples(32, True), 32, "SL", [channel(lead, "0.001", bits=32) for lead in leads])], sop="1.2.840.10008.5.1.4.1.1.9.1.4"))
    files["unsigned-32-bit"] = save("unsigned-32-bit", base([group(samples(32, False), 32, "UL", [channel(lead, "0.001", bits=32) for lead in leads])], sop="1.2.840.10008.5.1.4.1.1.9.1.4"))
    files["signed-8-bit-big-endian"] = save("signed-8-bit-big-endian", base([group(samples(8, True), 8, "SB", [channel(lead, "10", bits=8) for lead in leads], big=True)]), ExplicitVRBigEndian)
    calibrated = [channel(leads[0], "2.5", "0.98", "100"), channel(leads[1], "0.005", "1.02", "-0.25", unit="mV"), channel(leads[2], "-1", "1", "3.5")]
    files["calibrated"] = save("calibrated", base([group(s16, 16, "SS", calibrated)]))
    skewed = [channel(leads[0]), channel(leads[1], skew="2"), channel(leads[2], time_skew="-0.006")]
    files["skewed"] = save("skewed", base([group(s16, 16, "SS", skewed)]))
    pressure = group(s16[:, :2], 16, "SS", [channel(("128446002", "SCT", "Arterial pressure"), "0.1", unit="mm[Hg]"), channel(leads[1])])
    beat = group(s16[:20], 16, "SS", [channel(lead) for lead in leads], label="MEDIAN BEAT", originality="DERIVED")
    mixed = base([beat, pressure], charset="ISO_IR 192", name="Müller^Zoë", sop="1.2.840.10008.5.1.4.1.1.9.2.1")
    mixed.WaveformAnnotationSequence = Sequence([
        annotation(("2:15872", "MDC", "PR interval global"), value="161"),
        annotation(("2:15876", "MDC", "QTc interval global"), value="0.41", unit="s"),
        annotation(("2:16132", "MDC", "QRS axis"), value="-30", unit="deg"),
        annotation(text="Sinus rhythm, seen by Dr. Grey"),
    ])
    for item in mixed.WaveformAnnotationSequence:
        item.ReferencedWaveformChannels = [2, 0]
    marks = annotation(("10:256", "MDC", "P wave"), [3, 7], range_type="SEGMENT")
    peak = annotation(("10:1024", "MDC", "T wave"), [30])
    early = annotation(("10:8336", "MDC", "Ventricular premature contraction beat"), [15, 35], range_type="MULTIPOINT")
    for item in (marks, peak, early):
        item.ReferencedWaveformChannels = [2, 2]
        mixed.WaveformAnnotationSequence.append(item)
    block = mixed.private_block(0x1455, "Maker", create=True)
    block.add_new(0x01, "LO", "Private Jane")
    inner = Dataset()
    inner.PatientID = "NESTED-9"
    block.add_new(0x02, "SQ", Sequence([inner]))
    block.add_new(0x03, "OB", b"\x00\x01Hidden name\x00\x02")
    for element in mixed.iterall():
        if element.VR == "SQ":
            element.is_undefined_length = True
            for item in element.value:
                item.is_undefined_length_sequence_item = True
    files["mixed-undefined-lengths"] = save("mixed-undefined-lengths", mixed)

    expected = {"versions": f"pydicom {pydicom.__version__}, numpy {np.__version__}", "files": {name: expectation(path) for name, path in files.items()}}
    concepts = pydicom.sr._concepts_dict.concepts["MDC"]
    expected["leads"] = {code: meaning[0] for name in pydicom.sr._cid_dict.cid_concepts[3001]["MDC"] for code, meaning in concepts[name].items() if code.startswith("2:")}
    known = HERE / "expected.json"
    if len(sys.argv) > 1:
        sample = pydicom.dcmread(sys.argv[1])
        expected["sample"] = [
            [hashlib.sha256(np.ascontiguousarray(column, "<i4").tobytes()).hexdigest() for column in pydicom.waveforms.multiplex_array(sample, index).T]
            for index in range(len(sample.WaveformSequence))
        ]
    elif known.exists():
        expected["sample"] = json.loads(known.read_text())["sample"]
    known.write_text(json.dumps(expected) + "\n")


main()
