/** Step 1: files come in. */
import type { TemplateResult } from "lit";
import { html, nothing } from "lit";
import { renderStep } from "./stepFrame.ts";
import { counted, type DataSession } from "./dataSession.ts";
import { renderRejected } from "./rejectedList.ts";

const FORMATS = "WFDB (.hea with its .dat and annotations), EDF, EDF+, BDF, DICOM waveform, HL7 aECG, GE MUSE XML, Philips Sierra XML, SCP-ECG, ISHNE, CSV and TSV, NPY and NPZ, MATLAB, HDF5 and Parquet";

export function renderOpenStep(session: DataSession): TemplateResult {
  const { state } = session;
  return renderStep({
    id: "open",
    number: 1,
    title: "Open",
    lead: "Drop ECGs anywhere on this page: files, whole folders, or a ZIP.",
    content: html`
      <kalium-files
        lead="Drop files, a folder or a ZIP here"
        note="The files stay on this computer: they are read in this tab and are sent nowhere."
        .busy=${state.job !== null} hideProgress
        @kalium-files=${(event: CustomEvent<{ readonly files: readonly File[] }>) => session.open(event.detail.files)}
      ></kalium-files>
      <p class="memory-line"><strong>Nothing is stored yet:</strong> what you open is in this tab’s memory only, and gone when the tab closes.</p>
      <details class="quiet"><summary>What can be opened</summary><p class="soft">${FORMATS}. What a file is, is told from its content, not from its name. Folders of MIMIC-IV-ECG, PTB-XL, CODE-15 and the CinC challenges are recognised as such.</p></details>
      ${state.dataset === null ? nothing : html`<p class="notice notice-good" role="note">Recognised: <strong>${state.dataset}</strong>. Its own tables have been read; pairs with potassium are already made where it has them.</p>`}
      ${renderRejected(session)}
      ${state.rows.length === 0 ? nothing : html`<p class="step-actions"><button type="button" class="button button-quiet button-small" ?disabled=${state.job !== null} @click=${() => session.forget(null)}>Close all ${counted(state.rows.length, "recording")}</button></p>`}
    `,
  });
}
