/** The steps in order, with what each has come to, as links to them. */
import type { TemplateResult } from "lit";
import { html } from "lit";
import { counted } from "./dataSession.ts";
import type { DataState } from "./dataState.ts";

export function renderStepList(state: DataState): TemplateResult {
  const withPotassium = state.rows.filter((row) => row.potassium !== null).length;
  const steps = [
    { id: "open", title: "Open", facts: state.rows.length === 0 ? "nothing yet" : "in memory only" },
    { id: "recordings", title: "Look", facts: state.rows.length === 0 ? "nothing yet" : counted(state.rows.length, "recording") },
    { id: "potassium", title: "Potassium", facts: withPotassium === 0 ? "optional" : `${withPotassium.toLocaleString("en")} paired` },
    { id: "keep", title: "De-identify and keep", facts: state.kept === null ? "not kept" : "kept" },
    { id: "stored", title: "Stored", facts: state.datasets === null ? "" : state.datasets.length === 0 ? "nothing" : counted(state.datasets.length, "data set") },
  ];
  return html`<nav class="step-list" aria-label="Steps">
    <ol>
      ${steps.map(({ id, title, facts }, index) => html`<li><a href="#${id}"><span class="step-list-number" aria-hidden="true">${index + 1}</span><span><span class="step-list-title">${title}</span><span class="step-list-facts">${facts}</span></span></a></li>`)}
    </ol>
  </nav>`;
}
