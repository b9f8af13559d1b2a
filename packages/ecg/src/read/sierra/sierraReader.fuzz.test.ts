import { expect, it } from "vitest";
import { FUZZ_TIMEOUT_MS, describeFindings, fuzzReader } from "../../testing/fuzz.ts";
import { randomXml } from "../xml/randomXml.testing.ts";
import { sierraReader } from "./sierraReader.ts";
import { packXli } from "./packXli.testing.ts";

const head = (version: string) => `<restingecgdata xmlns="http://www3.medical.philips.com"><documentinfo><documentversion>${version}</documentversion></documentinfo><patient><generalpatientdata><patientid>1</patientid><age><years>50</years></age></generalpatientdata></patient>`;
const LEADS = [0, 1, 2, 3].map((lead) => Int32Array.from({ length: 20 }, (_, i) => Math.round(40 * Math.sin(i / 3 + lead))));
const packed = Buffer.from(packXli(LEADS)).toString("base64");

const SEEDS = [
  `${head("1.04")}<waveforms><parsedwaveforms dataencoding="Base64" compression="XLI" numberofleads="4" leadlabels="I II III aVR" durationperchannel="40" samplespersecond="500" resolution="5" signaloffset="0" signalsigned="True" bitspersample="16">${packed}</parsedwaveforms>
<repbeats dataencoding="Base64" samplespersec="1000" resolution="1.0"><repbeat leadname="I"><waveform duration="4">AAABAAIAAwA=</waveform></repbeat></repbeats></waveforms></restingecgdata>`,
  `${head("1.03")}<dataacquisition date="2011-12-01" time="07:27:34"><signalcharacteristics><samplingrate>500</samplingrate><signalresolution>5</signalresolution><signalbandwidth>0.05-150</signalbandwidth><acquisitiontype>STD-12</acquisitiontype><numberchannelsallocated>2</numberchannelsallocated></signalcharacteristics></dataacquisition>
<waveforms><parsedwaveforms compressflag="False" dataencoding="Plain" durationperchannel="6" nbitspersample="16">1 2 3 -4 -5 -6</parsedwaveforms></waveforms></restingecgdata>`,
].map((text) => [{ path: "a.xml", bytes: new TextEncoder().encode(text) }]);

const WORDS = {
  root: "restingecgdata",
  names: ["documentinfo", "documentversion", "waveforms", "parsedwaveforms", "repbeats", "repbeat", "waveform", "dataacquisition", "signalcharacteristics", "samplingrate", "resolution", "acquisitiontype", "numberchannelsallocated", "patient", "generalpatientdata", "age", "years"],
  attributes: ["dataencoding", "compression", "numberofleads", "leadlabels", "durationperchannel", "samplespersecond", "resolution", "bitspersample", "leadname", "samplespersec", "duration"],
  values: ["1.04", "1.03", "Base64", "Plain", "XLI", "2", "I II", "12", "500", "5", "16", "1 2 3 4", "AAABAAIAAwA="],
};

it("ends every damaged Sierra file in samples or in a typed refusal", async () => {
  // XLI packs: a flat lead of four bytes a sample comes from a sixtieth of its size, so the fixed part is larger than for plain formats.
  const outcome = await fuzzReader(sierraReader, SEEDS, { title: "sierra", allowanceBytes: 1_048_576, generate: (random) => randomXml(WORDS, random) });
  expect(describeFindings(outcome)).toEqual([]);
  expect(outcome.openedCount).toBeGreaterThan(outcome.runs / 50);
}, FUZZ_TIMEOUT_MS);
