/** Where the numbers of the lesson come from, and the list of them that the page shows. */
import type { CitationKey } from "@kalium/lab";
import type { SourceLink } from "@kalium/elements";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

export type SourceKey = CitationKey | "montague2008" | "durfey2017" | "yoon2018" | "palmieri2021" | "corsi2017" | "loewe2019" | "rautaharju2013" | "surawicz1957" | "precede2023" | "tarif2008" | "lepeschkin1952" | "singer2017";

interface Source {
  readonly text: string;
  readonly doi?: string;
  /** Known only from a summary or from memory; the page says so wherever it is cited. */
  readonly isRecalled?: boolean;
}

/** In the order in which they are numbered. */
const SOURCES = {
  krogager2019: { text: "Krogager 2019, J Electrocardiol: 163 547 people in primary care, potassium 2.0–6.0", doi: "10.1016/j.jelectrocard.2019.09.005" },
  aha14334: { text: "American Heart Association abstract 14334, “Best electrocardiographic criteria for hyperkalemia in chronic hemodialysis patients”: 32 people, their own ECG at potassium ≥ 5.5 against normal; widths of T are printed in ms there and must be mm. We know no DOI of it" },
  montague2008: { text: "Montague 2008, Clin J Am Soc Nephrol: 90 cases with potassium ≥ 6", doi: "10.2215/CJN.04611007" },
  varga2019: { text: "Varga 2019, BMC Emerg Med: 170 people with normal potassium, 135 with 6.0 and more", doi: "10.1186/s12873-019-0247-0" },
  durfey2017: { text: "Durfey 2017, West J Emerg Med: 188 people with potassium ≥ 6.5", doi: "10.5811/westjem.2017.6.33033" },
  emj2002: { text: "Webster, Brady and Morris 2002, Emerg Med J 19:74: the order of the signs", doi: "10.1136/emj.19.1.74" },
  yoon2018: { text: "Yoon 2018, BioMed Res Int: 500 ECGs drawn from 124 238", doi: "10.1155/2018/3054316" },
  palmieri2021: { text: "Palmieri 2021, Sci Rep: 29 people on dialysis, each followed over time", doi: "10.1038/s41598-021-82935-5" },
  corsi2017: { text: "Corsi 2017, Sci Rep: 45 people on dialysis", doi: "10.1038/srep42492" },
  tarif2008: { text: "Tarif 2008, Saudi J Kidney Dis Transpl 19:47: 21 people before and after dialysis. We know no DOI of it" },
  rautaharju2013: { text: "Rautaharju 2013, PMC3825808: ECG intervals of healthy women. Its QT is adjusted for rate in another way; we take it for Fridericia's" },
  loewe2019: { text: "Loewe 2019, PMC6990151: a model of the sinus node; not a measurement in people" },
  singer2017: { text: "Singer 2017, Clin Exp Emerg Med: 48 827 emergency visits with a potassium result", doi: "10.15441/ceem.16.194" },
  precede2023: { text: "PRECEDE-K 2023, BMC Nephrol: 600 people before a dialysis session", doi: "10.1186/s12882-023-03261-8" },
  uWave: { text: "U wave about 11 % of T, seen best in V2–V3, rare above 95 beats a minute, may exceed T below 2.7: a secondary page of the American Heart Association and EM News 2003; read at second hand only" },
  lepeschkin1952: { text: "Lepeschkin and Surawicz 1952, Circulation 6:378: how to measure QT. We read its abstract; the DOI is recalled", doi: "10.1161/01.cir.6.3.378" },
  weaver1960: { text: "Criteria for low potassium from a Mayo series of 130 people (Weaver and Burchell 1960)", isRecalled: true },
  surawicz1957: { text: "Share of people with the typical pattern of low potassium (Surawicz 1957)", isRecalled: true },
  tissue: { text: "Our own computation with the cell model of ten Tusscher and Panfilov 2006 on a one-dimensional strand of tissue. A model, not a measurement; the DOI is recalled", doi: "10.1152/ajpheart.00109.2006", isRecalled: true },
} as const satisfies Partial<Record<SourceKey, Source>>;

type ListedKey = keyof typeof SOURCES;
const KEYS = Object.keys(SOURCES) as ListedKey[];
const listed: Readonly<Record<string, Source>> = SOURCES;

/** Link to a source's line in the list on this page; null for a source that is not listed. */
export function sourceLink(key: SourceKey): SourceLink | null {
  const number = KEYS.indexOf(key as ListedKey) + 1;
  const source = listed[key];
  if (number === 0 || source === undefined) return null;
  return { label: `[${number}]`, href: `#source-${number}`, title: source.isRecalled ? `${source.text} (recalled, not re-read)` : source.text };
}

/** The same as a template, with the warning where a source is only recalled. */
export function cite(...keys: SourceKey[]): TemplateResult {
  return html`${keys.map((key) => {
    const link = sourceLink(key);
    return link === null ? nothing : html`<a class="lesson-cite" href=${link.href} title=${link.title} aria-label=${`Source ${link.label}: ${link.title}`}>${link.label}</a>${listed[key]?.isRecalled ? html` <span class="lesson-recalled">recalled, not re-read</span>` : nothing}`;
  })}`;
}

/** Every source with its link. */
export function lessonSources(): TemplateResult {
  return html`<ol class="lesson-sources">
    ${KEYS.map((key, index) => {
      const source = listed[key]!;
      return html`<li id=${`source-${index + 1}`}>${source.text}${source.isRecalled && !source.text.includes("recalled") ? html` <span class="lesson-recalled">recalled, not re-read</span>` : nothing}${source.doi ? html`. <a href=${`https://doi.org/${source.doi}`} rel="noreferrer">doi:${source.doi}</a>` : "."}</li>`;
    })}
  </ol>`;
}
