/** Step 4: the gate. What is selected loses its identity and is stored. */
import type { TemplateResult } from "lit";
import { html, nothing } from "lit";
import { counted, type DataSession } from "./dataSession.ts";
import "./keepForm.ts";
import type { KeepDetail } from "./keepForm.ts";
import { reasonOf } from "./rejectedList.ts";
import { renderEmptyStep, renderStep } from "./stepFrame.ts";

export function renderKeepStep(session: DataSession): TemplateResult {
  const { state } = session;
  return renderStep({
    id: "keep",
    number: 4,
    title: "De-identify and keep",
    lead: "Only what passes here is ever stored: signals, rates, lead names, marks, sex, age (90 and above as one), potassium. Everything else is left behind.",
    content: html`
      ${state.rows.length === 0 ? (state.kept === null ? renderEmptyStep("Open recordings first.") : nothing) : renderGate(session)}
      ${state.kept === null ? nothing : renderReport(session)}
    `,
  });
}

function renderGate(session: DataSession): TemplateResult {
  const { state } = session;
  const count = state.selected.size;
  return html`
    <p>${count === 0 ? html`<strong>Nothing is selected.</strong> Select in step 2 what you want to keep.` : html`<strong>${counted(count, "recording")}</strong> selected in step 2 of ${counted(state.rows.length, "recording")}.`}</p>
    <h3>What is in the files, and what becomes of it</h3>
    ${state.texts === null
      ? html`<p class="step-actions"><button type="button" class="button button-quiet" ?disabled=${state.job !== null} @click=${() => session.readTexts()}>Show the texts in the files</button>
          <span class="soft">Free texts are all left out, unless you read and keep them one by one.</span></p>`
      : html`<kalium-text-review .texts=${state.texts} .kept=${state.keptTexts} @kalium-kept-change=${(event: CustomEvent<{ readonly keys: readonly string[] }>) => session.keepTexts(event.detail.keys)}></kalium-text-review>`}
    <h3>Keep as a data set</h3>
    <kalium-keep-form
      .recordingCount=${count} .busy=${state.job !== null}
      @kalium-keep=${(event: CustomEvent<KeepDetail>) => session.store(event.detail.title, { passPhrase: event.detail.passPhrase, dates: event.detail.dates, keptTexts: [...state.keptTexts] })}
    ></kalium-keep-form>`;
}

function renderReport(session: DataSession): TemplateResult | typeof nothing {
  const { kept } = session.state;
  if (kept === null) return nothing;
  const { dataset, report, rejected } = kept;
  const stem = "deidentification-report";
  return html`<section class="report panel" aria-label="De-identification report">
    <h3>Report on “${dataset.title}”</h3>
    <p>${counted(report.recordingCount, "recording")} passed; ${counted(report.removedCount, "value")} removed or replaced; ${counted(report.keptTextCount, "free text")} kept after reading. The report names places in the files, never the values. It is not stored: save it now.</p>
    ${rejected.length === 0 ? nothing : html`<details class="rejected" open><summary>${counted(rejected.length, "recording")} did not pass and ${rejected.length === 1 ? "is" : "are"} not stored</summary>
      <ul>${rejected.slice(0, 100).map((row) => html`<li><span class="file-name">${row.file}</span>: ${reasonOf(row)} ${row.remedy}</li>`)}</ul></details>`}
    <kalium-downloads .items=${[
      { name: `${stem}.html`, label: "Report, to print and sign", mediaType: "text/html", data: report.html },
      { name: `${stem}.txt`, label: "As text", mediaType: "text/plain", data: report.text },
      { name: `${stem}.json`, label: "As JSON", mediaType: "application/json", data: report.json },
    ]}></kalium-downloads>
    <details class="quiet"><summary>Read it here</summary><pre class="report-text" tabindex="0" role="region" aria-label="Text of the report">${report.text}</pre></details>
    <p class="step-actions"><button type="button" class="button button-quiet button-small" @click=${printReport}>Print</button> <a href="#stored">Go to what is stored</a></p>
  </section>`;
}

/** Prints the report alone: the style sheet hides everything else while the mark is set. */
function printReport(event: Event): void {
  const details = (event.target as HTMLElement).closest(".report")?.querySelector("details.quiet");
  if (details instanceof HTMLDetailsElement) details.open = true;
  document.documentElement.dataset.print = "report";
  print();
  delete document.documentElement.dataset.print;
}
