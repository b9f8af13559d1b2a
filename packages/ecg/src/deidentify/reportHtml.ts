import type { ReportContent } from "./report.ts";

/** Style of the report. Its hash stands in the report's own content security policy; a test holds the two together. */
export const REPORT_STYLE =
  "@page{size:A4;margin:18mm}body{font:10pt/1.4 system-ui,sans-serif;max-width:180mm;margin:2em auto;padding:0 1em;color:#111;background:#fff}" +
  "h1{font-size:18pt}h2{font-size:12pt;margin-top:1.6em;break-after:avoid}table{border-collapse:collapse;width:100%;font-size:9pt}" +
  "th,td{border-bottom:1px solid #bbb;padding:.25em .5em;text-align:left;vertical-align:top}td.n{text-align:right}td.h{font-family:monospace;font-size:7pt;word-break:break-all}" +
  "tr{break-inside:avoid}.sign td{height:2.6em;vertical-align:bottom}.sign th{width:20%}@media print{body{margin:0;padding:0;max-width:none}}";

/** Base64 SHA-256 of {@link REPORT_STYLE}. */
export const REPORT_STYLE_SHA256 = "cHV9qRGoY5LVt9BJ0TMHCUrAKrlmdmMubCrbBOx5d7c=";

/** The report as one page: no script, nothing loaded, style allowed by its hash alone. */
export function printReportHtml(content: ReportContent): string {
  const files = content.recordings.flatMap(({ files }) => files);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${REPORT_STYLE_SHA256}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(content.title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<h1>${escapeHtml(content.title)}</h1>
<p>${escapeHtml(content.purpose)}</p>
<table>${content.summary.map(([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`).join("\n")}</table>
<h2>What was found, and what became of it</h2>
<table>
<thead><tr><th>Format</th><th>Place</th><th>Kind</th><th>What became of it</th><th>Count</th></tr></thead>
<tbody>
${content.found.map(({ format, place, kind, action, count }) => `<tr><td>${escapeHtml(format)}</td><td>${escapeHtml(place)}</td><td>${escapeHtml(kind)}</td><td>${escapeHtml(action)}</td><td class="n">${count}</td></tr>`).join("\n")}
</tbody>
</table>
<h2>What passes</h2>
${list(content.passes)}
<h2>Free text kept</h2>
<p>${escapeHtml(content.kept)}</p>
<h2>Files that did not pass</h2>
${content.rejected.length === 0 ? "<p>None.</p>" : list(content.rejected.map(([code, count]) => `${code}: ${count}`))}
${content.pairing.length === 0 ? "" : `<h2>Potassium pairing</h2>
${list(content.pairing)}`}
<h2>Signals</h2>
<p>${escapeHtml(content.signalProof)}</p>
<h2>Limits</h2>
${list(content.limits)}
<h2>Read and released by</h2>
<table class="sign">${content.signatureFields.map((field) => `<tr><th scope="row">${escapeHtml(field)}</th><td></td></tr>`).join("\n")}</table>
<h2>Files written</h2>
<table>
<thead><tr><th>File</th><th>Bytes</th><th>SHA-256</th></tr></thead>
<tbody>
${files.map(({ name, byteLength, sha256 }) => `<tr><td>${escapeHtml(name)}</td><td class="n">${byteLength}</td><td class="h">${escapeHtml(sha256)}</td></tr>`).join("\n")}
</tbody>
</table>
</body>
</html>
`;
}

function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join("")}</ul>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
