import type { ReportContent } from "./report.ts";

const WIDTH = 78;

/** The report as plain text, ready to be printed and signed. */
export function printReportText(content: ReportContent): string {
  const lines = [
    content.title, "=".repeat(content.title.length), "", ...wrap(content.purpose), "",
    ...content.summary.flatMap(([name, value]) => wrap(`${name}: ${value}`, "  ")),
    ...section("What was found, and what became of it"),
    ...(content.found.length === 0 ? ["Nothing was found."] : []),
    ...content.found.flatMap(({ format, place, kind, action, count }) => wrap(`${format}: ${place}${kind === "" ? "" : ` (${kind})`}: ${count} × ${action}`, "    ")),
    ...section("What passes"),
    ...content.passes.flatMap(bullet),
    ...section("Free text kept"),
    ...wrap(content.kept),
    ...section("Files that did not pass"),
    ...(content.rejected.length === 0 ? ["None."] : content.rejected.map(([code, count]) => `- ${code}: ${count}`)),
    ...(content.pairing.length === 0 ? [] : [...section("Potassium pairing"), ...content.pairing.flatMap(bullet)]),
    ...section("Signals"),
    ...wrap(content.signalProof),
    ...section("Files written, with SHA-256"),
    ...content.recordings.flatMap(({ files }) => files.map(({ name, byteLength, sha256 }) => `${sha256}  ${name} (${byteLength} bytes)`)),
    ...section("Limits"),
    ...content.limits.flatMap(bullet),
    ...section("Read and released by"),
    ...content.signatureFields.flatMap((field) => [`${field}: ${"_".repeat(50 - field.length)}`, ""]),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function section(title: string): readonly string[] {
  return ["", title, "-".repeat(title.length)];
}

function bullet(text: string): readonly string[] {
  return wrap(`- ${text}`, "  ");
}

/** Lines of at most {@link WIDTH} characters; those after the first begin with `indent`. */
function wrap(text: string, indent = ""): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line.trim() !== "" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
