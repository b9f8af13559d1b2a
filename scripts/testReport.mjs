/** Counts of a stage of `npm test`. */

/**
 * Counts from Vitest's JSON report. A file that could not even be loaded holds no test, so it counts as one failure;
 * so does a run that ended badly although every test passed (an error outside any test).
 */
export function countVitest(report, exitCode) {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const file of report.testResults) {
    const statuses = file.assertionResults.map(({ status }) => status);
    passed += statuses.filter((status) => status === "passed").length;
    const failures = statuses.filter((status) => status === "failed").length;
    failed += file.status === "failed" ? Math.max(1, failures) : failures;
    skipped += statuses.filter((status) => status !== "passed" && status !== "failed").length;
  }
  if (exitCode !== 0 && failed === 0) failed = 1;
  return { passed, failed, skipped };
}

/** The line that closes `npm test`: nothing else stands on it. */
export function closingLine(stages) {
  const sum = (key) => stages.reduce((total, stage) => total + stage[key], 0);
  return `${sum("passed")} passed, ${sum("failed")} failed`;
}
