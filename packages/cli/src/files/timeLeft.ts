/** Progress of a long run on stderr: counts and time left, no names. */

/** Makes a function that prints a line at most every five seconds. `things`: what is counted. */
export function progressPrinter(total: number, nowMs: () => number, print: (line: string) => void, things = "files"): (done: number) => void {
  const startMs = nowMs();
  let printedMs = startMs;
  return (done) => {
    const now = nowMs();
    if (now - printedMs < 5000 || done === 0) return;
    printedMs = now;
    const leftS = ((now - startMs) / 1000 / done) * Math.max(0, total - done);
    print(`${done} of ${total} ${things}, about ${leftS < 120 ? `${Math.ceil(leftS)} s` : `${Math.round(leftS / 60)} min`} left`);
  };
}
