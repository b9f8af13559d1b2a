"""Writes the made MUSE file and what it must read as: python3 make_fixtures.py (in this folder).

No real GE MUSE file may be passed on. This one follows public descriptions of the format: element names and their order,
base64 of 16-bit little-endian samples, 4.88 uV a bit, CRC-32 (zlib) of the decoded bytes, eight stored leads, ISO-8859-1 and
a DOCTYPE with a system identifier. Its numbers come from numpy; expected.json holds the physical leads in microvolts,
with III, aVR, aVL and aVF by Einthoven's and Goldberger's formulas in double precision.
"""
import base64
import json
import zlib

import numpy as np

PER_BIT = 4.88
STORED = ["I", "II", "V1", "V2", "V3", "V4", "V5", "V6"]
random = np.random.default_rng(20200131)


def lead(name, samples):
    data = samples.astype("<i2").tobytes()
    text = base64.encodebytes(data).decode()
    return f"""<LeadData>
<LeadByteCountTotal>{len(data)}</LeadByteCountTotal><LeadTimeOffset>0</LeadTimeOffset><LeadSampleCountTotal>{len(samples)}</LeadSampleCountTotal>
<LeadAmplitudeUnitsPerBit>{PER_BIT}</LeadAmplitudeUnitsPerBit><LeadAmplitudeUnits>MICROVOLTS</LeadAmplitudeUnits>
<LeadHighLimit>32767</LeadHighLimit><LeadLowLimit>-32768</LeadLowLimit><LeadID>{name}</LeadID>
<LeadOffsetFirstSample>0</LeadOffsetFirstSample><FirstSampleBaseline>0</FirstSampleBaseline><LeadSampleSize>2</LeadSampleSize>
<LeadOff>FALSE</LeadOff><BaselineSway>FALSE</BaselineSway><LeadDataCRC32>{zlib.crc32(data)}</LeadDataCRC32>
<WaveFormData>
{text}</WaveFormData>
</LeadData>
"""


def waveform(kind, leads):
    return f"""<Waveform>
<WaveformType>{kind}</WaveformType><WaveformStartTime>0</WaveformStartTime><NumberofLeads>{len(leads)}</NumberofLeads>
<SampleType>CONTINUOUS_SAMPLES</SampleType><SampleBase>500</SampleBase><SampleExponent>0</SampleExponent>
<HighPassFilter>16</HighPassFilter><LowPassFilter>150</LowPassFilter><ACFilter>60</ACFilter>
{"".join(lead(name, samples) for name, samples in leads.items())}</Waveform>
"""


def physical(leads):
    volts = {name: samples * PER_BIT for name, samples in leads.items()}
    one, two = volts["I"], volts["II"]
    volts |= {"III": two - one, "aVR": -(one + two) / 2, "aVL": one - two / 2, "aVF": two - one / 2}
    return {name: [round(float(x), 9) for x in values] for name, values in volts.items()}


rhythm = {name: np.cumsum(random.integers(-40, 41, 96)) for name in STORED}
rhythm["I"][:4] = [32767, -32768, 32767, -32768]
rhythm["II"][:4] = [-32768, 32767, 32767, -32768]
median = {name: np.cumsum(random.integers(-20, 21, 40)) for name in STORED}
text = f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE RestingECG SYSTEM "restecg.dtd">
<RestingECG>
<MuseInfo><MuseVersion>9.0.9.18167</MuseVersion></MuseInfo>
<PatientDemographics>
<PatientID>CANARY-4711</PatientID><PatientAge>67</PatientAge><AgeUnits>YEARS</AgeUnits><DateofBirth>02-29-1952</DateofBirth><Gender>FEMALE</Gender>
<Race>UNKNOWN</Race><HeightCM>165</HeightCM><WeightKG>60</WeightKG><PatientLastName>M\u00fcller &amp; S\u00f8n</PatientLastName><PatientFirstName>Zo\u00eb</PatientFirstName>
</PatientDemographics>
<TestDemographics>
<DataType>RESTING</DataType><Site>1</Site><SiteName>St. Canary Hospital</SiteName><RoomID>4B</RoomID><AcquisitionDevice>MAC55</AcquisitionDevice>
<Status>CONFIRMED</Status><Priority>NORMAL</Priority><Location>12</Location><LocationName>Emergency</LocationName>
<AcquisitionTime>13:45:07</AcquisitionTime><AcquisitionDate>01-31-2020</AcquisitionDate><CartNumber>7</CartNumber><AcquisitionSoftwareVersion>010A</AcquisitionSoftwareVersion>
<EditTime>14:00:00</EditTime><EditDate>01-31-2020</EditDate><OverreaderID>99</OverreaderID><OverreaderLastName>Overton</OverreaderLastName>
<AcquisitionTechLastName>Techman</AcquisitionTechLastName><ReferringMDLastName>House</ReferringMDLastName>
</TestDemographics>
<Order><OrderNumber>ORD-1</OrderNumber><HISOrderNumber>HIS-2</HISOrderNumber></Order>
<RestingECGMeasurements>
<VentricularRate>72</VentricularRate><AtrialRate>72</AtrialRate><PRInterval>160</PRInterval><QRSDuration>88</QRSDuration><QTInterval>380</QTInterval>
<QTCorrected>416</QTCorrected><PAxis>51</PAxis><RAxis>-20</RAxis><TAxis>40</TAxis><QRSCount>12</QRSCount><ECGSampleBase>500</ECGSampleBase><ECGSampleExponent>0</ECGSampleExponent>
</RestingECGMeasurements>
<OriginalRestingECGMeasurements><VentricularRate>71</VentricularRate></OriginalRestingECGMeasurements>
<Diagnosis><Modality>RESTING</Modality>
<DiagnosisStatement><StmtFlag>ENDSLINE</StmtFlag><StmtText>Normal sinus rhythm</StmtText></DiagnosisStatement>
<DiagnosisStatement><StmtFlag>ENDSLINE</StmtFlag><StmtText>Seen by Dr. Canary on Tuesday</StmtText></DiagnosisStatement></Diagnosis>
<OriginalDiagnosis><Modality>RESTING</Modality><DiagnosisStatement><StmtText>Sinus rhythm</StmtText></DiagnosisStatement></OriginalDiagnosis>
<QRSTimesTypes><QRS><Number>1</Number><Type>0</Type><Time>50</Time></QRS><GlobalRR>833</GlobalRR></QRSTimesTypes>
{waveform("Median", median)}{waveform("Rhythm", rhythm)}</RestingECG>
"""
open("made.xml", "w", encoding="iso-8859-1", newline="\n").write(text)
json.dump({"rhythm": physical(rhythm), "median": physical(median), "stored": {name: [int(x) for x in samples] for name, samples in rhythm.items()}}, open("expected.json", "w"))
