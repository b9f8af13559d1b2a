import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../errors.ts";
import type { OpenedRecording } from "../../open/openedRecording.ts";
import { toRecording } from "../../open/toRecording.ts";
import { makeFile } from "../../testing/sharedData.ts";
import { crcCcitt } from "./ishneHeader.ts";
import { ishneReader } from "./ishneReader.ts";

/** Files built from the published standard by makeIshneGolden.py: no open recording in this format exists. */
const golden = JSON.parse(readFileSync(new URL("../../../../../tests/golden/ecg/ishne/ishne.json", import.meta.url), "utf8")) as {
  readonly files: Record<"per lead" | "all leads" | "annotations", string>;
  readonly counts: readonly (readonly number[])[];
  readonly crcOf123456789: number;
  readonly beats: readonly (readonly [number, string])[];
};
const bytesOf = (name: keyof typeof golden.files): Uint8Array => Uint8Array.from(Buffer.from(golden.files[name], "base64"));

async function open(bytes: Uint8Array, annotations?: Uint8Array): Promise<OpenedRecording> {
  const file = makeFile("holter/a.ecg", bytes);
  return (await ishneReader.open(file, annotations === undefined ? [file] : [file, makeFile("holter/A.ann", annotations), makeFile("other/a.ann", annotations)], {}))[0]!;
}

async function errorOf(bytes: Uint8Array): Promise<string> {
  return open(bytes).then(() => "none", (error: unknown) => (error instanceof FormatError ? `${error.code} ${error.message}` : `untyped ${String(error)}`));
}

function change(at: number, ...values: readonly number[]): Uint8Array {
  const bytes = bytesOf("per lead");
  bytes.set(values, at);
  return bytes;
}

describe("ishneReader on files built from the published standard", () => {
  it.each(["per lead", "all leads"] as const)("reads every sample where the header counts samples of %s", async (name) => {
    expect(ishneReader.recognises(bytesOf(name), makeFile("a.ecg", bytesOf(name)))).toBe(true);
    const opened = await open(bytesOf(name));
    expect(opened.groups[0]).toMatchObject({ framesPerSecond: 200, frameCount: 60 });
    expect(opened.groups[0]!.signals.map(({ name: lead, unit, gainPerUnit }) => [lead, unit, gainPerUnit])).toEqual([["II", "mV", 400], ["V1", "mV", 1000], ["lead 3", "mV", 200]]);
    expect((await opened.readSamples(0, 0, 60)).map((samples) => [...samples])).toEqual(golden.counts);
    expect((await opened.readSamples(0, 7, 9)).map((samples) => [...samples])).toEqual(golden.counts.map((lead) => lead.slice(7, 9)));
    expect(opened.notes).toEqual(["Lead V1 has frequent noise, as the file states."]);
    expect((await toRecording(opened)).leads[0]!.samplesMillivolt[1]).toBeCloseTo(golden.counts[0]![1]! / 400, 6);
  });

  it("finds the person, the dates and every text", async () => {
    const { facts } = await open(bytesOf("per lead"));
    expect(facts).toMatchObject({ personId: "PAT-0042", sex: "male", ageYears: 57, startTimeMs: Date.UTC(2019, 1, 28, 23, 59, 30) });
    expect(facts.texts.map(({ value }) => value)).toEqual([
      "Jörg", "Muster", "PAT-0042", "Caucasian", "17.05.1961", "28.02.2019", "01.03.2019", "23:59:30", "single chamber unipolar pacemaker",
      "digital SN 778899", "Clinic X, Room 5", "not to be passed on", "reserved words", "Comment by Dr. Who",
    ]);
  });

  it("takes beats from the annotation file of the same name in the same folder", async () => {
    const opened = await open(bytesOf("per lead"), bytesOf("annotations"));
    expect(opened.annotations.map(({ sampleIndex, symbol }) => [sampleIndex, symbol])).toEqual(golden.beats);
    expect(opened.files).toEqual(["holter/a.ecg", "holter/A.ann"]);
    expect(opened.facts.texts).toContainEqual({ place: "annotation file: variable-length block", kind: "free-text", value: "beats by Ms. Y" });
    const [ecg, ann] = [makeFile("a.ecg", bytesOf("per lead")), makeFile("a.ann", bytesOf("annotations"))];
    expect(await ishneReader.open(ann, [ecg, ann], {})).toEqual([]);
    await expect(ishneReader.open(ann, [ann], {})).rejects.toMatchObject({ code: "missing-file" });
  });

  it("agrees with binascii on the checksum and notes one that is wrong or missing", async () => {
    expect(crcCcitt(new TextEncoder().encode("123456789"))).toBe(golden.crcOf123456789);
    expect((await open(change(30, 65))).notes[0]).toContain("does not match");
    expect((await open(change(8, 0, 0))).notes[0]).toContain("no checksum");
  });

  it("names what is wrong, with the place", async () => {
    expect(await errorOf(bytesOf("per lead").subarray(0, 300))).toContain("truncated");
    expect(await errorOf(bytesOf("per lead").subarray(0, -6))).toContain("declares 60 samples; the file holds 59");
    expect(await errorOf(change(156, 13, 0))).toContain("(byte 156): the header declares 13 leads");
    expect(await errorOf(change(206, 0, 0))).toContain("(byte 206)");
    expect(await errorOf(change(272, 0, 0))).toContain("sampling rate");
    expect(await errorOf(change(10, 255, 255, 255, 127))).toContain("truncated");
    expect(await errorOf(change(22, 255, 255, 255, 127))).toContain("malformed");
    expect(await errorOf(change(14, 255, 255, 255, 127))).toContain("truncated");
  });
});
