import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { recogniseFormat } from "../../open/readRecording.ts";
import { toRecording } from "../../open/toRecording.ts";
import { hasSharedData, readShared } from "../../testing/sharedData.ts";
import { sourceFileFromBytes } from "../sourceFile.ts";
import { aecgReader } from "./aecgReader.ts";
import { formatHl7Time, parseHl7Time } from "./hl7Time.ts";
import { leadNameOf } from "./mdcCodes.ts";

/** Read by Python's own XML library; see tests/golden/ecg/aecg/read_aecg.py. */
const golden = JSON.parse(readFileSync(new URL("../../../../../tests/golden/ecg/aecg/golden.json", import.meta.url), "utf8")) as {
  file: string;
  series: { code: string; sets: { increment: [string, string]; leads: { code: string; count: number; origin: [string, string]; scale: [string, string]; sha256: string; first: number[] }[] }[] }[];
}[];

const openBytes = async (bytes: Uint8Array, path = "trial/x.xml") => (await aecgReader.open(sourceFileFromBytes(path, bytes), [], {}))[0]!;
const openShared = (name: string) => openBytes(readShared(`aecg/${name}`), `aecg/${name}`);
const openText = (text: string) => openBytes(new TextEncoder().encode(text));

const sequence = (code: string, value: string) => `<component><sequence><code code="${code}"/>${value}</sequence></component>`;
const time = (head = '<head value="20020101120000"/>', increment = '<increment value="4" unit="ms"/>') => sequence("TIME_ABSOLUTE", `<value xsi:type="GLIST_TS">${head}${increment}</value>`);
const lead = (code: string, digits: string, scale = '<scale value="5" unit="uV"/>', origin = '<origin value="0" unit="uV"/>') => sequence(code, `<value xsi:type="SLIST_PQ">${origin}${scale}<digits>${digits}</digits></value>`);
const set = (...parts: string[]) => `<component><sequenceSet>${parts.join("")}</sequenceSet></component>`;
const series = (...parts: string[]) => `<component><series><code code="RHYTHM"/>${parts.join("")}</series></component>`;
const document = (...parts: string[]) => `<AnnotatedECG xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${parts.join("")}</AnnotatedECG>`;

describe("aecgReader", () => {
  for (const expected of golden.filter((file) => file.series.length > 0)) {
    it.skipIf(!hasSharedData)(`reads every sample of ${expected.file} as Python's XML library does`, async () => {
      const recording = await openShared(expected.file);
      expect(recording.groups.length).toBe(expected.series.length);
      for (const [index, { code, sets: [only] }] of expected.series.entries()) {
        const group = recording.groups[index]!;
        expect(group.kind).toBe(code === "RHYTHM" ? "rhythm" : "representative-beat");
        expect(group.framesPerSecond).toBe(1 / Number(only!.increment[0]));
        const samples = await recording.readSamples(index, 0, group.frameCount);
        expect(group.signals.length).toBe(only!.leads.length);
        only!.leads.forEach((own, at) => {
          const signal = group.signals[at]!;
          expect(signal.name).toBe(leadNameOf(own.code));
          expect([signal.sampleCount, signal.gainPerUnit, signal.baselineCount, signal.unit]).toEqual([own.count, 1 / Number(own.scale[0]), 0, own.scale[1]]);
          expect(samples[at]).toBeInstanceOf(Int32Array);
          expect(createHash("sha256").update(new Uint8Array(samples[at]!.buffer)).digest("hex")).toBe(own.sha256);
        });
      }
    });
  }

  it.skipIf(!hasSharedData)("knows the facts of the HL7 example", async () => {
    const recording = await openShared("Example aECG.xml");
    expect(recording.groups.map(({ frameCount, framesPerSecond, signals }) => [frameCount, framesPerSecond, signals.map(({ name }) => name).join(" ")])).toEqual([
      [5000, 500, "I II V1 V2 V3 V4 V5 V6 III aVR aVL aVF"], [599, 500, "I II V1 V2 V3 V4 V5 V6 III aVR aVL aVF"],
    ]);
    expect(recording.facts).toMatchObject({
      personId: "SBJ-123", sex: "male", ageYears: 46, startTimeMs: Date.UTC(2002, 10, 22, 9, 10), potassiumMmolPerL: null, simulated: false,
      measurements: { heartRatePerMinute: null, rrMs: null, prMs: 148, qrsMs: 120, qtMs: 420, qtcMs: 443, pAxisDeg: 44, qrsAxisDeg: -61, tAxisDeg: 86 },
      filters: { highPassHz: null, lowPassHz: 150, notchHz: 60 },
    });
    const millivolt = (await toRecording(recording)).leads.find(({ name }) => name === "V1")!.samplesMillivolt;
    expect(millivolt[0]).toBeCloseTo(43 * 0.0025, 6);
  });

  it.skipIf(!hasSharedData)("turns beats, waves and the rhythm of the example into marks at their samples", async () => {
    const { annotations, annotationRateHz } = await openShared("Example aECG.xml");
    expect(annotationRateHz).toBe(500);
    expect(annotations[0]).toMatchObject({ sampleIndex: 0, symbol: "+", aux: "(N" });
    const firstBeat = annotations.slice(1, 7).map(({ sampleIndex, symbol, number }) => [sampleIndex, symbol, number]);
    // P from 0.122 s to 0.224 s, QRS from 0.270 s to 0.390 s, T up to 0.690 s; the beat lies in the middle of its QRS.
    expect(firstBeat).toEqual([[61, "(", 0], [112, ")", 0], [135, "(", 1], [165, "N", 0], [195, ")", 1], [345, ")", 2]]);
    const beats = annotations.filter(({ symbol }) => symbol === "N").map(({ sampleIndex }) => sampleIndex);
    beats.slice(1).forEach((at, index) => expect(at - beats[index]!).toBeGreaterThan(300));
    expect(beats.length).toBeGreaterThan(10);
  });

  it.skipIf(!hasSharedData)("lists every text that names a person, a place, a time or a device, by kind", async () => {
    const { texts } = (await openShared("Example aECG.xml")).facts;
    const kindOf = (value: string) => texts.find((text) => text.value === value)?.kind;
    const kinds = {
      "SBJ-123": "identifier", "TS-035": "identifier", "61d1a24f-b47e-41aa-ae95-f8ac302f4eeb": "identifier", "TECH-221": "identifier",
      Clark: "person-name", "John Smith, M.D.": "staff", JMK: "staff", "Doctor John Brown": "staff", "19530508": "date", "20021122091000.122": "date", "20021122091000": "date",
      "River City": "place", "River City Clinic for the Cardiac Challenged": "place", ELI250: "device", "Mortara Instrument, Inc.": "device",
      "Subject felt dizzy 2 minutes prior to ECG collection": "free-text", "US Cardiac Safety Trial for PUK-123": "free-text", RaceWhite: "free-text",
      "For questions, e-mail barry.brown@mortara.com": "free-text", MDC_ECG_LEAD_II: "technical",
    };
    for (const [value, kind] of Object.entries(kinds)) expect([value, kindOf(value)]).toEqual([value, kind]);
    expect(texts.find(({ value }) => value === "Clark")!.place).toBe("AnnotatedECG/componentOf/timepointEvent/componentOf/subjectAssignment/subject/trialSubject/subjectDemographicPerson/name");
  });

  it.skipIf(!hasSharedData)("says that a file without series holds none", async () => {
    await expect(openShared("empty.xml")).rejects.toMatchObject({ code: "no-records", message: expect.stringContaining("no series") as string });
  });

  it.skipIf(!hasSharedData)("is found by its content, comments before the root and all, in any encoding", async () => {
    for (const name of ["Example aECG.xml", "subject1_0.xml", "minimum_aecg.xml", "empty.xml"]) {
      const bytes = readShared(`aecg/${name}`);
      const utf16 = new Uint8Array(Buffer.from(`\ufeff${new TextDecoder().decode(bytes)}`, "utf16le"));
      for (const own of [bytes, utf16]) expect(await recogniseFormat(sourceFileFromBytes("a.bin", own))).toBe(aecgReader);
    }
  });

  it.skipIf(!hasSharedData)("reads the same from UTF-16", async () => {
    const utf16 = await openBytes(new Uint8Array(Buffer.from(`\ufeff${new TextDecoder().decode(readShared("aecg/Example aECG.xml"))}`, "utf16le").swap16()));
    const utf8 = await openShared("Example aECG.xml");
    expect(await utf16.readSamples(0, 0, 5000)).toEqual(await utf8.readSamples(0, 0, 5000));
    expect(utf16.facts).toEqual(utf8.facts);
  });

  it("gives sequence sets of different times groups of their own, with their start, and joins those of the same", async () => {
    const later = time('<head value="20020101120002.500"/>');
    const recording = await openText(document(series(set(time(), lead("MDC_ECG_LEAD_I", "1 2")), set(time(), lead("MDC_ECG_LEAD_AVF", "3 4")), set(later, lead("MDC_ECG_LEAD_V1", "5 6")))));
    expect(recording.groups.map(({ signals, pieces, framesPerSecond }) => [signals.map(({ name }) => name).join(" "), pieces[0]!.startS, framesPerSecond])).toEqual([["I aVF", 0, 250], ["V1", 2.5, 250]]);
  });

  it("applies origin and scale, in units of their own", async () => {
    const recording = await openText(document(series(set(time(), lead("MDC_ECG_LEAD_II", "0 10", '<scale value="2.5" unit="uV"/>', '<origin value="0.1" unit="mV"/>'), lead("MDC_ECG_LEAD_V2", "1", '<scale value="1000" unit="nV"/>', '<origin value="0" unit="uV"/>')))));
    const [two, v2] = (await toRecording(recording)).leads;
    expect(two!.samplesMillivolt[0]).toBeCloseTo(0.1, 7);
    expect(v2!.samplesMillivolt[0]).toBeCloseTo(0.001, 9);
    expect(recording.groups[0]!.frameCount).toBe(1);
    expect(recording.notes[0]).toContain("different lengths");
  });

  it.each([["1 2.5 -3e1", Float64Array.of(1, 2.5, -30)], ["\n -1\t+2\r\n3 ", Int32Array.of(-1, 2, 3)], ["<![CDATA[7 8]]> 9<!-- c -->\n10", Int32Array.of(7, 8, 9, 10)]])("reads the digits %j", async (digits, samples) => {
    const recording = await openText(document(series(set(time(), lead("MDC_ECG_LEAD_II", digits)))));
    expect((await recording.readSamples(0, 0, samples.length))[0]).toEqual(samples);
  });

  it("takes the median over the beats where nothing is stated for the whole", async () => {
    const qt = (value: number) => `<component><annotation><code code="MDC_ECG_BEAT"/><value code="MDC_ECG_BEAT_V_P_C"/><component><annotation><code code="MDC_ECG_TIME_PD_QT"/><value value="${value}" unit="s"/></annotation></component></annotation></component>`;
    const recording = await openText(document(series(set(time(), lead("MDC_ECG_LEAD_II", "1")), `<subjectOf><annotationSet>${qt(0.4)}${qt(0.5)}${qt(0.41)}</annotationSet></subjectOf>`)));
    expect(recording.facts.measurements).toMatchObject({ qtMs: 410, prMs: null });
  });

  it("takes intervals without a unit for milliseconds, as Philips writes them", async () => {
    const stated = (code: string, value: string) => `<component><annotation><code code="${code}"/><value xsi:type="PQ" ${value}/></annotation></component>`;
    const recording = await openText(document(series(set(time(), lead("MDC_ECG_LEAD_II", "1")), `<subjectOf><annotationSet>${stated("MDC_ECG_TIME_PD_PR", 'value="144"')}${stated("MDC_ECG_TIME_PD_QTcB", 'value="0.466" unit="s"')}${stated("MDC_ECG_TIME_PD_QRS", 'value="102" unit="mV"')}${stated("MDC_ECG_HEART_RATE", 'value="41" unit="/min"')}</annotationSet></subjectOf>`)));
    expect(recording.facts.measurements).toMatchObject({ prMs: 144, qtcMs: 466, qrsMs: null, heartRatePerMinute: 41 });
  });

  it("leaves out, and says so, marks from before the start of the signals", async () => {
    const at = (when: string) => `<component><annotation><code code="MDC_ECG_BEAT"/><value code="MDC_ECG_BEAT_NORMAL"/><support><supportingROI><component><boundary><code code="TIME_ABSOLUTE"/><value value="${when}"/></boundary></component></supportingROI></support></annotation></component>`;
    const recording = await openText(document(series(set(time(), lead("MDC_ECG_LEAD_I", "1")), `<subjectOf><annotationSet>${at("20020101115959")}${at("20020101120001.004")}</annotationSet></subjectOf>`)));
    expect(recording.annotations.map(({ sampleIndex, symbol }) => [sampleIndex, symbol])).toEqual([[251, "N"]]);
    expect(recording.notes).toEqual(["1 annotations lie before the start of the signals and were left out."]);
  });

  it("puts a mark on its own lead, and one outside of any wave nowhere", async () => {
    const peak = (leadCode: string) => `<component><annotation><code code="MDC_ECG_WAVC"/><value code="MDC_ECG_WAVC_PWAVE"/><support><supportingROI><component><boundary><code code="TIME_RELATIVE"/><value value="8" unit="ms"/></boundary></component><component><boundary><code code="${leadCode}"/></boundary></component></supportingROI></support></annotation></component>`;
    const other = '<component><annotation><code code="MDC_ECG_NOISE"/><value code="X"/></annotation></component>';
    const recording = await openText(document(series(set(time(), lead("MDC_ECG_LEAD_I", "1"), lead("MDC_ECG_LEAD_V3", "1")), `<subjectOf><annotationSet>${peak("MDC_ECG_LEAD_V3")}${other}</annotationSet></subjectOf>`)));
    expect(recording.annotations).toEqual([{ sampleIndex: 2, symbol: "p", aux: "", subtype: 0, channel: 1, number: 0, onsetS: null, durationS: null }]);
  });

  it("holds many sequence sets, and refuses to hold any number of them", async () => {
    const many = (count: number) => document(series(...Array.from({ length: count }, (_, index) => set(time(`<head value="200201011200${String(index % 60).padStart(2, "0")}.${String(index).padStart(6, "0")}"/>`), lead("MDC_ECG_LEAD_I", "1")))));
    const started = performance.now();
    expect((await openText(many(3000))).groups.length).toBe(3000);
    await expect(openText(document(series(set(time(), lead("MDC_ECG_LEAD_I", "1").repeat(20_000)))))).rejects.toMatchObject({ code: "too-large" });
    await expect(openText(document(...Array.from({ length: 1001 }, () => series())))).rejects.toMatchObject({ code: "too-large" });
    const wide = document(series(set(time(), lead("MDC_ECG_LEAD_I", "1").repeat(5000))));
    expect((await openText(wide)).groups[0]!.signals.length).toBe(5000);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it.each([
    ["no time axis", document(series(set(lead("MDC_ECG_LEAD_II", "1 2")))), "malformed"],
    ["an increment of 0", document(series(set(time(undefined, '<increment value="0" unit="s"/>'), lead("MDC_ECG_LEAD_II", "1 2")))), "malformed"],
    ["an increment without unit", document(series(set(time(undefined, '<increment value="1"/>'), lead("MDC_ECG_LEAD_II", "1 2")))), "malformed"],
    ["a scale of 0", document(series(set(time(), lead("MDC_ECG_LEAD_II", "1", '<scale value="0" unit="uV"/>')))), "malformed"],
    ["an origin in seconds", document(series(set(time(), lead("MDC_ECG_LEAD_II", "1", undefined, '<origin value="1" unit="s"/>')))), "malformed"],
    ["text among the digits", document(series(set(time(), lead("MDC_ECG_LEAD_II", "1 2 x")))), "malformed"],
    ["empty digits only", document(series(set(time(), lead("MDC_ECG_LEAD_II", " ")))), "no-records"],
    ["a cut end", document(series()).slice(0, -20), "truncated"],
  ])("refuses %s", async (_title, text, code) => {
    await expect(openText(text)).rejects.toMatchObject({ code });
  });
});

describe("HL7 times", () => {
  it.each([
    ["20021122091000.122", Date.UTC(2002, 10, 22, 9, 10, 0, 122)], ["20021122091000", Date.UTC(2002, 10, 22, 9, 10)], ["200211220737", Date.UTC(2002, 10, 22, 7, 37)],
    ["2002", Date.UTC(2002, 0, 1)], ["20021122091000.5-0500", Date.UTC(2002, 10, 22, 9, 10, 0, 500)], ["20021322", null], ["2002112", null], ["x", null], ["", null], [null, null],
  ])("reads %j", (text, timeMs) => {
    expect(parseHl7Time(text)).toBe(timeMs);
  });

  it("come back the same, fractions of milliseconds included", () => {
    for (const timeMs of [0, 1037956200000, 1037956200000.122, -86_400_000.5, 253402214400000 - 1]) expect(parseHl7Time(formatHl7Time(timeMs))).toBeCloseTo(timeMs, 3);
  });
});
