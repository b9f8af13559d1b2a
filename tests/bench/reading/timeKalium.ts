/** Times our own reader, in a process of its own like the reference: lines of JSON as in `time_rdrecord.py`. */
import { createInterface } from "node:readline";
import { openRecordings, readMillivolts, type RawSamples } from "../../../packages/ecg/src/index.ts";
import { fileOnDisk } from "./fileOnDisk.ts";

console.log(`Kalium on Node ${process.version.slice(1)}`);
for await (const line of createInterface({ input: process.stdin })) {
  const [kind, ...paths] = JSON.parse(line) as [string, ...string[]];
  let [milliseconds, work, total] = [0, 0, 0];
  for (const path of paths) {
    // Asking for the processor's time takes a while itself, so the clock runs inside.
    const worked = process.cpuUsage();
    const started = performance.now();
    const files = [`${path}.hea`, `${path}.dat`].map(fileOnDisk);
    const [opened] = await openRecordings(files[0]!, files);
    const { frameCount } = opened!.groups[0]!;
    const values: readonly (RawSamples | Float32Array)[] = kind === "raw" ? await opened!.readSamples(0, 0, frameCount) : await readMillivolts(opened!, 0, 0, frameCount);
    milliseconds += performance.now() - started;
    const { user, system } = process.cpuUsage(worked);
    work += (user + system) / 1000;
    for (const array of values) for (let i = 0; i < array.length; i++) total += array[i]!;
  }
  console.log(JSON.stringify([milliseconds, work, total]));
}
