export { annotatedStrip, type AnnotatedStrip, type AnnotatedStripLead, type AnnotatedWave } from "./annotatedStrip.ts";
export { filterLead } from "./filterLead.ts";
export { meetRules } from "./meetRules.ts";
export { noiseTracks } from "./noiseTracks.ts";
export { delineatorTraining, trainDelineator, type DelineatorTrainingConfig, type DelineatorTrainingInput, type DelineatorTrainingResult } from "./trainDelineator.ts";
export { hashRecordingSamples, type DelineatorRecord, type HeldOutFigures } from "./delineatorRecord.ts";
export { compileDelineationNetwork, createNetworkDelineator, decodeDelineation, networkDecoding, prepareLeads, type NetworkDecoding } from "./networkDelineator.ts";
export { waveProbabilities, type WaveProbabilities } from "./waveProbabilities.ts";
