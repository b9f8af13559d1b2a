/**
 * The generic network: Adam on softmax cross-entropy, learning rate halved when the validation loss has not improved for three
 * epochs, the weights of the best validation loss kept (Chiu 2022, doi:10.2196/41163). Continues from the state of any
 * finished epoch to exactly the same result.
 */
import { arraySource, balancedOrder, createBatchLoader, type Executor, type Graph, type OptimizerState, type Weights } from "@kalium/engine";
import { gatherBeats, type BeatTable } from "./beatTable.ts";
import type { JobContext } from "./job.ts";
import { scoreRecords, type RecordScores } from "./scoring.ts";
import type { StudyRecord } from "./studyData.ts";

export interface GenericTrainingConfig {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly plateauPatienceEpochs: number;
  readonly plateauFactor: number;
  readonly maxBeatsPerRecord: number;
  /** Most batches of an epoch, so that a large folder stays within minutes; null takes every beat. */
  readonly maxStepsPerEpoch: number | null;
}

export interface EpochFigures {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
  readonly learningRate: number;
}

/** Everything needed to continue after an epoch. */
export interface GenericTrainingState {
  readonly epochsDone: number;
  readonly weights: Weights;
  readonly bestWeights: Weights;
  readonly bestEpoch: number;
  readonly bestValidationLoss: number;
  readonly epochsSinceImprovement: number;
  readonly learningRate: number;
  readonly optimizer: OptimizerState;
  readonly history: readonly EpochFigures[];
}

export interface GenericTrainingResult {
  readonly weights: Weights;
  readonly bestEpoch: number;
  readonly history: readonly EpochFigures[];
  readonly beatAccuracy: { readonly train: number; readonly validation: number; readonly test: number | null };
  readonly testScores: RecordScores | null;
  /** Share of the time of training, validation included, in which it waited for data; of the last sitting, when it was resumed. */
  readonly waitedShare: number;
}

export interface GenericTrainingInput {
  readonly executor: Executor;
  readonly graph: Graph;
  readonly initialWeights: Weights;
  readonly train: readonly StudyRecord[];
  readonly validation: readonly StudyRecord[];
  readonly test: readonly StudyRecord[];
  readonly beatLength: number;
  readonly config: GenericTrainingConfig;
  /** Shown in progress events. */
  readonly stage: string;
  /** Generator for a named stream; the same name gives the same numbers. */
  readonly randomOf: (stream: string) => () => number;
  readonly context: JobContext;
  readonly resumeFrom: GenericTrainingState | null;
  readonly onEpoch: (state: GenericTrainingState) => Promise<void>;
}

/** Trains, or continues, the generic network. Throws `JobCancelled` between steps after a cancel. */
export async function trainGeneric(input: GenericTrainingInput): Promise<GenericTrainingResult> {
  const { config, context, stage } = input;
  const train = gatherBeats(input.train, input.beatLength, config.maxBeatsPerRecord);
  const validation = gatherBeats(input.validation, input.beatLength, config.maxBeatsPerRecord);
  const loader = createBatchLoader({
    source: arraySource({ inputs: train.rows, rowLength: train.rowLength, labels: train.labels }),
    batchSize: config.batchSize,
    order: balancedOrder(train.labels),
    random: (epoch) => input.randomOf(`generic epoch ${epoch + 1}`),
    from: { epoch: input.resumeFrom?.history.length ?? 0 },
    epochs: config.epochs,
    // Batch statistics need more than one row.
    lastBatch: "join",
    maxBatchesPerEpoch: config.maxStepsPerEpoch ?? undefined,
    nowMs: context.nowMs,
  });
  const model = await input.executor.compile(input.graph, input.resumeFrom?.weights ?? input.initialWeights);
  let learningRate = input.resumeFrom?.learningRate ?? config.learningRate;
  const trainer = model.trainer({ loss: "softmaxCrossEntropy", optimizer: { kind: "adam", learningRate } });
  try {
    if (input.resumeFrom !== null) trainer.restoreOptimizerState(input.resumeFrom.optimizer);
    let best = {
      weights: input.resumeFrom?.bestWeights ?? input.initialWeights,
      epoch: input.resumeFrom?.bestEpoch ?? 0,
      loss: input.resumeFrom?.bestValidationLoss ?? Infinity,
    };
    let epochsSinceImprovement = input.resumeFrom?.epochsSinceImprovement ?? 0;
    const history: EpochFigures[] = [...(input.resumeFrom?.history ?? [])];
    // A resumed run shows its whole curve, not only what comes now.
    for (const figures of history) context.report({ kind: "epoch", stage, epochsTotal: config.epochs, ...figures });
    const startMs = context.nowMs();
    let stepsHere = 0;
    for (let epoch = history.length + 1; epoch <= config.epochs; epoch++) {
      let lossSum = 0;
      let rowCount = 0;
      for (let inEpoch = true; inEpoch; ) {
        await context.turn();
        const batch = (await loader.next())!;
        const loss = await trainer.step(batch.inputs, batch.labels);
        lossSum += loss * batch.rowCount;
        rowCount += batch.rowCount;
        stepsHere += 1;
        const stepsDone = (epoch - 1) * batch.batchesInEpoch + batch.batchIndex + 1;
        const stepsTotal = config.epochs * batch.batchesInEpoch;
        const stepsPerSecond = (1000 * stepsHere) / Math.max(1, context.nowMs() - startMs);
        context.report({ kind: "step", stage, stepsDone, stepsTotal, loss, stepsPerSecond, secondsLeft: (stepsTotal - stepsDone) / stepsPerSecond, waitedShare: loader.waitedShare() });
        inEpoch = batch.batchIndex + 1 < batch.batchesInEpoch;
      }
      const onValidation = await lossAndAccuracy(model.predict.bind(model), validation, input.graph.output);
      const figures: EpochFigures = {
        epoch,
        trainLoss: lossSum / rowCount,
        validationLoss: onValidation.loss,
        validationAccuracy: onValidation.accuracy,
        learningRate,
      };
      history.push(figures);
      const weights = await model.getWeights();
      if (onValidation.loss < best.loss) {
        best = { weights, epoch, loss: onValidation.loss };
        epochsSinceImprovement = 0;
      } else {
        epochsSinceImprovement += 1;
        if (epochsSinceImprovement >= config.plateauPatienceEpochs) {
          learningRate *= config.plateauFactor;
          trainer.setLearningRate(learningRate);
          epochsSinceImprovement = 0;
        }
      }
      context.report({ kind: "epoch", stage, epochsTotal: config.epochs, ...figures });
      await input.onEpoch({
        epochsDone: epoch,
        weights,
        bestWeights: best.weights,
        bestEpoch: best.epoch,
        bestValidationLoss: best.loss,
        epochsSinceImprovement,
        learningRate,
        optimizer: await trainer.optimizerState(),
        history: [...history],
      });
    }
    const waitedShare = loader.waitedShare();
    model.setWeights(best.weights);
    const predict = model.predict.bind(model);
    const testScores = input.test.length > 0 ? await scoreRecords(predict, input.graph.output, input.test, input.beatLength, config.maxBeatsPerRecord) : null;
    return {
      weights: best.weights,
      bestEpoch: best.epoch,
      history,
      beatAccuracy: {
        train: (await lossAndAccuracy(predict, train, input.graph.output)).accuracy,
        validation: (await lossAndAccuracy(predict, validation, input.graph.output)).accuracy,
        test: testScores?.beatAccuracy ?? null,
      },
      testScores,
      waitedShare,
    };
  } finally {
    loader.dispose();
    trainer.dispose();
    model.dispose();
  }
}

type Predict = (inputs: Float32Array, rowCount: number) => Promise<Readonly<Record<string, Float32Array>>>;

/** Mean cross-entropy and accuracy over the beats of a table; NaN-free: an empty table gives zeros. */
async function lossAndAccuracy(predict: Predict, table: BeatTable, output: string): Promise<{ loss: number; accuracy: number }> {
  if (table.count === 0) return { loss: 0, accuracy: 0 };
  const logits = (await predict(table.rows, table.count))[output]!;
  let loss = 0;
  let right = 0;
  for (let row = 0; row < table.count; row++) {
    const label = table.labels[row]!;
    const margin = logits[2 * row + 1]! - logits[2 * row]!;
    const signed = label === 1 ? margin : -margin;
    // log(1 + e^−z) written so that a large |z| neither overflows nor loses digits.
    loss += Math.max(0, -signed) + Math.log1p(Math.exp(-Math.abs(signed)));
    if ((margin >= 0 ? 1 : 0) === label) right += 1;
  }
  return { loss: loss / table.count, accuracy: right / table.count };
}
