/** One WebAssembly module for a list of phases: every different kernel once, and a function `step` that walks through the phases. */
import { encodeModule } from "./encoder/encodeModule.ts";
import type { MemoryImport } from "./encoder/encodeModule.ts";
import { FunctionWriter } from "./encoder/functionWriter.ts";
import type { KernelCall, Operand, Phase } from "./kernelCall.ts";

/** Several threads share out a phase by taking chunks of items from a counter in memory, and meet at a barrier behind it. */
export interface ThreadTeam {
  readonly threads: number;
  /**
   * Address of the i32 word that counts arrivals at barriers since the device began. It outlives every program: a thread may still be looking at it on its way out of the
   * last barrier of a run when the program is already given up.
   */
  readonly arrivalsAddress: number;
  /** Address of i32 words: one chunk counter a call of a phase, all zero between runs. */
  readonly wordsAddress: number;
}

/** Chunks of about this length keep taking one cheap beside doing it, and leave little waiting at the end of a phase. */
const CHUNK_NANOSECONDS = 14_000;
/** Work shorter than this is not worth waking anyone. */
const ALONE_NANOSECONDS = 12_000;
/** How often a thread looks for the others before it sleeps: about a tenth of a millisecond, since being woken takes as long as several phases. */
const SPINS = 100_000;

/** Words that `wordsAddress` must have room for. */
export const teamWordCount = (phases: readonly Phase[]): number => Math.max(0, ...phases.map((phase) => phase.length)) * 2;

export function assembleModule(phases: readonly Phase[], addressOf: (operand: Operand) => number, memory: MemoryImport, team: ThreadTeam | null): Uint8Array<ArrayBuffer> {
  const kernels: FunctionWriter[] = [];
  const indices = new Map<string, number>();
  const indexOf = (call: KernelCall): number => {
    const known = indices.get(call.key);
    if (known !== undefined) return known;
    const index = kernels.length;
    kernels.push(call.write(`kernel${index}`));
    indices.set(call.key, index);
    return index;
  };
  const wanted = phases.map((phase) => phase.filter(({ items }) => items > 0)).filter((phase) => phase.length > 0);
  const step = team && team.threads > 1 ? writeTeamStep(wanted, indexOf, addressOf, team) : writeLoneStep(wanted, indexOf, addressOf);
  return encodeModule([...kernels, step], memory);
}

type IndexOf = (call: KernelCall) => number;
type AddressOf = (operand: Operand) => number;

function pushOperands(w: FunctionWriter, call: KernelCall, addressOf: AddressOf): void {
  for (const operand of call.operands) w.i32(addressOf(operand) | 0);
}

function writeLoneStep(phases: readonly Phase[], indexOf: IndexOf, addressOf: AddressOf): FunctionWriter {
  const w = new FunctionWriter("step", ["i32"]);
  for (const call of phases.flat()) {
    w.i32(0).i32(call.items);
    pushOperands(w, call, addressOf);
    w.call(indexOf(call));
  }
  return w;
}

/** Parameter: the number of this thread, 0 for the one that asked for the run. */
function writeTeamStep(phases: readonly Phase[], indexOf: IndexOf, addressOf: AddressOf, team: ThreadTeam): FunctionWriter {
  const w = new FunctionWriter("step", ["i32"]);
  const thread = 0;
  const [arrived, begin, chunk, spins] = [w.local("i32"), w.local("i32"), w.local("i32"), w.local("i32")];
  const arrivalsWord = team.arrivalsAddress;
  // Two sets of counters: those of the phase before are cleared while nobody can be in it any more.
  const setSize = Math.max(0, ...phases.map((phase) => phase.length));
  const counterWord = (set: number, call: number): number => team.wordsAddress + 4 * (set * setSize + call);
  const length = (phase: Phase): number => phase.reduce((sum, call) => sum + call.items * call.itemNanoseconds, 0);

  // The word wraps at 2³². Where that is no whole number of teams, the last arrival that still completes one goes on to 0, so that whole teams begin there again:
  // nobody else can arrive before that one does, and those who wait for the number before see a later one.
  const rest = 2 ** 32 % team.threads;
  const lastWhole = 2 ** 32 - rest;

  const barrier = (): void => {
    if (rest === 0) w.i32(1).set(begin);
    else w.i32(1).i32(rest).i32(0).i32(arrivalsWord).atomic("i32.atomic.load").i32(lastWhole - 1).op("i32.eq").op("select").op("i32.add").set(begin);
    w.i32(arrivalsWord).get(begin).atomic("i32.atomic.rmw.add").get(begin).op("i32.add").set(arrived);
    // `arrived` rounded up to a whole number of teams is what everybody waits for.
    w.get(arrived).i32(team.threads).op("i32.rem_u").op("i32.eqz").when(
      () => w.i32(arrivalsWord).i32(team.threads).atomic("memory.atomic.notify").op("drop"),
      () => {
        const goal = chunk;
        w.get(arrived).get(arrived).i32(team.threads).op("i32.rem_u").op("i32.sub").i32(team.threads).op("i32.add").set(goal);
        w.i32(SPINS).set(spins);
        w.loopUntilZero(() => {
          w.i32(arrivalsWord).atomic("i32.atomic.load").set(arrived);
          w.get(spins).i32(1).op("i32.sub").set(spins);
          w.get(spins).i32(0).op("i32.lt_s").when(() => {
            // Nothing changes between this look and falling asleep: the wait names the value it saw.
            w.get(arrived).get(goal).op("i32.sub").i32(0).op("i32.lt_s").when(() => w.i32(arrivalsWord).get(arrived).i64(-1).atomic("memory.atomic.wait32").op("drop"));
          });
          w.get(arrived).get(goal).op("i32.sub").i32(0).op("i32.lt_s");
        });
      },
    );
  };

  // A run without work ends together, too: else a late thread would take the next call for this one.
  if (phases.length === 0) barrier();
  phases.forEach((phase, number) => {
    const set = number % 2;
    const next = phases[number + 1];
    const alone = length(phase) < ALONE_NANOSECONDS;
    w.get(thread).op("i32.eqz").when(() => phases[number - 1]?.forEach((_, call) => w.i32(counterWord(1 - set, call)).i32(0).atomic("i32.atomic.store")));
    if (alone) {
      w.get(thread).op("i32.eqz").when(() => {
        for (const call of phase) {
          w.i32(0).i32(call.items);
          pushOperands(w, call, addressOf);
          w.call(indexOf(call));
        }
      });
      // Short phases in a row are all done by the first thread: nobody needs to meet between them.
      if (!next || length(next) >= ALONE_NANOSECONDS) barrier();
      return;
    }
    phase.forEach((call, k) => {
      const perChunk = Math.max(1, Math.min(Math.ceil(call.items / team.threads), Math.ceil(CHUNK_NANOSECONDS / call.itemNanoseconds)));
      w.loopUntilZero(() => {
        w.i32(counterWord(set, k)).i32(1).atomic("i32.atomic.rmw.add").i32(perChunk).op("i32.mul").set(begin);
        w.get(begin).i32(call.items).op("i32.lt_s").when(() => {
          w.get(begin);
          w.get(begin).i32(perChunk).op("i32.add").i32(call.items).get(begin).i32(perChunk).op("i32.add").i32(call.items).op("i32.lt_s").op("select");
          pushOperands(w, call, addressOf);
          w.call(indexOf(call));
        });
        w.get(begin).i32(call.items).op("i32.lt_s");
      });
    });
    barrier();
  });
  w.get(thread).op("i32.eqz").when(() => phases.at(-1)?.forEach((_, call) => w.i32(counterWord((phases.length - 1) % 2, call)).i32(0).atomic("i32.atomic.store")));
  return w;
}
