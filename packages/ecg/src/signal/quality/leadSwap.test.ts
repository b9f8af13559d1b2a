/**
 * Real records as they are and with exchanges simulated (Krasteva 2019, doi:10.3390/s19132920; the right leg at the potential of the left). The figures
 * are printed; the bars leave room for rounding, not for a worse method.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { readWfdbAnnotations } from "../../read/wfdb/wfdbAnnotations.ts";
import { readWfdbRecord } from "../../read/wfdb/wfdbRecord.ts";
import { hasSharedData, listShared } from "../../testing/sharedData.ts";
import type { AnalysedLead } from "../analysedLead.ts";
import { detectQrs } from "../qrs/detectQrs.ts";
import { checkLimbLeads } from "./limbLeadConsistency.ts";
import { findLeadSwaps, findSwapsInBeats } from "./leadSwap.ts";
import type { LeadSwapFinding } from "./leadSwap.ts";
import { takeRepresentativeBeats } from "./representativeBeats.ts";
import type { RepresentativeBeats } from "./representativeBeats.ts";

type Leads = ReadonlyMap<string, Float64Array>;
const mix = (a: Float64Array, weightOfA: number, b: Float64Array, weightOfB: number) => a.map((value, k) => weightOfA * value + weightOfB * b[k]);
const negate = (a: Float64Array) => a.map((value) => -value);
const relabel = (leads: Leads, changes: Readonly<Record<string, Float64Array>>): Leads => new Map([...leads].map(([name, samples]) => [name, changes[name] ?? samples]));

const ARMS: Readonly<Record<string, (leads: Leads) => Leads>> = {
  "RA/LA": (x) => relabel(x, { I: negate(x.get("I")!), II: x.get("III")!, III: x.get("II")!, AVR: x.get("AVL")!, AVL: x.get("AVR")! }),
  "RA/LL": (x) => relabel(x, { I: negate(x.get("III")!), II: negate(x.get("II")!), III: negate(x.get("I")!), AVR: x.get("AVF")!, AVF: x.get("AVR")! }),
  "RA/RL": (x) => exchangeRightLeg(x, negate(x.get("III")!), x.get("II")!.map(() => 0), "II"),
  "LA/RL": (x) => exchangeRightLeg(x, x.get("II")!, x.get("II")!, "III"),
};

/** The reference of the chest leads moves by a third of the lead (II or III) that is lost. */
function exchangeRightLeg(x: Leads, one: Float64Array, two: Float64Array, lost: string): Leads {
  const chest = Object.fromEntries(["V1", "V2", "V3", "V4", "V5", "V6"].map((name) => [name, mix(x.get(name)!, 1, x.get(lost)!, -1 / 3)]));
  return relabel(x, { ...chest, I: one, II: two, III: mix(two, 1, one, -1), AVR: mix(one, -0.5, two, -0.5), AVL: mix(one, 1, two, -0.5), AVF: mix(one, -0.5, two, 1) });
}

function exchangeChest(x: Leads, a: string, b: string): Leads {
  return relabel(x, { [a]: x.get(b)!, [b]: x.get(a)! });
}

interface RealRecord {
  readonly leads: readonly AnalysedLead[];
  readonly samplingRateHz: number;
  readonly beats: RepresentativeBeats;
}

async function readRecords(folder: string, annotator?: string): Promise<RealRecord[]> {
  const files = listShared(folder);
  const read: RealRecord[] = [];
  for (const header of files.filter(({ path }) => path.endsWith(".hea"))) {
    const { leads, samplingRateHz } = await readWfdbRecord(header, files);
    const marks = files.find(({ path }) => annotator && path === header.path.replace(/hea$/, annotator));
    const beats = marks
      ? readWfdbAnnotations(await marks.bytes(), marks.path).filter(({ symbol }) => symbol === "N").map(({ sampleIndex }) => sampleIndex)
      : detectQrs(leads.filter(({ name }) => ["II", "V2", "V5"].includes(name)), samplingRateHz).sampleIndices;
    read.push({ leads, samplingRateHz, beats: takeRepresentativeBeats(leads, samplingRateHz, beats) });
  }
  return read;
}

describe.runIf(hasSharedData)("findLeadSwaps on 100 records of the LUDB and 25 of CinC 2021", () => {
  let records: RealRecord[] = [];
  beforeAll(async () => {
    records = [...(await readRecords("ludb/data", "ii")), ...(await readRecords("cinc2021"))];
  });
  const findingsAfter = (change: (leads: Leads) => Leads) => records.map(({ beats }) => findSwapsInBeats({ ...beats, byLead: change(beats.byLead) }));
  const share = (all: readonly LeadSwapFinding[][], isMeant: (finding: LeadSwapFinding) => boolean) => all.filter((findings) => findings.some(isMeant)).length / all.length;
  const isArm = ({ kind }: LeadSwapFinding) => kind.includes("A/");
  const isChest = ({ kind }: LeadSwapFinding) => kind.startsWith("V");

  it("raises little in correct leads, and in the limbs nothing that it calls likely", () => {
    expect(records).toHaveLength(125);
    const findings = findingsAfter((x) => x);
    const [arms, chest] = [share(findings, isArm), share(findings, isChest)];
    const likelyArms = share(findings, (finding) => isArm(finding) && finding.level === "likely");
    const likelyChest = share(findings, (finding) => isChest(finding) && finding.level === "likely");
    console.info(`false alarms: limb ${arms} (likely ${likelyArms}), chest ${chest} (likely ${likelyChest}) (n = 125)`);
    expect(arms).toBeLessThanOrEqual(0.02);
    expect(likelyArms).toBe(0);
    expect(chest).toBeLessThanOrEqual(0.05);
    expect(likelyChest).toBeLessThanOrEqual(0.02);
  });

  it("takes leads and beats as they come, and raises nothing where leads are wanting", () => {
    const { leads, samplingRateHz } = records[100];
    const peaks = detectQrs(leads.filter(({ name }) => ["II", "V2", "V5"].includes(name)), samplingRateHz).sampleIndices;
    expect(findLeadSwaps(leads, samplingRateHz, peaks)).toEqual([]);
    const chestExchanged = leads.map(({ name, samplesMillivolt }) => ({ name: name === "V1" ? "V5" : name === "V5" ? "V1" : name, samplesMillivolt }));
    expect(findLeadSwaps(chestExchanged, samplingRateHz, peaks)[0]).toMatchObject({ kind: "V1/V5", level: "likely" });
    expect(findLeadSwaps(leads.slice(0, 1), samplingRateHz, peaks)).toEqual([]);
    expect(findLeadSwaps(leads, samplingRateHz, [])).toEqual([]);
  });

  it.each([
    ["RA/LA", 0.93],
    ["RA/LL", 0.93],
    ["RA/RL", 0.99],
    ["LA/RL", 0.99],
  ] as const)("finds %s", (kind, bar) => {
    const found = share(findingsAfter(ARMS[kind]), (finding) => finding.kind === kind);
    console.info(`${kind}: sensitivity ${found} (n = 125)`);
    expect(found).toBeGreaterThanOrEqual(bar);
  });

  it.each([
    ["V1", "V2", 0.75],
    ["V2", "V3", 0.75],
    ["V3", "V4", 0.75],
    ["V4", "V5", 0.6],
    ["V5", "V6", 0.3],
    ["V1", "V3", 0.85],
    ["V2", "V5", 0.9],
    ["V1", "V6", 0.9],
  ] as const)("finds %s/%s", (a, b, bar) => {
    const findings = findingsAfter((x) => exchangeChest(x, a, b));
    const found = share(findings, isChest);
    const named = share(findings, ({ kind }) => kind === `${a}/${b}`);
    const arms = share(findings, isArm);
    console.info(`${a}/${b}: sensitivity ${found}, rightly named ${named}, limb alarm ${arms} (n = 125)`);
    expect(found).toBeGreaterThanOrEqual(bar);
  });

  it("finds that the leads of CinC 2021 follow from each other and those of the LUDB mostly in shape only", () => {
    const verdicts = records.map(({ leads, samplingRateHz }) => checkLimbLeads(leads, samplingRateHz).verdict);
    const count = (list: readonly string[]) => Object.fromEntries([...new Set(list)].map((verdict) => [verdict, list.filter((other) => other === verdict).length]));
    console.info("LUDB", count(verdicts.slice(0, 100)), "CinC", count(verdicts.slice(100)));
    expect(new Set(verdicts.slice(100))).toEqual(new Set(["consistent"]));
    expect(verdicts.slice(0, 100).filter((verdict) => verdict === "gains-differ").length).toBeGreaterThan(80);
  });

  it("calls exchanged columns of a file inconsistent and exchanged electrodes consistent", () => {
    for (const { leads, samplingRateHz } of records.slice(100, 110)) {
      const byLead = new Map(leads.map(({ name, samplesMillivolt }) => [name.toUpperCase(), Float64Array.from(samplesMillivolt)]));
      const check = (changed: Leads) => checkLimbLeads([...changed].map(([name, samplesMillivolt]) => ({ name, samplesMillivolt })), samplingRateHz).verdict;
      expect(check(relabel(byLead, { I: byLead.get("AVF")!, AVF: byLead.get("I")! }))).not.toBe("consistent");
      expect(check(relabel(byLead, { III: negate(byLead.get("III")!) }))).toBe("inconsistent");
      expect(check(ARMS["RA/LA"](byLead))).toBe("consistent");
    }
  });
});
