import axe from "axe-core";
import { html as litHtml } from "lit";
import { afterEach, describe, expect, it } from "vitest";
import "./notebook.css";
import { handMadeNotebook } from "../test-notebooks/handMadeNotebook.ts";
import type { CompiledNotebook } from "./compiledNotebook.ts";
import type { NotebookState } from "./notebookState.ts";
import { KaliumNotebook } from "./notebookElement.ts";

afterEach(() => document.body.replaceChildren());

type Md = (strings: TemplateStringsArray) => Node;
const lesson = handMadeNotebook(
  { mode: "md", source: "# A lesson", inputs: ["md"], body: (md: Md) => md`# A lesson\n\nWith [a link](https://example.org) and a table.\n\n| a | b |\n|--:|:--|\n| 1 | 2 |`, expression: true, autodisplay: true },
  { source: "const data = 5;", outputs: ["data"], body: () => ({ data: 5 }) },
  { source: "display(html`<button>…</button>`);\nrun;", inputs: ["display", "html", "data", "run"], outputs: ["model"], body: (display: (value: unknown) => void, html: typeof litHtml, data: number, run: number) => (display(html`<button>Model ${run}</button>`), { model: data * run }) },
);

async function show(notebook: CompiledNotebook = lesson): Promise<KaliumNotebook> {
  const element = document.createElement("kalium-notebook");
  element.notebook = notebook;
  const main = document.createElement("main");
  main.append(element);
  document.body.append(main);
  await phase(element, "idle", "finished", "failed");
  return element;
}

function phase(element: KaliumNotebook, ...phases: readonly string[]): Promise<NotebookState> {
  return new Promise((resolve) => {
    const check = (event: Event): void => {
      const { detail } = event as CustomEvent<NotebookState>;
      if (!phases.includes(detail.phase)) return;
      element.removeEventListener("kalium-notebook-state", check);
      void element.updateComplete.then(() => resolve(detail));
    };
    element.addEventListener("kalium-notebook-state", check);
  });
}

const runButton = (element: KaliumNotebook): HTMLButtonElement => element.querySelector<HTMLButtonElement>(".kalium-run")!;

async function violations(element: Element): Promise<readonly string[]> {
  const result = await axe.run(element, { resultTypes: ["violations"] });
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

describe("<kalium-notebook>", () => {
  it("has no accessibility violation before a run, after it, with code open and with a failed cell", async () => {
    const element = await show();
    expect(await violations(document.body)).toEqual([]);
    element.start();
    await phase(element, "finished");
    element.querySelectorAll("details").forEach((details) => (details.open = true));
    expect(await violations(document.body)).toEqual([]);
    element.notebook = handMadeNotebook({ body: () => { throw new Error("No."); } });
    await phase(element, "failed");
    expect(await violations(document.body)).toEqual([]);
  });

  it("shows light cells at once, says of the others that Run is awaited, and is idle", async () => {
    const element = await show();
    expect(element.dataset.state).toBe("idle");
    expect(element.querySelector("h1")!.textContent).toBe("A lesson");
    expect(element.querySelectorAll("h1")).toHaveLength(1);
    expect(element.querySelector("#cell-3 .kalium-cell-activity")!.textContent).toBe("Press Run to see this.");
    expect(await element.value("data")).toBe(5);
    expect(runButton(element).textContent).toBe("Run");
  });

  it("runs the rest at one press of Run, and again at the next", async () => {
    const element = await show();
    const finished = phase(element, "finished");
    runButton(element).click();
    await finished;
    expect(element.dataset.state).toBe("finished");
    expect(await element.value("model")).toBe(5);
    expect(runButton(element).textContent).toBe("Run again");
    const again = phase(element, "finished");
    runButton(element).click();
    await again;
    expect(await element.value("model")).toBe(10);
    expect(element.querySelector("#cell-3 button")!.textContent).toBe("Model 2");
  });

  it("hides code behind a press, shows it at once in pinned cells, and has none for prose", async () => {
    const element = await show(handMadeNotebook({ source: "let a = 1; // one", pinned: true, body: () => {} }, { source: "2", body: () => 2 }, { mode: "md", source: "prose", body: () => {} }));
    const details = element.querySelectorAll("details");
    expect(Array.from(details, ({ open }) => open)).toEqual([true, false]);
    expect(details[0].querySelector("pre")!.textContent).toBe("let a = 1; // one");
    expect(details[0].querySelector(".kalium-token-keyword")!.textContent).toBe("let");
    expect(details[0].querySelector(".kalium-token-comment")!.textContent).toBe("// one");
    details[1].querySelector("summary")!.click();
    expect(details[1].open).toBe(true);
  });

  it("gives a notebook without a heading its title as one, and no Run button where nothing reads run", async () => {
    const element = await show(handMadeNotebook({ body: () => {} }));
    expect(element.querySelector("h1")!.textContent).toBe("Made by hand");
    expect(runButton(element)).toBeNull();
    expect(element.dataset.state).toBe("finished");
  });

  it("asks for the choice first where Run alone would do nothing", async () => {
    const picker = Object.assign(document.createElement("div"), { value: undefined as unknown });
    const element = await show(
      handMadeNotebook(
        { inputs: ["view"], outputs: ["files"], body: (view: (value: unknown) => unknown) => ({ files: view(picker) }) },
        { inputs: ["files", "run"], outputs: ["n"], body: (files: string[]) => ({ n: files.length }) },
      ),
    );
    expect(element.querySelector(".kalium-notebook-state")!.textContent).toBe("Waits for your choice");
    expect(element.querySelector("#cell-2 .kalium-cell-activity")!.textContent).toBe("Waits for your choice above.");
    expect(runButton(element).textContent).toBe("Run");
    expect(runButton(element).disabled).toBe(false);
  });

  it("says how many cells failed", async () => {
    const element = await show(handMadeNotebook({ outputs: ["a"], body: () => { throw new Error("No."); } }, { inputs: ["a"], body: () => {} }));
    expect(element.dataset.state).toBe("failed");
    expect(element.querySelector(".kalium-notebook-state")!.textContent).toBe("1 cell failed");
    expect(element.querySelector("#cell-2 a")!.getAttribute("href")).toBe("#cell-1");
  });

  it("writes no style attribute, which a strict policy would refuse", async () => {
    const element = await show();
    expect(element.querySelectorAll("[style]")).toHaveLength(0);
    expect(element.querySelector("th.kalium-align-right")!.textContent).toBe("a");
  });

  it("opens links off the page in a tab of their own, without a referrer", async () => {
    const link = (await show()).querySelector("a")!;
    expect(link.target).toBe("_blank");
    expect(link.rel).toBe("noopener noreferrer");
  });

  it("disposes of its cells when taken out, and runs them anew when put back", async () => {
    let invalidated = 0;
    const element = await show(handMadeNotebook({ inputs: ["invalidation"], outputs: ["a"], body: (invalidation: Promise<void>) => (void invalidation.then(() => invalidated++), { a: 1 }) }));
    const parent = element.parentElement!;
    element.remove();
    await Promise.resolve();
    expect(invalidated).toBe(1);
    const finished = phase(element, "finished");
    parent.append(element);
    await finished;
    expect(await element.value("a")).toBe(1);
  });
});
