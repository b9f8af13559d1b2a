/** Prints pages given as SVG instead of the page on the screen. */
import { PAPER_SIZES } from "./worksheetPages.ts";
import type { WorksheetPaper } from "./worksheetPages.ts";

const CLASS = "kalium-print-pages";

/** Puts the pages where print finds them and hides the rest from it; call the result to undo that. */
export function preparePrint(pages: readonly string[], paper: WorksheetPaper): () => void {
  const { widthMm, heightMm } = PAPER_SIZES[paper];
  const holder = document.createElement("div");
  holder.className = CLASS;
  holder.setAttribute("aria-hidden", "true");
  const parser = new DOMParser();
  for (const page of pages) holder.append(document.importNode(parser.parseFromString(page, "image/svg+xml").documentElement, true));
  // A constructed sheet, since the policy of the pages refuses style elements and style attributes.
  const rules = new CSSStyleSheet();
  rules.replaceSync(`
    @page { size: ${widthMm}mm ${heightMm}mm; margin: 0; }
    .${CLASS} { display: none; }
    @media print {
      html, body { display: block; min-height: 0; margin: 0; padding: 0; background: #fff; }
      body > :not(.${CLASS}) { display: none !important; }
      .${CLASS} { display: block; }
      .${CLASS} > svg { display: block; width: ${widthMm}mm; height: ${heightMm}mm; break-after: page; break-inside: avoid; print-color-adjust: exact; }
      .${CLASS} > svg:last-child { break-after: auto; }
    }`);
  document.body.append(holder);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, rules];
  return () => {
    holder.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== rules);
  };
}

/** Opens the print dialogue with the pages. */
export function printPages(pages: readonly string[], paper: WorksheetPaper): void {
  const undo = preparePrint(pages, paper);
  addEventListener("afterprint", undo, { once: true });
  print();
}
