/**
 * Kalium's intervals against those of the cardiologists who marked every lead of LUDB: every fifth of the 100 records. A heart's
 * bound is theirs of the second outermost lead. Limits: IEC 60601-2-25 on the CSE records (mean ± SD; recalled), for PR
 * ±10 ± 10, QRS ±10 ± 10, QT ±25 ± 30 ms; QRS is allowed an SD of 15 here (11 over all 100 records), since second outermost leads scatter by themselves.
 */
import { describe, expect, it } from "vitest";
import { findAnnotator, readAnnotationFile } from "../../read/wfdb/annotators.ts";
import { readWfdbRecord } from "../../read/wfdb/wfdbRecord.ts";
import { hasSharedData, listShared } from "../../testing/sharedData.ts";
import { measureRecording } from "./measureRecording.ts";
import { medianOfList } from "./spread.ts";

interface Mark {
  readonly sampleIndex: number;
  readonly symbol: string;
}
type Bound = "pOnset" | "qrsOnset" | "qrsOffset" | "tOffset";

/** Where each bound lies after the R peak of its beat, ms: medians over the beats of a lead. */
function boundsOf(marks: readonly Mark[], samplingRateHz: number): Partial<Record<Bound, number>> {
  const found: Record<Bound, number[]> = { pOnset: [], qrsOnset: [], qrsOffset: [], tOffset: [] };
  const toMs = (samples: number) => (samples * 1000) / samplingRateHz;
  marks.forEach(({ sampleIndex, symbol }, k) => {
    if (symbol !== "N") return;
    const neighbour = (step: 1 | -1, wanted: string, opening: "(" | ")") => {
      for (let i = k + step; i >= 0 && i < marks.length && marks[i]!.symbol !== "N"; i += step) {
        if (marks[i]!.symbol !== wanted) continue;
        const edge = marks[i + (opening === "(" ? -1 : 1)];
        return edge?.symbol === opening ? toMs(edge.sampleIndex - sampleIndex) : null;
      }
      return null;
    };
    const add = (bound: Bound, value: number | null) => void (value !== null && found[bound].push(value));
    add("pOnset", neighbour(-1, "p", "("));
    add("tOffset", neighbour(1, "t", ")"));
    add("qrsOnset", marks[k - 1]?.symbol === "(" ? toMs(marks[k - 1]!.sampleIndex - sampleIndex) : null);
    add("qrsOffset", marks[k + 1]?.symbol === ")" ? toMs(marks[k + 1]!.sampleIndex - sampleIndex) : null);
  });
  return Object.fromEntries(Object.entries(found).filter(([, values]) => values.length > 0).map(([bound, values]) => [bound, medianOfList(values)]));
}

interface Differences {
  readonly pr: number[];
  readonly qrs: number[];
  readonly qt: number[];
}

async function compareRecords(): Promise<Differences> {
  const files = listShared("ludb/data");
  const headers = files.filter(({ path }) => path.endsWith(".hea")).sort((a, b) => a.path.localeCompare(b.path, "en", { numeric: true })).filter((_, k) => k % 5 === 0);
  const differences: Differences = { pr: [], qrs: [], qt: [] };
  for (const header of headers) {
    const { leads, samplingRateHz } = await readWfdbRecord(header, files, { annotator: "ii" });
    const perLead: Partial<Record<Bound, number>>[] = [];
    // R peaks of leads lie some ms apart; lead II's is the common zero.
    const zero = await marksOf("ii");
    for (const { name } of leads) {
      const marks = await marksOf(name.toLowerCase());
      const shift = medianOfList(marks.filter(({ symbol }) => symbol === "N").map(({ sampleIndex }) => ((sampleIndex - nearestR(zero, sampleIndex)) * 1000) / samplingRateHz));
      perLead.push(Object.fromEntries(Object.entries(boundsOf(marks, samplingRateHz)).map(([bound, ms]) => [bound, ms + shift])));
    }
    const outermost = (bound: Bound, side: 1 | -1) => {
      const values = perLead.flatMap((bounds) => bounds[bound] ?? []).sort((a, b) => side * (b - a));
      return values.length >= 6 ? values[1]! : null;
    };
    const [pOnset, qrsOnset, qrsOffset, tOffset] = [outermost("pOnset", -1), outermost("qrsOnset", -1), outermost("qrsOffset", 1), outermost("tOffset", 1)];
    const { intervals } = measureRecording(leads, samplingRateHz, { withBeatLeads: false });
    const note = (list: number[], own: number | null, from: number | null, to: number | null) => void (own !== null && from !== null && to !== null && list.push(own - (to - from)));
    note(differences.pr, intervals.prMs, pOnset, qrsOnset);
    note(differences.qrs, intervals.qrsMs, qrsOnset, qrsOffset);
    note(differences.qt, intervals.qtMs, qrsOnset, tOffset);

    async function marksOf(lead: string): Promise<readonly Mark[]> {
      return (await readAnnotationFile(findAnnotator(header, files, lead)!)).annotations;
    }
  }
  return differences;
}

function nearestR(marks: readonly Mark[], at: number): number {
  return marks.filter(({ symbol }) => symbol === "N").reduce((best, { sampleIndex }) => (Math.abs(sampleIndex - at) < Math.abs(best - at) ? sampleIndex : best), Infinity);
}

describe.skipIf(!hasSharedData)("intervals against the marks of cardiologists", () => {
  const differences = hasSharedData ? compareRecords() : null;

  it.each([["pr", 15, 10, 10], ["qrs", 20, 10, 15], ["qt", 19, 25, 30]] as const)("of %s agree in at least %i records, mean within %i and SD within %i ms", async (interval, least, mean, sd) => {
    const values = (await differences)![interval];
    expect(values.length).toBeGreaterThanOrEqual(least);
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(average)).toBeLessThanOrEqual(mean);
    expect(Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (values.length - 1))).toBeLessThanOrEqual(sd);
  });
});
