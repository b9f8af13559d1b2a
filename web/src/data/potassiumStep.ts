/** Step 3: results of potassium are joined to the recordings. */
import type { PairingSettings, ResultTableMapping } from "@kalium/lab";
import type { TemplateResult } from "lit";
import { html, nothing } from "lit";
import { counted, type DataSession } from "./dataSession.ts";
import { flowSteps } from "./flowSteps.ts";
import { reasonOf } from "./rejectedList.ts";
import { renderEmptyStep, renderStep } from "./stepFrame.ts";

interface MappingDetail {
  readonly file: string;
  readonly mapping: ResultTableMapping;
  readonly settings: PairingSettings;
}

export function renderPotassiumStep(session: DataSession): TemplateResult {
  const { state } = session;
  return renderStep({
    id: "potassium",
    number: 3,
    title: "Potassium",
    lead: "Optional. Join the recordings with a table of laboratory results: each gets the result nearest in time of the same person.",
    content: state.rows.length === 0
      ? renderEmptyStep("Open recordings first. A table of results can be dropped together with them.")
      : html`
          <div class="panel">
            <kalium-table-mapping
              .tables=${state.tables} .busy=${state.job !== null}
              @kalium-files=${(event: CustomEvent<{ readonly files: readonly File[] }>) => session.open(event.detail.files)}
              @kalium-mapping=${(event: CustomEvent<MappingDetail>) => session.pair(event.detail.file, event.detail.mapping, event.detail.settings)}
            ></kalium-table-mapping>
          </div>
          ${renderOutcome(session)}
        `,
  });
}

function renderOutcome({ state }: DataSession): TemplateResult | typeof nothing {
  const { pairing } = state;
  if (pairing === null) return nothing;
  return html`<section class="outcome" aria-label="What came of the pairing">
    <kalium-flow heading="From results to pairs" figure="potassium-flow" .steps=${flowSteps(pairing.flow)}></kalium-flow>
    <kalium-table
      caption="Pairs by window and class"
      .columns=${[{ key: "window", label: "Window" }, { key: "pairs", label: "Pairs" }, { key: "people", label: "People" }, { key: "low", label: "Low, below 3.5" }, { key: "high", label: "High, 5.5 and above" }]}
      .rows=${pairing.counts.map(({ windowHours, pairs, people, low, high }) => ({ window: `± ${windowHours} h`, pairs, people, low, high }))}
      .notes=${[
        `The clocks of ECG machines and laboratories are not synchronised, so the true distance in time can differ from the one shown${state.clockUncertaintyMinutes > 0 ? `, by about ${state.clockUncertaintyMinutes} minutes either way as you said` : ""}.`,
        "Potassium changes within an hour under treatment, and a sample can be haemolysed without a flag. A pair is an approximation, not a measurement at the time of the ECG.",
      ]}
    ></kalium-table>
    ${pairing.problems.length === 0
      ? nothing
      : html`<details class="rejected"><summary>${counted(pairing.problems.length, "row")} of the table could not be used</summary>
          <div class="table-scroll rejected-scroll" tabindex="0" role="region" aria-label="Rows that could not be used">
            <table>
              <thead><tr><th scope="col">Reason</th><th scope="col">What to do</th></tr></thead>
              <tbody>${pairing.problems.slice(0, 100).map((problem) => html`<tr><td>${reasonOf(problem)}</td><td>${problem.remedy}</td></tr>`)}</tbody>
            </table>
          </div>
        </details>`}
  </section>`;
}
