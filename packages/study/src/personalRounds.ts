/**
 * Personal rounds (Chiu 2022, doi:10.2196/41163): the generic network with a fresh classifier and its early blocks frozen learns one
 * more pair of a person's records a round and is re-tested on the records kept back. Frozen blocks run in inference mode, so
 * what they make of a beat never changes: it is computed once and only the rest of the network is trained.
 */
import { initializeWeights, shuffled, type CompiledModel, type Graph, type Weights } from "@kalium/engine";
import { batchesOf, gatherBeats, takeRows, withRows, type BeatTable } from "./beatTable.ts";
import { holdOutRecords, shuffleLabels, timeOnlyAccuracy, type HeldOutRecords, type HoldOutMode } from "./holdOut.ts";
import type { JobContext } from "./job.ts";
import { pickWeights, type PersonalNetwork } from "./personalNetwork.ts";
import { eventProbabilities } from "./recordDecision.ts";
import { scoreProbabilities, type RecordScores } from "./scoring.ts";
import type { StudyRecord } from "./studyData.ts";

export interface PersonalRoundsConfig {
  readonly rounds: number;
  readonly epochsPerRound: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** `sequential` learns the new pair only; `cumulative` all pairs so far. */
  readonly roundMode: "sequential" | "cumulative";
  readonly holdOutFraction: number;
  readonly maxBeatsPerRecord: number;
  /** Beats of a record that an epoch learns from, drawn anew for each epoch; null for all of them. Records are scored by all their beats. */
  readonly beatsPerRecordAndEpoch: number | null;
  /** Node after which the network trains; everything up to it is frozen. */
  readonly cutNode: string;
  /** Prefix of the parameters that start anew for each person. */
  readonly classifierPrefix: string;
  /** Name of the held-out modes to run; the first is the primary one. */
  readonly holdOutModes: readonly HoldOutMode[];
  /** Pairs of label-shuffled control runs a person. */
  readonly controlPairs: number;
}

/** One pass through the rounds for one person. */
export interface PersonTrajectory {
  readonly personId: string;
  readonly foldIndex: number;
  readonly holdOut: HoldOutMode;
  /** Null for the real run; else which shuffled control this is. */
  readonly control: { readonly pair: number; readonly inverted: boolean } | null;
  /** Index 0 is the generic network before any personal record. */
  readonly rounds: readonly RecordScores[];
  readonly timeOnlyAccuracy: number | null;
  readonly poolRecordIds: readonly string[];
  readonly heldOutRecordIds: readonly string[];
}

export interface PersonResult {
  readonly personId: string;
  readonly foldIndex: number;
  readonly trajectories: readonly PersonTrajectory[];
  /** Full network after the last round of the primary hold-out mode. */
  readonly personalWeights: Weights;
}

export interface PersonalRoundsInput {
  readonly network: PersonalNetwork;
  readonly genericWeights: Weights;
  readonly foldIndex: number;
  readonly personId: string;
  readonly records: readonly StudyRecord[];
  readonly beatLength: number;
  readonly config: PersonalRoundsConfig;
  readonly randomOf: (stream: string) => () => number;
  readonly context: JobContext;
}

/** Runs every hold-out mode and control for one person. */
export async function runPersonalRounds(input: PersonalRoundsInput): Promise<PersonResult> {
  const { tail } = input.network;
  const { headModel, tailModel } = await input.network.open(input.genericWeights);
  const features = await frozenFeatures(input, headModel);
  const trajectories: PersonTrajectory[] = [];
  const progress = { stepsDone: 0 };
  let personalTail: Weights | null = null;
  for (const holdOut of input.config.holdOutModes) {
    const held = holdOutRecords(input.records, holdOut, input.config.holdOutFraction, input.randomOf(`hold-out ${holdOut} ${input.personId}`));
    trajectories.push(await runRounds(input, tail, tailModel, features, held, holdOut, null, progress));
    personalTail ??= await tailModel.getWeights();
  }
  const primary = input.config.holdOutModes[0]!;
  const held = holdOutRecords(input.records, primary, input.config.holdOutFraction, input.randomOf(`hold-out ${primary} ${input.personId}`));
  for (let pair = 0; pair < input.config.controlPairs; pair++) {
    for (const inverted of [false, true]) {
      const shuffled = shuffleLabels(held, inverted, input.randomOf(`shuffle ${pair} ${input.personId}`));
      trajectories.push(await runRounds(input, tail, tailModel, features, shuffled, primary, { pair, inverted }, progress));
    }
  }
  return { personId: input.personId, foldIndex: input.foldIndex, trajectories, personalWeights: { ...input.genericWeights, ...personalTail } };
}

interface FrozenFeatures {
  /** All beats of the person, as features at the cut. */
  readonly table: BeatTable;
  /** Rows of each record in the table. */
  readonly rowsOfRecord: ReadonlyMap<string, readonly number[]>;
}

async function frozenFeatures(input: PersonalRoundsInput, headModel: CompiledModel): Promise<FrozenFeatures> {
  const beats = gatherBeats(input.records, input.beatLength, input.config.maxBeatsPerRecord);
  const rows = (await headModel.predict(beats.rows, beats.count))[input.network.head.output]!;
  const rowsOfRecord = new Map<string, number[]>(input.records.map((record) => [record.id, []]));
  beats.recordIndices.forEach((recordIndex, row) => rowsOfRecord.get(input.records[recordIndex]!.id)!.push(row));
  return { table: withRows(beats, rows, rows.length / Math.max(1, beats.count)), rowsOfRecord };
}

async function runRounds(
  input: PersonalRoundsInput,
  tail: Graph,
  model: CompiledModel,
  features: FrozenFeatures,
  held: HeldOutRecords,
  holdOut: HoldOutMode,
  control: PersonTrajectory["control"],
  progress: { stepsDone: number },
): Promise<PersonTrajectory> {
  const { config, context, personId } = input;
  const streamName = control === null ? `personal ${holdOut} ${personId}` : `control ${control.pair} ${personId}`;
  const genericTail = pickWeights(input.genericWeights, tail);
  model.setWeights(genericTail);
  const rounds: RecordScores[] = [await scoreHeldOut(model, tail, features, held.heldOut)];
  const fresh = initializeWeights(tail, (stream) => input.randomOf(`classifier ${personId} ${stream}`));
  const classifier = Object.fromEntries(Object.entries(fresh).filter(([name]) => name.startsWith(config.classifierPrefix)));
  model.setWeights({ ...genericTail, ...classifier });
  const trainer = model.trainer({ loss: "softmaxCrossEntropy", optimizer: { kind: "adam", learningRate: config.learningRate } });
  try {
    const roundCount = Math.min(config.rounds, held.pool[0].length, held.pool[1].length);
    for (let round = 1; round <= roundCount; round++) {
      const from = config.roundMode === "sequential" ? round - 1 : 0;
      const pairs = [...held.pool[0].slice(from, round), ...held.pool[1].slice(from, round)];
      const table = relabelled(features, pairs);
      for (let epoch = 1; epoch <= config.epochsPerRound; epoch++) {
        const random = input.randomOf(`${streamName} round ${round} epoch ${epoch}`);
        const order = pairs.flatMap((record) => drawn(features.rowsOfRecord.get(record.id)!, config.beatsPerRecordAndEpoch, random));
        for (const batch of batchesOf(shuffled(order, random), config.batchSize)) {
          await context.turn();
          const { inputs, labels } = takeRows(table, batch);
          const loss = await trainer.step(inputs, labels);
          context.report({ kind: "personalStep", personId, stepsDone: ++progress.stepsDone, loss });
        }
      }
      const scores = await scoreHeldOut(model, tail, features, held.heldOut);
      rounds.push(scores);
      context.report({ kind: "round", personId, round, accuracy: scores.accuracy ?? Number.NaN, control: control !== null });
    }
  } finally {
    trainer.dispose();
  }
  return {
    personId,
    foldIndex: input.foldIndex,
    holdOut,
    control,
    rounds,
    timeOnlyAccuracy: control === null ? timeOnlyAccuracy(held) : null,
    poolRecordIds: [...held.pool[0], ...held.pool[1]].map((record) => record.id),
    heldOutRecordIds: held.heldOut.map((record) => record.id),
  };
}

/** As many of the rows as wanted, at random, or all of them. */
const drawn = (rows: readonly number[], count: number | null, random: () => number): readonly number[] => (count === null || rows.length <= count ? rows : shuffled(rows, random).slice(0, count));

/** The feature table with the labels that this run believes, which differ from the truth in a control. */
function relabelled(features: FrozenFeatures, records: readonly StudyRecord[]): BeatTable {
  const labels = features.table.labels.slice();
  for (const record of records) for (const row of features.rowsOfRecord.get(record.id)!) labels[row] = record.classIndex;
  return { ...features.table, labels };
}

async function scoreHeldOut(model: CompiledModel, tail: Graph, features: FrozenFeatures, records: readonly StudyRecord[]): Promise<RecordScores> {
  const rows = records.flatMap((record) => [...features.rowsOfRecord.get(record.id)!]);
  const { inputs } = takeRows(features.table, rows);
  const recordIndices = Int32Array.from(records.flatMap((record, index) => features.rowsOfRecord.get(record.id)!.map(() => index)));
  const logits = rows.length === 0 ? new Float32Array(0) : (await model.predict(inputs, rows.length))[tail.output]!;
  return scoreProbabilities(records, recordIndices, eventProbabilities(logits));
}
