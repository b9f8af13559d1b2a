import { html as litHtml } from "lit";
import { afterEach, describe, expect, it } from "vitest";
import { handMadeNotebook, type HandMadeCell } from "../test-notebooks/handMadeNotebook.ts";
import type { MountedNotebook } from "./mountNotebook.ts";
import { mountNotebook } from "./mountNotebook.ts";
import type { NotebookState } from "./notebookState.ts";

type Display = <T>(value: T) => T;
type View = (value: unknown) => AsyncIterableIterator<unknown>;

let mounted: MountedNotebook | null = null;
afterEach(() => {
  mounted?.dispose();
  document.body.replaceChildren();
});

function mount(cells: readonly HandMadeCell[], builtins: Record<string, unknown> = {}): { notebook: MountedNotebook; states: NotebookState[]; textOf(id: number): string } {
  const root = document.createElement("main");
  document.body.append(root);
  const states: NotebookState[] = [];
  mounted = mountNotebook(handMadeNotebook(...cells), { root, builtins, onState: (state) => states.push(state) });
  return { notebook: mounted, states, textOf: (id) => root.querySelector(`#cell-${id}`)!.textContent!.replace(/\s+/g, " ").trim() };
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const phaseIs = (notebook: MountedNotebook, phase: string): Promise<void> => until(() => notebook.state().phase === phase, `phase ${phase}, is ${JSON.stringify(notebook.state())}`);

describe("mountNotebook", () => {
  it("runs cells in the order of what they need, not in which they stand", async () => {
    const { notebook, textOf } = mount([
      { inputs: ["sum"], body: (sum: number) => sum * 2, expression: true, autodisplay: true },
      { inputs: ["a"], outputs: ["sum"], body: (a: number) => ({ sum: a + 1 }) },
      { outputs: ["a"], body: async () => ({ a: 20 }) },
    ]);
    expect((await notebook.finished).phase).toBe("finished");
    expect(textOf(1)).toBe("42");
    expect(await notebook.value("sum")).toBe(21);
  });

  it("shows nodes, Lit templates, Markdown, text and data; undefined shows nothing", async () => {
    const { notebook, textOf } = mount([
      { inputs: ["display"], body: (display: Display) => void display(Object.assign(document.createElement("b"), { textContent: "bold" })) },
      { inputs: ["html"], body: (html: typeof litHtml) => html`<i>${"<script>"}</i>`, expression: true, autodisplay: true },
      { inputs: ["md"], body: (md: (strings: TemplateStringsArray, ...values: unknown[]) => Node) => md`**${1}** <u>raw</u> ${litHtml`<em>slot</em>`}`, expression: true, autodisplay: true },
      { body: () => ({ accuracy: 0.94, rounds: [1, 2] }), expression: true, autodisplay: true },
      { body: () => undefined, expression: true, autodisplay: true },
    ]);
    await notebook.finished;
    expect(document.querySelector("#cell-1 > b")).not.toBeNull();
    expect(document.querySelector("#cell-2 i")!.textContent).toBe("<script>");
    expect(document.querySelector("#cell-3 strong")!.textContent).toBe("1");
    expect(document.querySelector("#cell-3 em")!.textContent).toBe("slot");
    expect(document.querySelector("#cell-3 u")).toBeNull();
    expect(textOf(4)).toBe("{accuracy: 0.94, rounds: Array(2) [1, 2]}");
    expect(document.querySelector("#cell-5")!.childNodes).toHaveLength(0);
  });

  it("runs dependents of a view again when its input changes, and leaves the view in place", async () => {
    let viewRuns = 0;
    const { notebook, textOf } = mount([
      { inputs: ["view", "html"], outputs: ["n"], body: (view: View, html: typeof litHtml) => (viewRuns++, { n: view(html`<label>n <input type="range" min="0" max="9" .value=${"3"} /></label>`) }) },
      { inputs: ["n"], body: (n: number) => n * 10, expression: true, autodisplay: true },
    ]);
    await notebook.finished;
    expect(textOf(2)).toBe("30");
    const input = document.querySelector("input")!;
    input.value = "7";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await until(() => textOf(2) === "70", "the new value");
    expect(viewRuns).toBe(1);
    expect(document.querySelector("input")).toBe(input);
  });

  it("is idle while all that is left waits for a choice that has not been made", async () => {
    const picker = Object.assign(document.createElement("div"), { value: undefined as unknown });
    const { notebook } = mount([
      { inputs: ["view"], outputs: ["files"], body: (view: View) => ({ files: view(picker) }) },
      { inputs: ["files"], outputs: ["count"], body: (files: unknown[]) => ({ count: files.length }) },
      { inputs: ["count", "run"], outputs: ["done"], body: (count: number) => ({ done: count }) },
    ]);
    await phaseIs(notebook, "idle");
    expect(notebook.state().cells[2].activity).toBe("waiting-for-input");
    notebook.start();
    expect(notebook.state().runs).toBe(1);
    await until(() => notebook.state().cells[2].activity === "waiting-for-input", "cell 3 to wait for the choice");
    expect(notebook.state().phase).toBe("idle");
    picker.value = ["a", "b"];
    picker.dispatchEvent(new Event("input"));
    await phaseIs(notebook, "finished");
    expect(await notebook.value("done")).toBe(2);
  });

  it("takes a generator without a value for a choice not made, and a promise for work", async () => {
    let choose = (_files: string[]): void => {};
    let work = (_n: number): void => {};
    const { notebook } = mount([
      { outputs: ["files"], body: () => ({ files: (async function* () { yield await new Promise<string[]>((resolve) => (choose = resolve)); })() }) },
      { inputs: ["files"], body: (files: string[]) => files.length },
      { outputs: ["n"], body: () => ({ n: new Promise<number>((resolve) => (work = resolve)) }) },
      { inputs: ["n"], body: (n: number) => n },
    ]);
    await until(() => notebook.state().cells[1].activity === "waiting-for-input" && notebook.state().cells[3].activity === "queued", "both to wait");
    expect(notebook.state().phase).toBe("running");
    work(1);
    await phaseIs(notebook, "idle");
    choose(["a"]);
    await phaseIs(notebook, "finished");
  });

  it("lets light cells run at once and those that read run only after start", async () => {
    const { notebook, textOf } = mount([
      { outputs: ["data"], body: () => ({ data: 5 }) },
      { inputs: ["data", "run"], outputs: ["model"], body: async (data: number, run: number) => ({ model: data * 100 + run }) },
      { inputs: ["model"], body: (model: number) => model, expression: true, autodisplay: true },
    ]);
    await phaseIs(notebook, "idle");
    expect(notebook.state().cells.map(({ status, activity }) => activity ?? status)).toEqual(["fulfilled", "waiting-for-run", "waiting-for-run"]);
    notebook.start();
    expect((await notebook.finished).phase).toBe("finished");
    expect(textOf(3)).toBe("501");
  });

  it("runs what depends on run again at each further start, and nothing else", async () => {
    const runs: string[] = [];
    const { notebook, states, textOf } = mount([
      { outputs: ["data"], body: () => (runs.push("data"), { data: 1 }) },
      { inputs: ["data", "run"], outputs: ["model"], body: (_data: number, run: number) => (runs.push("model"), { model: run }) },
      { inputs: ["model"], body: (model: number) => (runs.push("plot"), model), expression: true, autodisplay: true },
    ]);
    await phaseIs(notebook, "idle");
    notebook.start();
    await phaseIs(notebook, "finished");
    states.length = 0;
    notebook.start();
    expect(notebook.state().phase).toBe("running");
    await phaseIs(notebook, "finished");
    expect(textOf(3)).toBe("2");
    expect(runs).toEqual(["data", "model", "plot", "model", "plot"]);
    expect(states.map(({ phase }) => phase).filter((phase, index, all) => phase !== all[index - 1])).toEqual(["running", "finished"]);
  });

  it("takes a start during a run for none", async () => {
    let release = (): void => {};
    const { notebook } = mount([{ inputs: ["run"], outputs: ["n"], body: async (run: number) => (await new Promise<void>((resolve) => (release = resolve)), { n: run }) }]);
    notebook.start();
    await until(() => notebook.state().cells[0].activity === "running", "the cell to run");
    notebook.start();
    notebook.start();
    release();
    await phaseIs(notebook, "finished");
    expect(await notebook.value("n")).toBe(1);
  });

  it("shows a failure in place with remedy, code and line, runs what does not depend on it, and names it to what does", async () => {
    const fail = (line: (line: number) => void): never => {
      line(3);
      throw Object.assign(new RangeError("No lead II in 100.hea."), { remedy: "Choose another folder.", code: "missing-lead" });
    };
    const { notebook, textOf } = mount([
      { inputs: ["__line"], outputs: ["bad"], body: fail },
      { inputs: ["bad"], outputs: ["worse"], body: (bad: number) => ({ worse: bad }) },
      { inputs: ["worse"], body: (worse: number) => worse, expression: true, autodisplay: true },
      { body: () => "fine", expression: true, autodisplay: true },
    ]);
    const { phase, cells } = await notebook.finished;
    expect(phase).toBe("failed");
    expect(textOf(1)).toBe("RangeError No lead II in 100.hea. Choose another folder. Cell 1, line 3 · missing-lead");
    expect(textOf(2)).toBe("Waits for cell 1, which failed.");
    expect(textOf(3)).toBe("Waits for cell 1, which failed.");
    expect(textOf(4)).toBe("fine");
    expect(cells.map(({ error }) => error?.failedCellId ?? null)).toEqual([null, 1, 1, null]);
    expect(String(cells[0].error)).toBe("cell 1, line 3: RangeError: No lead II in 100.hea. Choose another folder.");
    await expect(notebook.value("bad")).rejects.toThrow("No lead II");
  });

  it("counts a promise that a cell gives as the cell's own: pending with it, failed with it", async () => {
    let reject = (_error: Error): void => {};
    const { notebook, textOf } = mount([
      { outputs: ["result"], body: () => ({ result: new Promise((_resolve, fail) => (reject = fail)) }) },
      { inputs: ["result"], body: (result: unknown) => result },
    ]);
    await until(() => notebook.state().cells[0].activity === "running" && notebook.state().cells[1].activity === "queued", "the promise");
    reject(Object.assign(new Error("The device was lost."), { remedy: "Resume." }));
    expect((await notebook.finished).phase).toBe("failed");
    expect(textOf(1)).toBe("Error The device was lost. Resume. Cell 1, line 1");
    expect(textOf(2)).toBe("Waits for cell 1, which failed.");
  });

  it("keeps what a cell had shown before it failed", async () => {
    const { notebook, textOf } = mount([
      { inputs: ["display"], body: async (display: Display) => { display("epoch 7"); await null; throw new Error("Device lost"); } },
    ]);
    await notebook.finished;
    expect(textOf(1)).toBe("epoch 7 Error Device lost Cell 1, line 1");
  });

  it("says which names there are when a cell reads one that is not", async () => {
    const { notebook } = mount([{ inputs: ["nowhere"], source: "\nnowhere + 1", body: (nowhere: number) => nowhere }, { outputs: ["here"], body: () => ({ here: 1 }) }], { kalium: {} });
    const { cells } = await notebook.finished;
    expect(cells[0].error).toMatchObject({ message: "nowhere is not defined", code: "unknown-name", line: 2 });
    expect(cells[0].error!.remedy).toContain("here, html");
    expect(cells[0].error!.remedy).toContain("kalium");
  });

  it("passes on the remedy of a builtin that could not be made", async () => {
    const failing = Promise.reject(Object.assign(new Error("No worker."), { remedy: "Use another browser." }));
    failing.catch(() => {});
    const { notebook } = mount([{ inputs: ["kalium"], body: (kalium: unknown) => kalium }], { kalium: failing });
    const { cells } = await notebook.finished;
    expect(cells[0].error).toMatchObject({ message: "No worker.", remedy: "Use another browser." });
  });

  it("gives builtins as they are, functions and promises included", async () => {
    const { notebook, textOf } = mount([{ inputs: ["twice", "later"], body: (twice: (n: number) => number, later: number) => twice(later), expression: true, autodisplay: true }], {
      twice: (n: number) => n * 2,
      later: Promise.resolve(21),
    });
    await notebook.finished;
    expect(textOf(1)).toBe("42");
  });

  it("refuses a cell that defines a name of the page", () => {
    expect(() => mount([{ outputs: ["kalium"], body: () => ({ kalium: 1 }) }], { kalium: {} })).toThrow(/cell 1: “kalium”/);
  });

  it("takes each value of an async generator, and ends it when its cell runs anew", async () => {
    let ended = 0;
    const { notebook, textOf } = mount([
      {
        inputs: ["run"],
        outputs: ["n"],
        expression: true,
        body: async function* (run: number) {
          try {
            for (let i = 1; ; i++) {
              yield run * 10 + Math.min(i, 3);
              await new Promise((resolve) => setTimeout(resolve, 5));
            }
          } finally {
            ended++;
          }
        },
      },
      { inputs: ["n"], body: (n: number) => n, expression: true, autodisplay: true },
    ]);
    notebook.start();
    await until(() => textOf(2) === "13", "the third value");
    expect(ended).toBe(0);
    notebook.start();
    await until(() => textOf(2) === "23", "the third value of the second run");
    expect(ended).toBe(1);
  });

  it("resolves invalidation when a cell runs anew and when the notebook goes", async () => {
    let invalidated = 0;
    const { notebook } = mount([{ inputs: ["run", "invalidation"], body: (_run: number, invalidation: Promise<void>) => void invalidation.then(() => invalidated++) }]);
    notebook.start();
    await phaseIs(notebook, "finished");
    notebook.start();
    await until(() => invalidated === 1, "the first invalidation");
    await phaseIs(notebook, "finished");
    notebook.dispose();
    await until(() => invalidated === 2, "the second invalidation");
    expect(document.querySelector("main")!.textContent).toBe("");
  });

  it("lets a run that has been replaced show nothing more", async () => {
    const displays: Display[] = [];
    const { notebook, textOf } = mount([{ inputs: ["run", "display"], body: (run: number, display: Display) => (displays.push(display), void display(`run ${run}`)) }]);
    notebook.start();
    await phaseIs(notebook, "finished");
    notebook.start();
    await phaseIs(notebook, "finished");
    displays[0]("late");
    expect(textOf(1)).toBe("run 2");
  });

  it("tells cells the width of the page, and again when it changes", async () => {
    const { notebook, textOf } = mount([{ inputs: ["width"], body: (width: number) => width, expression: true, autodisplay: true }]);
    const root = document.querySelector("main")!;
    await notebook.finished;
    expect(textOf(1)).toBe(String(root.clientWidth));
    root.style.width = "321px";
    await until(() => textOf(1) === "321", "the new width");
  });

  it("rejects a value that no cell defines", async () => {
    const { notebook } = mount([{ outputs: ["a"], body: () => ({ a: 1 }) }]);
    await expect(notebook.value("b")).rejects.toMatchObject({ code: "unknown-name", remedy: "Defined are: a." });
  });
});
