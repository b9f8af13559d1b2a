import { readFileSync } from "node:fs";

/** The headers of public/_headers, which static hosts send on every response. Read by the build and by the preview. */
export function readPrivacyHeaders(): Readonly<Record<string, string>> {
  const text = readFileSync(new URL("../public/_headers", import.meta.url), "utf8");
  return Object.fromEntries(Array.from(text.matchAll(/^ {2}([\w-]+): (.+)$/gm), ([, name, value]) => [name, value]));
}

/**
 * The policy for a `<meta>` element, for hosts that send no headers: a browser ignores `frame-ancestors` there, with a
 * warning, so it is left out.
 */
export function metaPolicy(headers: Readonly<Record<string, string>>): string {
  return headers["Content-Security-Policy"].split("; ").filter((directive) => !directive.startsWith("frame-ancestors")).join("; ");
}
