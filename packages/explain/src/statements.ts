/** Sentences that every display prints beside its map; they are part of the result, not decoration. */

/** Beside every saliency map. */
export const SALIENCY_STATEMENT = "This map shows where the model's output changes, not why the patient has the value.";

/** Beside every t-SNE map. */
export const EMBEDDING_STATEMENT = "In this map, distances between clusters and cluster sizes carry no meaning.";

/** Beside a map of an average beat: the map of the mean is not the mean of the maps. */
export const AVERAGE_BEAT_STATEMENT = "This is the map of the average beat; the average of the single beats' maps can differ.";

/** Beside a map averaged over beats. */
export const AVERAGE_MAP_STATEMENT = "This is the average of the single beats' maps; the map of their average beat can differ.";

/** Beside a map divided by its own maximum. */
export const SCALING_STATEMENT = "Each map is divided by its own maximum, so even a map of next to nothing reaches 1; compare the raw maxima.";

/** How coarse a map is, in one sentence. */
export function resolutionStatement(cellCount: number, cellWidthSamples: number, samplingRateHz: number): string {
  const seconds = (cellWidthSamples / samplingRateHz).toFixed(2);
  return `${cellCount} cells back this map: one cell spans ${cellWidthSamples.toFixed(1)} samples (${seconds} s), and no finer structure in it is real.`;
}
