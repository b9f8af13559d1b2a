/** Step 2: what was opened, as a table; a recording on paper; files that need an answer. */
import type { TemplateResult } from "lit";
import { html, nothing } from "lit";
import type { AnswerOptions } from "./dataState.ts";
import { renderStep } from "./stepFrame.ts";
import { counted, type DataSession } from "./dataSession.ts";
import "./recordingViewer.ts";

export function renderRecordingsStep(session: DataSession): TemplateResult {
  const { state } = session;
  const viewed = state.viewed?.datasetKey === null ? state.viewed : null;
  return renderStep({
    id: "recordings",
    number: 2,
    title: "Look",
    lead: "Sort, filter and select. Click a name to see the trace; what is selected is what you keep in step 4.",
    content: html`
      ${state.questions.length === 0 ? nothing : renderQuestions(session)}
      <kalium-recordings
        label="Open recordings" emptyText="No recordings yet. Open some in step 1."
        .items=${state.rows} .selected=${state.selected} .opened=${viewed?.row.key ?? null} .clockUncertaintyMinutes=${state.clockUncertaintyMinutes}
        @kalium-selection-change=${(event: CustomEvent<{ readonly keys: readonly string[] }>) => session.select(event.detail.keys)}
        @kalium-recording-open=${(event: CustomEvent<{ readonly key: string }>) => {
          const row = state.rows.find(({ key }) => key === event.detail.key);
          if (row !== undefined) session.look({ row, datasetKey: null });
        }}
      ></kalium-recordings>
      ${state.rows.length === 0
        ? nothing
        : html`<p class="step-actions">
            <button type="button" class="button button-quiet button-small" ?disabled=${state.selected.size === 0 || state.job !== null} @click=${() => session.forget([...state.selected])}>Close the selected</button>
            <span class="soft">Quality is judged from the first ten seconds of each lead.</span>
          </p>`}
      ${viewed === null
        ? nothing
        : html`<kalium-recording-viewer
            .row=${viewed.row} .load=${(startS: number, durationS: number) => session.view(viewed, startS, durationS)} @kalium-viewer-close=${() => session.look(null)}
          ></kalium-recording-viewer>`}
    `,
  });
}

function renderQuestions(session: DataSession): TemplateResult {
  const { questions } = session.state;
  const [first] = questions;
  return html`<section class="questions" aria-label="Files that need an answer">
    <h3>${counted(questions.length, "file")} ${questions.length === 1 ? "needs" : "need"} an answer</h3>
    <p class="soft">These hold numbers, but not what the numbers are. Say it once: the answer serves every file of the same layout.</p>
    <kalium-table-wizard
      .question=${first} .busy=${session.state.job !== null}
      @kalium-answer=${(event: CustomEvent<{ readonly file: string; readonly options: AnswerOptions }>) => session.answer(event.detail.file, event.detail.options)}
    ></kalium-table-wizard>
    ${questions.length > 1 ? html`<p class="soft">Then: ${questions.slice(1, 6).map(({ file }) => file).join(", ")}${questions.length > 6 ? ` and ${questions.length - 6} more` : ""}.</p>` : nothing}
  </section>`;
}
