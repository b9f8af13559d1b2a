/**
 * What the network looks at and how it lays out beats, before and after it was made personal: Grad-CAM on the class-average
 * beats of the held-out records, and t-SNE of the last features of all the person's beats.
 */
import type { Executor, Graph, Weights } from "@kalium/engine";
import { alignMaps, classAverageBeats, explainClassAverages, trustworthiness, tsne, type ClassAverageExplanation } from "@kalium/explain";
import { leaveGroupOutKnnAccuracy, silhouette } from "@kalium/statistics";
import { gatherBeats } from "./beatTable.ts";
import type { JobContext } from "./job.ts";
import type { StudyRecord } from "./studyData.ts";

export interface LookInsideInput {
  readonly executor: Executor;
  readonly graph: Graph;
  readonly genericWeights: Weights;
  readonly personalWeights: Weights;
  readonly records: readonly StudyRecord[];
  readonly heldOutRecordIds: readonly string[];
  readonly beatLength: number;
  readonly maxBeatsPerRecord: number;
  /** Layers for Grad-CAM; the first is the published choice. */
  readonly camNodes: readonly string[];
  /** Node whose [channels] output is embedded. */
  readonly featureNode: string;
  readonly randomOf: (stream: string) => () => number;
  readonly context: JobContext;
}

/** Grad-CAM of one class average at one layer. */
export interface SaliencyPanel {
  readonly moment: "before" | "after";
  readonly node: string;
  readonly classIndex: number;
  readonly beatCount: number;
  readonly beat: Float32Array;
  /** 0…1, one value a sample. */
  readonly saliency: Float32Array;
  /** Signed map, one value a cell of the layer. */
  readonly rawMap: Float32Array;
  readonly rawMaximum: number;
  readonly cellSamples: number;
  /** Probability the network gives the average beat for its own class. */
  readonly probabilityOfClass: number;
}

/** A map of the person's beats. */
export interface EmbeddingPanel {
  readonly moment: "before" | "after";
  /** [beatCount × 2] */
  readonly positions: Float64Array;
  readonly klDivergence: number;
  readonly perplexity: number;
  readonly silhouette: number | null;
  /** Nearest-neighbour accuracy in feature space when a beat's own record is left out. */
  readonly leaveRecordOutAccuracy: number | null;
  readonly trustworthiness: number;
  readonly warnings: readonly string[];
}

export interface LookInside {
  readonly saliency: readonly SaliencyPanel[];
  readonly embedding: readonly EmbeddingPanel[];
  /** One entry a point of the maps. */
  readonly points: {
    readonly recordIds: readonly string[];
    readonly classIndices: Int32Array;
    readonly heldOut: Uint8Array;
    readonly beats: Float32Array;
  };
}

/** Most points of a map (personal-transfer spec §7). */
const MAX_POINTS = 2000;

/** Computes both panels. `context.turn` is called throughout, so it can be paused and cancelled. */
export async function lookInside(input: LookInsideInput): Promise<LookInside> {
  const heldOut = input.records.filter((record) => input.heldOutRecordIds.includes(record.id));
  const heldOutTable = gatherBeats(heldOut, input.beatLength, input.maxBeatsPerRecord);
  const averages = classAverageBeats(heldOutTable.rows, heldOutTable.count, input.beatLength, heldOutTable.labels);
  const cap = Math.max(1, Math.min(input.maxBeatsPerRecord, Math.floor(MAX_POINTS / Math.max(1, input.records.length))));
  const table = gatherBeats(input.records, input.beatLength, cap);
  const saliency: SaliencyPanel[] = [];
  const embedding: EmbeddingPanel[] = [];
  const recordIds = Array.from(table.recordIndices, (recordIndex) => input.records[recordIndex]!.id);
  for (const moment of ["before", "after"] as const) {
    input.context.report({ kind: "stage", stage: "Looking inside", detail: `Grad-CAM and t-SNE ${moment} personalisation` });
    const model = await input.executor.compile(input.graph, moment === "before" ? input.genericWeights : input.personalWeights);
    let features: Float32Array;
    try {
      for (const node of input.camNodes) {
        const explained = await explainClassAverages(model, averages, { node });
        saliency.push(...explained.map((explanation) => saliencyPanel(moment, node, explanation)));
      }
      features = (await model.predict(table.rows, table.count, [input.featureNode]))[input.featureNode]!;
    } finally {
      model.dispose();
    }
    const columnCount = features.length / table.count;
    const map = await tsne({ matrix: features, rowCount: table.count, columnCount }, { random: input.randomOf(`t-SNE ${moment}`) }, input.context);
    const labels = Array.from(table.labels);
    embedding.push({
      moment,
      positions: map.positions,
      klDivergence: map.klDivergence,
      perplexity: map.perplexity,
      silhouette: silhouette(features, columnCount, labels),
      leaveRecordOutAccuracy: leaveGroupOutKnnAccuracy(features, columnCount, labels, recordIds, 10),
      trustworthiness: trustworthiness({ matrix: features, rowCount: table.count, columnCount }, map.positions, 12),
      warnings: map.warnings,
    });
  }
  const [before, after] = embedding as [EmbeddingPanel, EmbeddingPanel];
  const aligned = alignMaps(before.positions, after.positions);
  return {
    saliency,
    embedding: [before, { ...after, positions: aligned.positions }],
    points: {
      recordIds,
      classIndices: table.labels,
      heldOut: Uint8Array.from(recordIds, (id) => (input.heldOutRecordIds.includes(id) ? 1 : 0)),
      beats: table.rows,
    },
  };
}

function saliencyPanel(moment: SaliencyPanel["moment"], node: string, explanation: ClassAverageExplanation): SaliencyPanel {
  const [other, event] = [explanation.logits[0]!, explanation.logits[1]!];
  const probabilityOfEvent = 1 / (1 + Math.exp(other - event));
  return {
    moment,
    node,
    classIndex: explanation.classIndex,
    beatCount: explanation.average.beatCount,
    beat: Float32Array.from(explanation.average.mean),
    saliency: Float32Array.from(explanation.display.values),
    rawMap: Float32Array.from(explanation.rawMap),
    rawMaximum: explanation.display.rawMaximum,
    cellSamples: explanation.display.cellWidthSamples,
    probabilityOfClass: explanation.classIndex === 1 ? probabilityOfEvent : 1 - probabilityOfEvent,
  };
}
