/**
 * Command line of the training of the network delineator.
 *
 *   node scripts/delineator.mjs train --fold 0 … 3     weights of one fold of the cross-validation, into .cache/delineator
 *   node scripts/delineator.mjs train                  weights of all records
 *   node scripts/delineator.mjs score                  figures of the folds on the people they had not seen, beside those of the rules
 *   node scripts/delineator.mjs publish                the same, and weights and training record into public/models/delineator, a golden strip into tests/golden/delineator
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rulesDelineator } from "../../packages/ecg/src/index.ts";
import { countParameters, createWasmExecutor, graphHash, readSafetensors, seededRandom, shuffled, writeSafetensors, type CompiledModel, type ExecutorInfo } from "../../packages/engine/src/index.ts";
import { DELINEATION_KERNELS, DELINEATION_WIDTHS, DELINEATION_WINDOW_SAMPLES, delineationNetwork } from "../../packages/models/src/index.ts";
import { compileDelineationNetwork, createNetworkDelineator, delineatorTraining, hashRecordingSamples, networkDecoding, noiseTracks, sha256Hex, trainDelineator, type DelineatorRecord } from "../../packages/study/src/index.ts";
import type { BoundaryFigures } from "../../packages/cli/src/score/delineationScore.ts";
import { delineatorCard } from "./delineatorCard.ts";
import { writeDelineatorGolden } from "./delineatorGolden.ts";
import { printFigures, scoreDelineator } from "./delineatorScores.ts";
import { readLudb, type LudbRecord } from "./ludbStrips.ts";

const FOLDS = 4;
/** Divides people into folds; another number than the training's, so that trainings can be repeated over the same folds. */
const FOLD_SEED = 1;
const ALL = "all";

/** What a training leaves beside its weights. */
interface TrainingFacts {
  readonly seed: number;
  readonly steps: number;
  readonly lossHistory: readonly number[];
  readonly seconds: number;
  readonly executor: ExecutorInfo;
}

export async function runDelineatorTraining(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ludb: { type: "string", default: "../shared/data/ludb" }, fold: { type: "string" }, steps: { type: "string" }, seed: { type: "string", default: "1" }, out: { type: "string", default: ".cache/delineator" } },
  });
  const records = await readLudb(values.ludb);
  const steps = Number(values.steps ?? delineatorTraining.steps);
  switch (positionals[0]) {
    case "train":
      await train(records, values.fold === undefined ? null : Number(values.fold), Number(values.seed), steps, values.out);
      return 0;
    case "score":
      await score(records, values.out);
      return 0;
    case "publish":
      await publish(records, values.out, "public/models/delineator");
      return 0;
    default:
      console.error("Say train, score or publish.");
      return 2;
  }
}

/** Fold of each record; records of LUDB are one a person. */
function foldsOf(records: readonly LudbRecord[]): readonly number[] {
  const order = shuffled(records.map((_, index) => index), seededRandom(FOLD_SEED)("folds"));
  const folds = new Array<number>(records.length);
  order.forEach((record, position) => (folds[record] = position % FOLDS));
  return folds;
}

const weightsFile = (out: string, fold: number | null): string => join(out, fold === null ? `${ALL}.safetensors` : `fold${fold}.safetensors`);

async function train(records: readonly LudbRecord[], heldOut: number | null, seed: number, steps: number, out: string): Promise<void> {
  const folds = foldsOf(records);
  const executor = await createWasmExecutor({ threads: 1 });
  // Every training draws numbers of its own.
  const ownSeed = seed + 1000 * (heldOut ?? 99);
  const randomOf = seededRandom(ownSeed);
  const started = performance.now();
  const secondsSince = (): number => (performance.now() - started) / 1000;
  let sum = 0;
  const { weights, lossHistory } = await trainDelineator({
    executor,
    strips: records.filter((_, index) => folds[index] !== heldOut).map(({ strip }) => strip),
    noise: noiseTracks(randomOf),
    config: { ...delineatorTraining, steps },
    randomOf,
    onStep: (step, loss) => {
      sum += loss;
      if ((step + 1) % 50 !== 0) return;
      console.log(`step ${step + 1} of ${steps}: loss ${(sum / 50).toFixed(4)}, ${secondsSince().toFixed(0)} s`);
      sum = 0;
    },
  });
  const facts: TrainingFacts = { seed: ownSeed, steps, lossHistory, seconds: secondsSince(), executor: executor.info };
  mkdirSync(out, { recursive: true });
  writeFileSync(weightsFile(out, heldOut), writeSafetensors(weights, { training: JSON.stringify(facts) }));
  executor.dispose();
}

/** Figures over people, each marked by the weights of the fold that left them out; those of the rules on the same people and beats. */
async function score(records: readonly LudbRecord[], out: string): Promise<{ readonly figures: readonly BoundaryFigures[]; readonly people: number }> {
  const folds = foldsOf(records);
  const executor = await createWasmExecutor({ threads: 1 });
  const models = new Map<number, CompiledModel>();
  for (let fold = 0; fold < FOLDS; fold++) {
    if (existsSync(weightsFile(out, fold))) models.set(fold, await compileDelineationNetwork(executor, readWeights(weightsFile(out, fold)).weights));
    else console.log(`Fold ${fold} is not trained: its people are left out.`);
  }
  const foldOf = (record: LudbRecord): number => folds[records.indexOf(record)]!;
  const heldOut = records.filter((record) => models.has(foldOf(record)));
  const delineators = new Map([...models].map(([fold, model]) => [fold, createNetworkDelineator(model)]));
  const figures = await scoreDelineator(heldOut, (record) => delineators.get(foldOf(record))!, "detected");
  const alone = new Map([...models].map(([fold, model]) => [fold, createNetworkDelineator(model, { ...networkDecoding, rulesShareOfT: 0 })]));
  printFigures("network without rules", await scoreDelineator(heldOut, (record) => alone.get(foldOf(record))!, "detected"));
  printFigures(`network, ${heldOut.length} people, each held out of the weights that marked them`, figures);
  printFigures("rules, the same people", await scoreDelineator(heldOut, () => rulesDelineator, "detected"));
  executor.dispose();
  return { figures, people: heldOut.length };
}

function readWeights(path: string): { readonly weights: ReturnType<typeof readSafetensors>["weights"]; readonly facts: TrainingFacts } {
  const { weights, metadata } = readSafetensors(new Uint8Array(readFileSync(path)));
  return { weights, facts: JSON.parse(metadata.training!) as TrainingFacts };
}

async function publish(records: readonly LudbRecord[], out: string, folder: string): Promise<void> {
  const { figures, people } = await score(records, out);
  const { weights, facts } = readWeights(weightsFile(out, null));
  const graph = delineationNetwork({ windowSamples: DELINEATION_WINDOW_SAMPLES });
  const bytes = writeSafetensors(weights, { graph: await graphHash(graph), card: "card.md", training: "training.json" });
  const trainedOn: Record<string, string> = {};
  for (const { reference: { recording } } of records) trainedOn[recording.id] = await hashRecordingSamples(recording.leads);
  const record: DelineatorRecord = {
    network: { name: graph.name, graphHash: await graphHash(graph), trainableParameters: countParameters(graph).trainable, widths: DELINEATION_WIDTHS, kernelSizes: DELINEATION_KERNELS },
    weightsSha256: await sha256Hex(bytes),
    data: {
      source: "Lobachevsky University ECG Database 1.0.1 (Kalyakulina et al.), the records with odd numbers",
      doi: "10.13026/eegm-h675",
      licence: "ODC-By 1.0",
      recordCount: records.length,
      leadCount: records.reduce((sum, { strip }) => sum + strip.leads.filter(({ waves }) => waves.length > 0).length, 0),
      hash: await sha256Hex(new TextEncoder().encode(Object.values(trainedOn).join("\n"))),
    },
    training: { ...delineatorTraining, steps: facts.steps, seed: facts.seed, loss: "binary cross-entropy per sample and wave", optimizer: "Adam, half a cosine", lossHistory: facts.lossHistory, seconds: facts.seconds },
    executor: { name: facts.executor.name, adapter: facts.executor.adapter, versions: facts.executor.versions },
    crossValidation: {
      folds: FOLDS,
      people,
      splitBy: "person",
      beats: "found by Kalium's default detector",
      figures: figures.map(({ boundary, n, meanMs, sdMs, sensitivityPercent, positivePredictivityPercent }) => ({ boundary, n, meanMs, sdMs, sensitivityPercent, positivePredictivityPercent })),
    },
    trainedOn,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "weights.safetensors"), bytes);
  writeFileSync(join(folder, "training.json"), `${JSON.stringify(record, null, 2)}\n`);
  writeFileSync(join(folder, "card.md"), delineatorCard(record, bytes.length));
  const executor = await createWasmExecutor({ threads: 1 });
  await writeDelineatorGolden(createNetworkDelineator(await compileDelineationNetwork(executor, weights), { ...networkDecoding, rulesShareOfT: 0 }), "tests/golden/delineator");
  executor.dispose();
}
