import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { showablePlace } from "./placeVocabulary.ts";
import { buildReport, type ReportedRecording, type ReportSettings } from "./report.ts";
import { REPORT_STYLE, REPORT_STYLE_SHA256 } from "./reportHtml.ts";
import type { RemovalEntry } from "./deidentified.ts";

const settings: ReportSettings = {
  dates: "shift", keyIterationCount: 600_000, key: "key-file", keptTextCount: 2, keptTextsReadBy: "A. Reader", madeAt: "2026-11-21 12:00 UTC", programVersion: "0.1.0",
  personCount: 1, recordingsWithoutPerson: 0, rejected: [{ code: "truncated", count: 3 }],
};
const removals: readonly RemovalEntry[] = [{ format: "dicom", place: "(0010,0010) PatientName", action: "dropped", count: 4, kind: "person-name" }];
const recording: ReportedRecording = {
  id: "P0-001", sourceFormat: "dicom", writtenFormat: "wfdb", samplingRateHz: 500, durationS: 10,
  signals: [{ name: "II", sha256Before: "aa", sha256After: "aa" }, { name: "V1", sha256Before: "bb", sha256After: "cc" }, { name: "V2", sha256Before: "dd", sha256After: null }],
  files: [{ name: "P0-001.hea", byteLength: 12, sha256: "f00d" }],
};

describe("the report", () => {
  const report = buildReport(removals, [recording], settings);

  it("says in every form what was found where, how often, and what became of it", () => {
    for (const form of [report.text.replace(/\s+/g, " "), report.html]) {
      for (const part of ["(0010,0010) PatientName", "removed", "truncated: 3", "A. Reader", "1 of 2 signals", "P0-001.hea", "f00d", "no certificate of any law", "Signature", "Role"]) expect(form).toContain(part);
    }
    expect(JSON.parse(report.json)).toMatchObject({ removals, recordings: [recording], settings });
  });

  it("does not claim to comply with a law", () => {
    for (const form of Object.values(report)) expect(form).not.toMatch(/complian|HIPAA[- ]safe|anonymised/i);
  });

  it("is a page without script whose policy allows its own style only", () => {
    expect(createHash("sha256").update(REPORT_STYLE).digest("base64")).toBe(REPORT_STYLE_SHA256);
    expect(report.html).toContain(`content="default-src 'none'; style-src 'sha256-${REPORT_STYLE_SHA256}'`);
    expect(report.html).not.toMatch(/<script|javascript:|\son\w+=|https?:/i);
  });

  it("writes whatever stands in a field as text", () => {
    const { html } = buildReport([], [], { ...settings, keptTextsReadBy: "<img src=x onerror=alert(1)>" });
    expect(html).not.toContain("<img");
  });

  it("keeps lines of the printed text within a page", () => {
    for (const line of report.text.split("\n").filter((line) => !/^\S{40,}|^[0-9a-f]+ {2}/.test(line))) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe("places in the report", () => {
  it.each([
    ["(0010,0010) PatientName", "(0010,0010) PatientName"],
    ["comment line 12", "comment line"],
    ["section 1 tag 25", "section 1 tag 25"],
    ["PatientDemographics/PatientLastName", "PatientDemographics/PatientLastName"],
    ["attribute Maria", "attribute …"],
    ['column "Huber, Maria"', 'column "…"'],
    ["(0011,1010) Huber", "private attribute …"],
    ["(1455,100F) private", "private attribute"],
    ["comment line 19481231", "comment line"],
    ["text of the annotation at 41235", "text of the annotation at"],
    ["attribute 19481231x", "attribute …"],
    ["Huber", "…"],
    ["", "…"],
  ])("shows %j as %j", (place, shown) => {
    expect(showablePlace(place)).toBe(shown);
  });
});
