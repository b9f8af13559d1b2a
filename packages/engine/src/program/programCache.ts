import type { LoadedProgram } from "./device.ts";
import type { Program } from "./program.ts";

export interface ProgramCache {
  /** The loaded program of this key, made the first time. */
  get(key: string, make: () => Program): Promise<LoadedProgram>;
  dispose(): void;
}

/** Programs that were loaded most recently; the ones beyond stay out, so that varying batch sizes cannot fill the memory. */
const MOST_PROGRAMS = 12;

export function programCache(load: (program: Program) => Promise<LoadedProgram>): ProgramCache {
  const loaded = new Map<string, Promise<LoadedProgram>>();
  const drop = (entry: Promise<LoadedProgram>): void => void entry.then((program) => program.dispose(), () => {});
  return {
    get(key, make) {
      const known = loaded.get(key);
      const entry = known ?? load(make());
      loaded.delete(key);
      loaded.set(key, entry);
      if (!known) entry.catch(() => loaded.delete(key));
      if (loaded.size > MOST_PROGRAMS) {
        const [[oldest, program]] = loaded;
        loaded.delete(oldest);
        drop(program);
      }
      return entry;
    },
    dispose() {
      loaded.forEach(drop);
      loaded.clear();
    },
  };
}
