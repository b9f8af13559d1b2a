/** One line for a report that a browser sends after a violation of the content security policy. */
export function describePolicyReport(json: string): string {
  try {
    const { "csp-report": report } = JSON.parse(json) as { "csp-report": Record<string, unknown> };
    const place = report["source-file"] ?? report["document-uri"];
    return `${report["effective-directive"]} refused ${report["blocked-uri"]} in ${place}${report["line-number"] === undefined ? "" : `:${report["line-number"]}`}`;
  } catch {
    // A report that cannot be read still is one.
    return `a violation whose report cannot be read: ${json.slice(0, 200)}`;
  }
}
