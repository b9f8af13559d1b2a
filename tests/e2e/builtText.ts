/** What is looked for in the text of built files. */

/** Addresses that may stand in the build. None is ever requested: the egress test and the headers see to that. */
const allowedAddresses: readonly { readonly pattern: RegExp; readonly reason: string }[] = [
  { pattern: /^https?:\/\/www\.w3\.org\//, reason: "names of XML namespaces" },
  { pattern: /^https?:\/\/(dx\.)?doi\.org\//, reason: "citations, followed only when a person presses them" },
  { pattern: /^https?:\/\/(www\.)?apache\.org\/licenses\//, reason: "licence texts" },
  { pattern: /^https?:\/\/opensource\.org\/licenses\//, reason: "licence texts" },
  { pattern: /^https?:\/\/localhost[:/]/, reason: "a host of this machine in a library's example or default" },
];

/** Addresses of other origins (also without a scheme) that no rule allows. */
export function findForeignAddresses(text: string): string[] {
  const found = [...text.matchAll(/\b(?:https?|wss?):\/\/[^\s"'`<>()\\{}|^]*|["'`(]\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s"'`<>()\\{}]*/gi)].map(([address]) => address);
  return [...new Set(found)].filter((address) => !allowedAddresses.some(({ pattern }) => pattern.test(address)));
}

/** Decorators that the compiler should have turned into calls; no browser reads them. */
export function findRawDecorators(text: string): string[] {
  return [...text.matchAll(/@(?:property|customElement|state|query|queryAll|eventOptions)\(/g)].map(([decorator]) => decorator);
}

/** Imports by package name from a delivery network. */
export function findPackagePrefixes(text: string): string[] {
  return [...text.matchAll(/["'`](?:npm|jsr):[^"'`]*["'`]/g)].map(([prefix]) => prefix);
}
