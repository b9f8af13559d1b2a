/** Runs in a worker: times single records, then a cohort of people. */
import { parentPort, workerData } from "node:worker_threads";
import { drawPatient, noNoise, seededStreams, simulateRecording } from "../../../packages/simulator/src/index.ts";
import type { SimulatorTimes, TimingOrder } from "./simulatorTimes.ts";

const DURATION_S = 10;
const WARM_UP_RECORDS = 50;

function time(order: TimingOrder): SimulatorTimes {
  const randomOf = seededStreams(order.seed);
  const record = (i: number, isQuiet: boolean) => {
    const patient = drawPatient(randomOf(`bench/${i}`), `p${i}`);
    // Every potassium from 2 to 9, so that rhythms and the sine wave are among them.
    simulateRecording({ patient, potassiumMmolPerL: 2 + 7 * ((i % 97) / 97), durationS: DURATION_S, noise: isQuiet ? noNoise : undefined, random: randomOf(`bench/${i}/strip`) });
  };
  const timeEach = (isQuiet: boolean) => {
    for (let i = 0; i < WARM_UP_RECORDS; i++) record(i, isQuiet);
    return Array.from({ length: order.records }, (_, i) => {
      const startMs = performance.now();
      const startCpu = process.cpuUsage();
      record(i, isQuiet);
      const { user, system } = process.cpuUsage(startCpu);
      return { ms: performance.now() - startMs, cpuMs: (user + system) / 1000 };
    });
  };
  const noisy = timeEach(false);
  const quiet = timeEach(true);
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  for (let i = 0; i < order.people; i++) record(i, false);
  const cpu = process.cpuUsage(startCpu);
  return { noisy, quiet, peopleS: (performance.now() - startMs) / 1000, peopleCpuS: (cpu.user + cpu.system) / 1e6 };
}

parentPort!.postMessage(time(workerData as TimingOrder));
