import "./site.ts";
import "@kalium/notebook";
import "@kalium/notebook";
import "@kalium/notebook/notebook.css";
import type { TemplateResult } from "lit";
import { html, nothing, render } from "lit";
import "./executorLine.ts";
import { kaliumBuiltin } from "./kaliumBuiltin.ts";
import { readParameters } from "./parameters.ts";
import { defaultNotebookName, loadShippedNotebook, shippedNotebookNames } from "./shippedNotebooks.ts";
import { readExecutor } from "./storedChoices.ts";
import { findSupportProblems } from "./support.ts";

const element = document.querySelector("kalium-notebook")!;
const notices = document.querySelector<HTMLElement>("#notices")!;
const name = new URLSearchParams(location.search).get("name") ?? defaultNotebookName;
const { parameters, asked, problems } = readParameters(location.search, readExecutor());
const supportProblems = findSupportProblems(globalThis);

render(
  [
    ...supportProblems.map(({ kind, message }) => html`<p class="notice notice-${kind}" role=${kind === "stop" ? "alert" : "note"}>${message}</p>`),
    ...problems.map((problem) => html`<p class="notice notice-mind" role="note">${problem}</p>`),
  ],
  notices,
);

document.querySelector("kalium-executor-line")!.asked = asked;

await show();

async function show(): Promise<void> {
  if (supportProblems.some(({ kind }) => kind === "stop")) return;
  const notebook = await loadShippedNotebook(name);
  if (notebook === null) {
    document.title = "No such notebook · Kalium";
    element.replaceWith(await unknownNotebook());
    return;
  }
  document.title = `${notebook.title} · Kalium`;
  // A notebook that trains nothing has no use for the line on what computes.
  document.querySelector("kalium-executor-line")!.hidden = !notebook.cells.some(({ inputs }) => inputs.includes("run"));
  element.builtins = { kalium: kaliumBuiltin(), parameters };
  element.notebook = notebook;
}

async function unknownNotebook(): Promise<HTMLElement> {
  const titles = await Promise.all(shippedNotebookNames.map(async (shipped) => ({ shipped, title: (await loadShippedNotebook(shipped))?.title ?? shipped })));
  const list: TemplateResult | typeof nothing =
    titles.length === 0 ? nothing : html`<ul>${titles.map(({ shipped, title }) => html`<li><a href="./notebook.html?name=${shipped}">${title}</a></li>`)}</ul>`;
  const section = document.createElement("section");
  section.className = "page";
  render(html`<h1>There is no notebook “${name}”</h1><p>${titles.length === 0 ? "This build has no notebooks." : "These are here:"}</p>${list}`, section);
  return section;
}
