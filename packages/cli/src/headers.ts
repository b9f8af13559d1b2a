/**
 * The response headers that keep data on this computer, defined once: `kalium serve`, the preview server, the
 * `_headers` file for static hosts and the tests all read them here.
 *
 * The content security policy stops every request off the origin that it knows of. It does not know of
 * `<link rel=preconnect>` and WebRTC; `Connection-Allowlist` (Chromium 152 and later) covers those. COOP and COEP make
 * the page cross-origin isolated, which threads in WebAssembly need.
 *
 * `'wasm-unsafe-eval'` lets WebAssembly be compiled, since the `wasm` executors need it; JavaScript `eval` stays refused.
 */

/** Each directive with its sources, in the order in which they are sent. */
const directives: Readonly<Record<string, string>> = {
  "default-src": "'none'",
  "script-src": "'self' 'wasm-unsafe-eval'",
  "style-src": "'self'",
  "font-src": "'self'",
  "img-src": "'self' data: blob:",
  "connect-src": "'self'",
  "manifest-src": "'self'",
  "worker-src": "'self'",
  "frame-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'none'",
};

/** The policy as one header line. */
export const contentSecurityPolicy: string = Object.entries(directives)
  .map(([directive, sources]) => `${directive} ${sources}`)
  .join("; ");

/** The four headers that every response carries, errors included: a page without them is a way out of the others. */
export const privacyHeaders: Readonly<Record<string, string>> = {
  "Content-Security-Policy": contentSecurityPolicy,
  "Connection-Allowlist": "(response-origin)",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** The text of `public/_headers`, the form that several static hosts read. */
export function printHeadersFile(): string {
  const lines = Object.entries(privacyHeaders).map(([name, value]) => `  ${name}: ${value}`);
  return `/*\n${lines.join("\n")}\n`;
}
