/** Figures of a finished study: plain data of the lab put into the elements that draw it. */
import type { KaliumDownloads, KaliumEmbedding, KaliumSaliency, KaliumTable, KaliumTrajectories } from "@kalium/elements";
import { publishedPersonalTransfer, resultRows, type LookInside, type PersonalStudyResult, type RunRecord, type StudyData } from "@kalium/lab";

import type { ChoiceOption } from "./choice.ts";

type PlottedMetric = "accuracy" | "balancedAccuracy";

const METRIC_WORDS: Readonly<Record<PlottedMetric, string>> = { accuracy: "Accuracy", balancedAccuracy: "Balanced accuracy" };

/** Layers offered for Grad-CAM, the published choice first; the numbers are cells over the 120 samples of a beat. */
export const camLayers = [
  { label: "stage 4: published, 4 cells of 0.24 s", value: "stage4.out" },
  { label: "stage 3: 8 cells of 0.12 s", value: "stage3.out" },
  { label: "stage 2: 15 cells of 0.06 s", value: "stage2.out" },
] as const;

/** Each person's way through the rounds, with mean, published mean, control and baseline. */
export function trajectories(record: RunRecord, metric: PlottedMetric): KaliumTrajectories {
  const holdOut = record.config.personal.holdOutModes[0];
  const real = record.trajectories.filter((trajectory) => trajectory.control === null && trajectory.holdOut === holdOut);
  const summaryOf = (control: boolean) => record.summaries.find((summary) => summary.holdOut === holdOut && summary.control === control);
  const means = (control: boolean) => summaryOf(control)?.rounds.map((round) => round.metrics[metric]?.mean ?? null) ?? null;
  const plot = document.createElement("kalium-trajectories");
  plot.heading = `${METRIC_WORDS[metric]} on each person's held-out strips`;
  plot.figure = "trajectories";
  plot.metric = METRIC_WORDS[metric];
  plot.people = real.map((trajectory) => ({ personId: trajectory.personId, values: trajectory.rounds.map((round) => round[metric]) }));
  plot.means = means(false) ?? [];
  plot.control = means(true);
  plot.baseline = metric === "accuracy" ? record.baselines.majorityClassAccuracy : 0.5;
  if (metric === "accuracy" && record.data.kind === "potassium") {
    plot.published = [0, 1, 2, 3, 4, 5].map((round) => publishedPersonalTransfer.rounds.find((row) => row.round === round)?.accuracy?.mean ?? null);
  }
  return plot;
}

/** Published against ours, with the baselines. */
export function resultsTable(record: RunRecord): KaliumTable {
  const table = document.createElement("kalium-table");
  table.caption = "Mean (SD) over people, by round; a strip is called by majority vote of its beats";
  table.columns = [
    { key: "source", label: "Source" },
    { key: "stage", label: "Stage" },
    { key: "accuracy", label: "Accuracy", align: "right" },
    { key: "balancedAccuracy", label: "Balanced accuracy", align: "right" },
    { key: "auc", label: "AUC", align: "right" },
    { key: "sensitivity", label: "Sensitivity", align: "right" },
    { key: "specificity", label: "Specificity", align: "right" },
    { key: "people", label: "People", align: "right" },
    { key: "pValue", label: "P, paired with before", align: "right" },
  ];
  table.rows = resultRows(record).map(({ mark, ...cells }) => ({ ...cells, _mark: mark }));
  table.notes = [
    `Published: ${publishedPersonalTransfer.citation}; ${publishedPersonalTransfer.cohort}. Different data: not comparable number by number.`,
    "P: Wilcoxon signed-rank on accuracy, the same people before and after; no correction for several rounds.",
    record.data.simulated ? "All of our rows are from simulated people." : `Our rows: ${record.data.recordCount} strips, ${record.data.beatCount} beats of local records.`,
    `${record.executor.name} on ${record.executor.adapter}, seed ${record.seed}, ${record.secondsSpent.toFixed(0)} s.`,
  ];
  return table;
}

/** The people of a study as a choice, those who gained most first. */
export function peopleByGain(result: PersonalStudyResult): ChoiceOption<string>[] {
  const gains = result.people.map(({ personId, trajectories: [primary] }) => {
    const before = primary?.rounds[0]?.beatBalancedAccuracy ?? 0;
    const after = primary?.rounds.at(-1)?.beatBalancedAccuracy ?? 0;
    return { personId, before, after };
  });
  return gains
    .sort((a, b) => b.after - b.before - (a.after - a.before))
    .map(({ personId, before, after }) => ({ label: `${personId}: ${before.toFixed(2)} of beats right before, ${after.toFixed(2)} after`, value: personId }));
}

/** Grad-CAM of the class averages before and after, at one layer. */
export function saliency(inside: LookInside, layer: string, classNames: readonly [string, string]): KaliumSaliency {
  const figure = document.createElement("kalium-saliency");
  figure.heading = "Grad-CAM on the average beat of each class, held-out strips";
  figure.figure = "grad-cam";
  figure.panels = inside.saliency
    .filter((panel) => panel.node === layer)
    .map((panel) => ({
      title: panel.moment === "before" ? "Before (generic)" : "After (personal)",
      className: classNames[panel.classIndex as 0 | 1],
      beat: panel.beat,
      saliency: panel.saliency,
      rawMaximum: panel.rawMaximum,
      cellSamples: panel.cellSamples,
      prediction: `Probability of ${classNames[panel.classIndex as 0 | 1]}: ${panel.probabilityOfClass.toFixed(2)} (average of ${panel.beatCount} beats)`,
    }));
  return figure;
}

/** t-SNE before and after, with the numbers that say whether two clusters are two clusters. */
export function embedding(inside: LookInside, classNames: readonly [string, string]): KaliumEmbedding {
  const figure = document.createElement("kalium-embedding");
  figure.heading = "The person's beats as the network's last layer sees them (t-SNE)";
  figure.figure = "t-sne";
  figure.panels = inside.embedding.map((panel) => ({ title: panel.moment === "before" ? "Before (generic)" : "After (personal)", positions: panel.positions }));
  figure.figures = inside.embedding.map((panel) => [
    { label: "Silhouette by class", value: numberText(panel.silhouette) },
    { label: "Nearest neighbours right, own strip left out", value: numberText(panel.leaveRecordOutAccuracy) },
    { label: "Trustworthiness", value: numberText(panel.trustworthiness) },
    { label: "KL divergence", value: numberText(panel.klDivergence) },
  ]);
  const { recordIds, classIndices, heldOut, beats } = inside.points;
  figure.pointGroups = Array.from(classIndices, (classIndex) => classNames[classIndex as 0 | 1]);
  figure.pointTexts = recordIds.map((id, point) => `${id}${heldOut[point] === 1 ? ", held out" : ""}`);
  figure.people = [];
  figure.beats = beats;
  figure.beatLength = 120;
  figure.note = inside.embedding.flatMap((panel) => panel.warnings).join(" ");
  return figure;
}

/** Run record, report and generic network to keep. */
export function studyDownloads(result: PersonalStudyResult): KaliumDownloads {
  const downloads = document.createElement("kalium-downloads");
  downloads.items = [
    { name: "run-record.json", label: "Run record", mediaType: "application/json", data: JSON.stringify(result.runRecord, null, 1) },
    { name: "report.html", label: "Report", mediaType: "text/html", data: result.reportHtml },
    { name: "generic-network.safetensors", label: "Generic network", mediaType: "application/octet-stream", data: result.modelFile },
  ];
  return downloads;
}

/** The checks that ran before any metric. */
export function guardsTable(record: RunRecord): KaliumTable {
  const table = document.createElement("kalium-table");
  table.caption = "Checks before any metric";
  table.columns = [
    { key: "name", label: "Check" },
    { key: "outcome", label: "Outcome" },
    { key: "detail", label: "Detail" },
  ];
  table.rows = record.guards.map((guard) => ({ ...guard }));
  return table;
}

/** Who was left out, and why. */
export function excludedTable(data: StudyData): KaliumTable {
  const table = document.createElement("kalium-table");
  table.caption = data.excludedPeople.length === 0 ? "Nobody was left out" : "People left out";
  table.columns = [
    { key: "personId", label: "Person" },
    { key: "reason", label: "Reason" },
  ];
  table.rows = data.excludedPeople.map((person) => ({ ...person }));
  return table;
}

function numberText(value: number | null): string {
  return value === null ? "–" : value.toFixed(2);
}
