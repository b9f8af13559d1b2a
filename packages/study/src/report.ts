/**
 * The report of a personal-transfer study as one self-contained HTML page, made from the run record alone, so that every number
 * in it can be found there.
 */
import { publishedPersonalTransfer } from "./published.ts";
import { resultRows } from "./resultRows.ts";
import type { RunRecord } from "./runRecord.ts";

/** Writes the report; all text from data is escaped. */
export function writeReport(record: RunRecord): string {
  const simulatedLine = record.data.simulated ? "<p><strong>Simulated data.</strong> The figures show how the method behaves, not how well it reads real ECGs.</p>" : "";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(record.title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c2429}table{border-collapse:collapse;font-size:.85rem;width:100%}th,td{border-bottom:1px solid #ccc;padding:.3rem .5rem;text-align:left}caption{text-align:left;font-weight:600;padding:.5rem 0}code{overflow-wrap:anywhere}</style></head><body>
<h1>${escapeHtml(record.title)}</h1>
<p>${escapeHtml(record.purpose)}</p>
${simulatedLine}
${resultsSection(record)}
${peopleSection(record)}
${dataSection(record)}
${methodSection(record)}
</body></html>
`;
}

function resultsSection(record: RunRecord): string {
  const rows = resultRows(record).map((row) => [row.source, row.stage, row.accuracy, row.balancedAccuracy, row.auc, row.sensitivity, row.specificity, row.people ?? "–", row.pValue]);
  return `<h2>Results</h2>${table("Mean (SD) over people; a strip is called by majority vote of its beats", ["Source", "Stage", "Accuracy", "Balanced accuracy", "AUC", "Sensitivity", "Specificity", "People", "P, paired with before"], rows)}
<p>Published figures: ${escapeHtml(publishedPersonalTransfer.citation)}; ${escapeHtml(publishedPersonalTransfer.cohort)}. They come from different data and are no measure of these.</p>
<p>Shuffled labels give ${numberText(record.baselines.shuffledControlAccuracy)}; a method that learns nothing but noise stays near 0.5.</p>`;
}

function peopleSection(record: RunRecord): string {
  const real = record.trajectories.filter((trajectory) => trajectory.control === null);
  const rows = real.map((trajectory) => [trajectory.personId, trajectory.holdOut, ...trajectory.rounds.map((round) => numberText(round.accuracy))]);
  const most = Math.max(0, ...real.map((trajectory) => trajectory.rounds.length));
  return `<h2>Each person</h2>${table("Accuracy on the person's held-out strips", ["Person", "Held out", ...Array.from({ length: most }, (_, round) => `Round ${round}`)], rows)}`;
}

function dataSection(record: RunRecord): string {
  const flow = record.data.flow.map((step) => [step.label, `${step.count} ${step.unit}`, step.dropped.map(({ reason, count }) => `${reason}: ${count}`).join("; ") || "–"]);
  const excluded = record.data.excludedPeople.map(({ personId, reason }) => [personId, reason]);
  const guards = record.guards.map((guard) => [guard.name, guard.outcome, guard.detail]);
  return `<h2>Data</h2>${table("From what was handed over to what was analysed", ["Step", "Count", "Left out"], flow)}
${excluded.length > 0 ? table("People left out", ["Person", "Reason"], excluded) : ""}
${table("Checks before any metric", ["Check", "Outcome", "Detail"], guards)}`;
}

function methodSection(record: RunRecord): string {
  const facts: [string, string][] = [
    ["Seed", String(record.seed)],
    ["Data SHA-256", record.data.hash],
    ["Network", `${record.network.name}, ${record.network.trainableParameters} trainable parameters`],
    ["Graph SHA-256", record.network.graphHash],
    ["Weights SHA-256", record.network.weightsHash],
    ["Executor", `${record.executor.name} on ${record.executor.adapter}, ${workersText(record)}`],
    ["Why this executor", record.executor.reason],
    ["Waited for data", record.folds.map(({ waitedForDataShare }) => percentText(waitedForDataShare)).join(", ") || "–"],
    ["Interruptions", record.interruptions.map(({ at, reason, executorBefore, continuedFrom }) => `${at}, ${executorBefore}: ${reason} Went on from: ${continuedFrom ?? "the beginning"}.`).join(" ") || "none"],
    ["Browser", `${record.environment.userAgent}, ${record.environment.cores} logical cores`],
    ["Versions", Object.entries(record.versions).map(([name, version]) => `${name} ${version}`).join(", ")],
    ["Started, finished", `${record.startedAt}, ${record.finishedAt} (${record.secondsSpent.toFixed(0)} s)`],
    ["Settings", JSON.stringify(record.config)],
  ];
  return `<h2>How it was made</h2>${table("Run record", ["Item", "Value"], facts)}`;
}

function table(caption: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = (tag: "th" | "td", values: readonly (string | number)[]) => values.map((value) => `<${tag}>${escapeHtml(String(value))}</${tag}>`).join("");
  return `<table><caption>${escapeHtml(caption)}</caption><thead><tr>${cells("th", head)}</tr></thead><tbody>${rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("")}</tbody></table>`;
}

function workersText({ workers, threads }: RunRecord): string {
  const ofEach = threads === null ? "" : `, ${threads.generic} thread(s) each for the generic networks, ${threads.personal} for the personal rounds`;
  return `${workers} worker(s)${ofEach}`;
}

/** A share as per cent, so that a small one is not shown as nothing. */
export function percentText(share: number): string {
  const percent = 100 * share;
  return percent > 0 && percent < 0.1 ? "below 0.1 %" : `${percent.toFixed(1)} %`;
}

function numberText(value: number | null): string {
  return value === null ? "–" : value.toFixed(3);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
