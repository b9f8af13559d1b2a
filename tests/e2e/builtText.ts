/** What is looked for in the text of built files. */

interface AllowedAddress {
  readonly pattern: RegExp;
  /** Files it may stand in; absent: any. */
  readonly file?: RegExp;
  readonly reason: string;
}

const plotly = /^assets\/plotly-strict/;

/** Addresses that may stand in the build. None is ever requested: the egress test and the headers see to that. */
const allowedAddresses: readonly AllowedAddress[] = [
  { pattern: /^https?:\/\/www\.w3\.org\//, reason: "names of XML namespaces" },
  { pattern: /^https?:\/\/(dx\.)?doi\.org\//, reason: "citations, followed only when a person presses them" },
  { pattern: /^https?:\/\/(www\.)?apache\.org\/licenses\//, reason: "licence texts" },
  { pattern: /^https:\/\/(github\.com\/tensorflow|en\.wikipedia\.org|www\.shadertoy\.com|arxiv\.org|emscripten\.org)\//, file: /^assets\//, reason: "comments and messages inside TensorFlow.js" },
  { pattern: /^http:\/\/\$?$/, file: /^assets\/notebook-/, reason: "markdown-it completes links that were written without a scheme" },
  { pattern: /^https:\/\/(github\.com|plotly\.com|maplibre\.org|wiki\.openstreetmap\.org|www\.openstreetmap\.org)\//, file: plotly, reason: "links in Plotly's messages" },
  { pattern: /^https?:\/\/(get\.webgl\.org$|www\.esri\.com$)/, file: plotly, reason: "links in Plotly's messages" },
  { pattern: /^https:\/\/cloud\.plotly\.com\/newchart$/, file: plotly, reason: "Plotly's “edit in the cloud” button, which is not shown" },
  {
    pattern: /^https:\/\/(cdn\.plot\.ly\/un\/|server\.arcgisonline\.com|[a-z]+\.icgc\.cat|(tiles\.)?basemaps\.cartocdn\.com|tile\.openstreetmap\.org|fonts\.openmaptiles\.org|cdn\.jsdelivr\.net\/npm\/@mapbox\/maki@)/,
    file: plotly,
    reason: "Plotly's geographical maps, which Kalium never draws",
  },
];

/** Addresses of other origins (also without a scheme) in a built file that no rule allows. */
export function findForeignAddresses(text: string, file = ""): string[] {
  const found = [...text.matchAll(/\b(?:https?|wss?):\/\/[^\s"'`<>()\\{}|^]*|["'`(]\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s"'`<>()\\{}]*/gi)].map(([address]) => address);
  const isAllowed = (address: string): boolean => allowedAddresses.some((rule) => rule.pattern.test(address) && (rule.file === undefined || rule.file.test(file)));
  return [...new Set(found)].filter((address) => !isAllowed(address));
}

/** Decorators that the compiler should have turned into calls; no browser reads them. */
export function findRawDecorators(text: string): string[] {
  return [...text.matchAll(/@(?:property|customElement|state|query|queryAll|eventOptions)\(/g)].map(([decorator]) => decorator);
}

/** Imports by package name from a delivery network. */
export function findPackagePrefixes(text: string): string[] {
  return [...text.matchAll(/["'`](?:npm|jsr):[^"'`]*["'`]/g)].map(([prefix]) => prefix);
}
