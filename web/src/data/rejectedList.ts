/** Files that gave no recording, each with its reason and what to do; can be copied as text. */
import type { TemplateResult } from "lit";
import { html, nothing } from "lit";
import type { RejectedRow } from "@kalium/lab";
import { counted, type DataSession } from "./dataSession.ts";

/** More rows than a person reads; the copy has all of them. */
const SHOWN = 100;

export function renderRejected(session: DataSession): TemplateResult | typeof nothing {
  const { rejected } = session.state;
  if (rejected.length === 0) return nothing;
  return html`<details class="rejected" open>
    <summary>${counted(rejected.length, "file")} could not be used</summary>
    <div class="table-scroll rejected-scroll" tabindex="0" role="region" aria-label="Files that could not be used">
      <table>
        <thead><tr><th scope="col">File</th><th scope="col">Reason</th><th scope="col">What to do</th></tr></thead>
        <tbody>${rejected.slice(0, SHOWN).map((row) => html`<tr><th scope="row" class="file-name">${row.file}</th><td>${reasonOf(row)}</td><td>${row.remedy}</td></tr>`)}</tbody>
      </table>
    </div>
    <p class="step-actions">
      <button type="button" class="button button-quiet button-small" @click=${() => copy(session)}>Copy the list</button>
      ${rejected.length > SHOWN ? html`<span class="soft">The first ${SHOWN} of ${counted(rejected.length, "file")} are shown; the copy has all.</span>` : nothing}
    </p>
  </details>`;
}

/** The message without the file name that begins it, which stands beside it. */
export function reasonOf({ file, message }: RejectedRow): string {
  const rest = message.startsWith(file) ? message.slice(file.length).replace(/^:?\s+/, "") : message;
  // The place, told before the reason, reads better behind it.
  const [, place, reason] = /^\(((?:byte|line) \d+)\):\s*(.+)$/s.exec(rest) ?? [null, null, rest];
  if (reason === undefined || reason === "") return message;
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}${place === null ? "" : ` (${place})`}`;
}

/** One line a file, tab-separated, so that it can be pasted into a sheet. */
export function rejectedAsText(rejected: readonly RejectedRow[]): string {
  const lines = rejected.map((row) => [row.file, reasonOf(row), row.remedy].map((cell) => cell.replace(/[\t\r\n]+/g, " ")).join("\t"));
  return ["File\tReason\tWhat to do", ...lines].join("\n");
}

async function copy(session: DataSession): Promise<void> {
  try {
    await navigator.clipboard.writeText(rejectedAsText(session.state.rejected));
    session.say("done", "The list is on the clipboard.");
  } catch {
    session.say("failed", "The browser did not allow copying. Select the table and copy it by hand.");
  }
}
