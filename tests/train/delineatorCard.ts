/** The card that lies beside the weights: what the network is, what it learned from, how well it does, what it is not. */
import type { DelineatorRecord } from "../../packages/study/src/index.ts";

export function delineatorCard({ network, data, training, executor, crossValidation }: DelineatorRecord, weightsBytes: number): string {
  const rows = crossValidation.figures.map(({ boundary, n, meanMs, sdMs, sensitivityPercent, positivePredictivityPercent }) => `| ${boundary} | ${n} | ${meanMs.toFixed(1)} | ${sdMs.toFixed(1)} | ${sensitivityPercent.toFixed(2)} | ${positivePredictivityPercent.toFixed(2)} |`);
  return `# Network delineator

Marks where P waves, QRS complexes and T waves begin and end in single ECG leads. Research and teaching only; not a medical device.

## What it is

A one-dimensional U-Net (Ronneberger et al. 2015, doi 10.1007/978-3-319-24574-4_28; for ECGs Moskalenko et al. 2020, arXiv 2001.04689) of ${network.trainableParameters} parameters, ${weightsBytes} bytes as
float32 safetensors. Input: 250 samples a second, band-pass 0.5–45 Hz, three channels: the lead, and what all leads at hand show together (root mean squares of value and slope), each
scaled by its own height. The name of a lead plays no part, and any number of leads will do. Output: for each sample three probabilities. What was added by hand after the network (order of waves, shift of the
logits, limits between leads, T waves half-way to those of the rules) is in \`packages/study/src/delineation\`; graph hash, seed, losses and hashes of all training recordings are in \`training.json\`.

## Data

${data.source}, doi ${data.doi}: ${data.recordCount} people, ${data.leadCount} leads of 10 s, every lead marked by cardiologists. The database is made available under the Open Data Commons Attribution License
(${data.licence}); these weights are derived from it. Kalyakulina A I et al., LUDB: a new open-access validation tool for electrocardiogram delineation algorithms, IEEE Access 2020, doi 10.1109/ACCESS.2020.3029211.

## Training

${training.steps} steps of ${training.batchSize} rows of ${(training.windowSamples / 250).toFixed(1)} s on Kalium's own engine (${executor.name}: ${executor.adapter}), ${training.seconds.toFixed(0)} s on one thread of a busy machine, seed ${training.seed}. ${training.loss}; only the marked part of a strip
counts. Rows are stretched in time, turned over, given noise and wander, seen with one, two or more leads. Repeat: \`node scripts/delineator.mjs train\`.

## How well it does

Cross-validation in ${crossValidation.folds} folds by person; ${crossValidation.people} people, each marked by weights that had not seen them; beats ${crossValidation.beats}; detected minus marked, ms; Se and +P (%) of the wave, peaks within 150 ms. The shift of the logits (one number
a wave), the level of a P wave and the share of the rules were chosen on the same folds, so that the means near zero and the T waves are a little flattering. The weights in this folder learned from all ${data.recordCount} people: a score on those flatters, and \`kalium score delineation\` says so.

| boundary | n | mean | SD | Se | +P |
|---|---|---|---|---|---|
${rows.join("\n")}

## What it is not

- It marks no U waves, and one P wave a beat: blocked P waves have no mark. In atrial fibrillation it sees P waves that are not there.
- It saw three paced people only, and begins a paced complex after the pulse, as the readers of LUDB did. Those of the QT Database put the onset before it: there (record sel102) its onsets come some 30 ms later, those of
  the rules 7 ms. Use the rules on paced hearts.
- Trained on 10 s strips of one centre and one device. T waves below 0.1 mV end with a spread of 25–30 ms before the rules are asked.
- A mark is the mean of where cardiologists would put it, not the earliest activity in any lead; the global marks come from the mean probability of all leads.
`;
}
