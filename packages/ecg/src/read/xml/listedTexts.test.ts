/** The de-identification report is built from `facts.texts`, so nothing that a file says outside its waveforms may be missing there. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { FormatReader } from "../../open/formatReader.ts";
import { hasSharedData, readSharedText } from "../../testing/sharedData.ts";
import { aecgReader } from "../aecg/aecgReader.ts";
import { museReader } from "../muse/museReader.ts";
import { sierraReader } from "../sierra/sierraReader.ts";
import { sourceFileFromBytes } from "../sourceFile.ts";

const golden = (path: string, encoding: BufferEncoding) => readFileSync(new URL(`../../../../../tests/golden/ecg/${path}`, import.meta.url), encoding);

const FILES: readonly (readonly [title: string, reader: FormatReader, text: () => string, signal: RegExp, available: boolean])[] = [
  ["aECG", aecgReader, () => readSharedText("aecg/Example aECG.xml"), /<digits>[^<]*<\/digits>/g, hasSharedData],
  ["Sierra", sierraReader, () => readSharedText("philips-sierra/129DYPRG.XML"), /<parsedwaveforms[^<]*<\/parsedwaveforms>/g, hasSharedData],
  ["MUSE", museReader, () => golden("muse/made.xml", "latin1"), /<WaveFormData>[^<]*<\/WaveFormData>/g, true],
];

/** Elements on whose value reading hangs; a canary in them would be refused, not read. */
const NEEDED = /^(digits|acquisitiontype|scale|origin|increment|head|value|code|documentversion|samplingrate|signalresolution|bitspersample|numberchannelsallocated|SampleBase|SampleExponent|Lead\w+|parsedwaveforms|restingecgdata|AnnotatedECG|RestingECG|WaveFormData)$/;

/** Plants a canary of its own beside every text and in every attribute value that may hold one, and in new comments. */
function plant(text: string, suffix: string): { readonly text: string; readonly canaries: readonly string[] } {
  const canaries: string[] = [];
  const next = () => {
    canaries.push(`Kanarie${canaries.length}${suffix}`);
    return canaries[canaries.length - 1]!;
  };
  const planted = text.replace(/<(\w+)([^<>]*?)(\/?)>([^<]*)/g, (whole, name: string, attributes: string, end: string, inside: string) => {
    if (NEEDED.test(name)) return whole;
    const marked = attributes.replace(/="([^"]*)"/g, (_, value: string) => `="${value}${next()}"`);
    return end === "/" ? `<${name}${marked} canary="${next()}"/>${inside}` : `<${name}${marked}>${next()} ${inside}<!-- ${next()} --><![CDATA[ ${next()} ]]>`;
  });
  return { text: planted, canaries };
}

describe("facts.texts", () => {
  for (const [title, reader, textOfFile, signal, available] of FILES) {
    it.skipIf(!available).each([["UTF-8", "utf8", "ä漢"], ["UTF-16", "utf16le", "ä漢"], ["Latin-1", "latin1", "äé"]] as const)(`of ${title} in %s hold every canary of hundreds`, async (_encoding, encoding, suffix) => {
      const declared = textOfFile().replace(/<\?xml[^>]*\?>/, "").replace(signal, (whole) => whole);
      const { text, canaries } = plant(declared, suffix);
      expect(canaries.length).toBeGreaterThan(100);
      const prolog = encoding === "utf16le" ? "\ufeff" : encoding === "latin1" ? '<?xml version="1.0" encoding="ISO-8859-1"?>' : "";
      const file = sourceFileFromBytes("x.xml", new Uint8Array(Buffer.from(prolog + text, encoding)));
      const [recording] = await reader.open(file, [file], {});
      const said = recording!.facts.texts.map(({ value }) => value).join("\n");
      expect(canaries.filter((canary) => !said.includes(canary))).toEqual([]);
      // Nothing that was planted passes for technical, where a rule could let it by.
      const technical = recording!.facts.texts.filter(({ kind, value }) => kind === "technical" && value.includes("Kanarie"));
      expect(technical).toEqual([]);
    });
  }
});
