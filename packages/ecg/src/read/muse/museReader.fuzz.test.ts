import { expect, it } from "vitest";
import { FUZZ_TIMEOUT_MS, describeFindings, fuzzReader } from "../../testing/fuzz.ts";
import { randomXml } from "../xml/randomXml.testing.ts";
import { crc32 } from "../zip/checksums.ts";
import { museReader } from "./museReader.ts";

function lead(name: string, withCrc: boolean): string {
  const bytes = new Uint8Array(Int16Array.of(1, -2, 300, -400, 5, 6).buffer);
  const crc = withCrc ? `<LeadDataCRC32>${crc32(bytes)}</LeadDataCRC32>` : "";
  return `<LeadData><LeadTimeOffset>0</LeadTimeOffset><LeadSampleCountTotal>6</LeadSampleCountTotal><LeadAmplitudeUnitsPerBit>4.88</LeadAmplitudeUnitsPerBit><LeadAmplitudeUnits>MICROVOLTS</LeadAmplitudeUnits><LeadID>${name}</LeadID><LeadSampleSize>2</LeadSampleSize>${crc}<WaveFormData>${Buffer.from(bytes).toString("base64")}</WaveFormData></LeadData>`;
}

const file = (withCrc: boolean) => `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE RestingECG SYSTEM "restecg.dtd"><RestingECG><PatientDemographics><PatientID>1</PatientID><PatientAge>67</PatientAge><Gender>FEMALE</Gender><PatientLastName>Müller</PatientLastName></PatientDemographics><TestDemographics><AcquisitionTime>13:45:07</AcquisitionTime><AcquisitionDate>01-31-2020</AcquisitionDate></TestDemographics><RestingECGMeasurements><QTInterval>380</QTInterval></RestingECGMeasurements>
<Waveform><WaveformType>Rhythm</WaveformType><SampleBase>500</SampleBase><SampleExponent>0</SampleExponent><HighPassFilter>16</HighPassFilter>${lead("I", withCrc)}${lead("II", withCrc)}</Waveform></RestingECG>`;

const WORDS = {
  root: "RestingECG",
  names: ["Waveform", "Waveform", "WaveformType", "SampleBase", "SampleExponent", "LeadData", "LeadData", "LeadID", "LeadAmplitudeUnitsPerBit", "LeadAmplitudeUnits", "LeadSampleCountTotal", "LeadSampleSize", "LeadOffsetFirstSample", "LeadDataCRC32", "WaveFormData", "PatientDemographics", "PatientAge", "TestDemographics", "AcquisitionDate"],
  attributes: ["a", "b"],
  values: ["Rhythm", "Median", "500", "0", "-300", "I", "II", "V1", "4.88", "MICROVOLTS", "2", "3", "AAABAAIA", "01-31-2020"],
};

it("ends every damaged MUSE file in samples or in a typed refusal", async () => {
  const seeds = [true, false].map((withCrc) => [{ path: "a.xml", bytes: new Uint8Array(Buffer.from(file(withCrc), "latin1")) }]);
  // Four limb leads are derived from two stored ones: three times the samples that the file holds.
  const outcome = await fuzzReader(museReader, seeds, { title: "muse", bytesPerInputByte: 8, generate: (random) => randomXml(WORDS, random) });
  expect(describeFindings(outcome)).toEqual([]);
  expect(outcome.openedCount).toBeGreaterThan(outcome.runs / 50);
}, FUZZ_TIMEOUT_MS);
