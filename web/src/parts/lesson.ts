/** The parts of the lesson "Potassium and the heartbeat". */
import "./lesson/lesson.css";
export { potassiumBench } from "./lesson/potassiumBench.ts";
export type { BenchOptions, BenchState, PotassiumBench } from "./lesson/potassiumBench.ts";
export { cite, lessonSources } from "./lesson/sources.ts";
export { comparePeople } from "./lesson/comparePeople.ts";
export { lessonWorksheet } from "./lesson/lessonWorksheet.ts";
export { potassiumQuiz } from "./lesson/potassiumQuizPart.ts";
export { whatTheEcgMisses } from "./lesson/whatTheEcgMisses.ts";
export { withinAndBetween } from "./lesson/withinAndBetween.ts";
export { traceDownloads } from "./lesson/traceDownloads.ts";
