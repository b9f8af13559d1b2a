/** Explanation maps of a network and maps of its features, with the controls and sentences that belong beside them. */
export { ExplainError, type ExplainErrorCode } from "./explainError.ts";
export {
  AVERAGE_BEAT_STATEMENT,
  AVERAGE_MAP_STATEMENT,
  EMBEDDING_STATEMENT,
  resolutionStatement,
  SALIENCY_STATEMENT,
  SCALING_STATEMENT,
} from "./statements.ts";
export {
  CAM_METHOD_NAMES,
  gradCam,
  gradCamPlusPlus,
  hiResCam,
  layerCam,
  randomCam,
  xGradCam,
  type CamMethod,
  type MapNumbers,
} from "./cam/rawMaps.ts";
export { displayMap, signedMap, type DisplayMap } from "./cam/displayMap.ts";
export { classAverageBeats, type ClassAverageBeat } from "./cam/classAverageBeats.ts";
export { segmentShares, type BeatSegment, type SegmentShare } from "./cam/segmentShares.ts";
export {
  explainBeat,
  explainBeats,
  explainClassAverages,
  type BeatExplanation,
  type ClassAverageExplanation,
  type ExplainOptions,
  type GroupExplanation,
} from "./cam/explainBeat.ts";
export { principalComponents, type PrincipalComponents } from "./embedding/principalComponents.ts";
export { nearestNeighbours, neighbourScale, type Neighbours } from "./embedding/nearestNeighbours.ts";
export { affinities, type Affinities } from "./embedding/affinities.ts";
export { tsneObjective, type TsneObjective } from "./embedding/tsneObjective.ts";
export {
  EXACT_REPULSION_LIMIT,
  tsne,
  tsneAffinities,
  TSNE_MINIMUM_ROW_COUNT,
  type TsneCallbacks,
  type TsneInput,
  type TsneMap,
  type TsneOptions,
  type TsneProgress,
  type TsneReference,
} from "./embedding/tsne.ts";
export { placeInMap, type PlacedPoints } from "./embedding/placeInMap.ts";
export { alignMaps, type AlignedMap } from "./embedding/alignMaps.ts";
export { neighbourPreservation, trustworthiness, type NeighbourPreservation } from "./embedding/mapQuality.ts";
export {
  cascadeRandomisation,
  RANDOMISATION_LIMIT,
  type CascadeOptions,
  type CascadeResult,
  type CascadeStep,
} from "./randomisation/cascadeRandomisation.ts";
