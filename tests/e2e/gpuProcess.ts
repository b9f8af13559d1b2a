/** Finds the process of a browser that talks to the GPU, so that a test can end it as a crashing driver does. Linux only: it reads /proc. */
import { readdirSync, readFileSync } from "node:fs";

interface RunningProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly commandLine: string;
}

function runningProcesses(): RunningProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const commandLine = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        // The program's name stands in brackets and may hold spaces; the parent is the second field after it.
        const parentPid = Number(readFileSync(`/proc/${name}/stat`, "utf8").replace(/^.*\) /s, "").split(" ")[1]);
        return [{ pid: Number(name), parentPid, commandLine }];
      } catch {
        // It ended between the listing and the reading.
        return [];
      }
    });
}

/** GPU processes of the browser with this profile folder. */
export function gpuProcessesOf(profileFolder: string): number[] {
  const all = runningProcesses();
  const family = new Set(all.filter(({ commandLine }) => commandLine.includes(`--user-data-dir=${profileFolder} `) && !commandLine.includes("--type=")).map(({ pid }) => pid));
  for (let before = -1; before !== family.size; ) {
    before = family.size;
    for (const { pid, parentPid } of all) if (family.has(parentPid)) family.add(pid);
  }
  return all.filter(({ pid, commandLine }) => family.has(pid) && commandLine.includes("--type=gpu-process")).map(({ pid }) => pid);
}

/** Ends the browser's GPU process without a warning. */
export function killGpuProcess(profileFolder: string): void {
  const pids = gpuProcessesOf(profileFolder);
  if (pids.length === 0) throw new Error(`No GPU process runs for ${profileFolder}.`);
  for (const pid of pids) process.kill(pid, "SIGKILL");
}
