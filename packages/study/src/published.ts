/** Results printed in Chiu et al. 2022 (doi:10.2196/41163): mean (SD) over 16 ICU patients, lead II of bedside monitors. */
export interface MeanSd {
  readonly mean: number;
  readonly sd: number | null;
}

export interface PublishedRound {
  readonly round: number;
  readonly accuracy: MeanSd | null;
  readonly auc: MeanSd | null;
  readonly sensitivity: MeanSd | null;
  readonly specificity: MeanSd | null;
}

export const publishedPersonalTransfer = {
  citation: "Chiu I-M, Cheng J-Y, Chen T-Y, et al. J Med Internet Res 2022;24(12):e41163, doi:10.2196/41163",
  cohort: "16 intensive-care patients, MIMIC-III waveforms",
  genericBeatAccuracy: { train: 0.724, validation: 0.639, test: 0.627 },
  rounds: [
    { round: 0, accuracy: { mean: 0.604, sd: 0.211 }, auc: { mean: 0.729, sd: 0.24 }, sensitivity: { mean: 0.674, sd: 0.456 }, specificity: { mean: 0.628, sd: 0.417 } },
    { round: 1, accuracy: { mean: 0.895, sd: 0.189 }, auc: { mean: 0.918, sd: 0.149 }, sensitivity: null, specificity: { mean: 0.907, sd: 0.321 } },
    { round: 2, accuracy: { mean: 0.942, sd: 0.104 }, auc: { mean: 0.945, sd: 0.094 }, sensitivity: { mean: 0.953, sd: 0.16 }, specificity: null },
    { round: 5, accuracy: { mean: 0.98, sd: 0.078 }, auc: null, sensitivity: null, specificity: null },
  ] satisfies readonly PublishedRound[] as readonly PublishedRound[],
} as const;
