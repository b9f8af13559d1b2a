/** The parts of the lesson "Potassium and the heartbeat". */
import "./lesson/lesson.css";
export { potassiumBench } from "./lesson/potassiumBench.ts";
export type { BenchOptions, BenchState, PotassiumBench } from "./lesson/potassiumBench.ts";
export { cite, lessonSources } from "./lesson/sources.ts";
