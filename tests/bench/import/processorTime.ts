/** Processor time of a browser and all its processes: unlike the clock, other work on the machine stretches it little. Linux only. */
import { readdirSync, readFileSync } from "node:fs";

/** Ticks of /proc are hundredths of a second on every Linux that runs Chromium. */
const TICKS_PER_S = 100;

/** Seconds so far of the process whose command line holds `mark`, and of all its children; null where there is no /proc. */
export function processorSeconds(mark: string): number | null {
  const processes = new Map<number, { readonly parent: number; readonly seconds: number; readonly isMarked: boolean }>();
  try {
    for (const name of readdirSync("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      try {
        // The name of the process stands in brackets and may hold spaces.
        const fields = readFileSync(`/proc/${name}/stat`, "utf8").replace(/^.*\) /s, "").split(" ");
        processes.set(Number(name), { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S, isMarked: readFileSync(`/proc/${name}/cmdline`, "utf8").includes(mark) });
      } catch {
        // It has ended meanwhile.
      }
    }
  } catch {
    return null;
  }
  const belongs = (id: number): boolean => {
    const found = processes.get(id);
    return found !== undefined && (found.isMarked || belongs(found.parent));
  };
  let total = 0;
  for (const [id, { seconds }] of processes) if (belongs(id)) total += seconds;
  return total;
}
