/** Something this browser or host lacks, and what it means for the person. */
export interface SupportProblem {
  /** `stop`: nothing can run; `mind`: it runs, but slower or with less. */
  readonly kind: "stop" | "mind";
  readonly message: string;
}

/** The parts of the global scope that decide. */
export interface SupportFacts {
  readonly Worker?: unknown;
  readonly WebAssembly?: unknown;
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: { readonly storage?: { readonly getDirectory?: unknown } };
}

export function findSupportProblems(facts: SupportFacts): readonly SupportProblem[] {
  const problems: SupportProblem[] = [];
  if (facts.Worker === undefined) {
    problems.push({ kind: "stop", message: "This browser has no Web Workers, where Kalium computes. Open the page in a current Chrome, Edge, Firefox or Safari." });
  }
  if (facts.WebAssembly === undefined) {
    problems.push({ kind: "mind", message: "WebAssembly is switched off in this browser. Without a usable GPU, training falls back to plain JavaScript and takes many times longer." });
  }
  if (facts.crossOriginIsolated !== true) {
    problems.push({ kind: "mind", message: "This page was served without Kalium's headers, so fewer rules keep it apart from other sites. Start it with npm start, or have the host send the headers in its _headers file." });
  }
  if (facts.navigator?.storage?.getDirectory === undefined) {
    problems.push({ kind: "mind", message: "This browser offers no private file storage here, so an interrupted training cannot be resumed." });
  }
  return problems;
}
