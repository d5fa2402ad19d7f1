// The report of `millrace test` as JUnit XML, which CI servers read.
import type { CaseReport } from "./test-report.ts";

export function junitText(reports: readonly CaseReport[]): string {
  const failures = reports.filter(({ verdict }) => verdict.kind !== "passed").length;
  const seconds = (ms: number) => (ms / 1000).toFixed(3);
  const totalMs = reports.reduce((sum, report) => sum + report.elapsedMs, 0);
  const cases = reports.map(({ name, file, verdict, elapsedMs }) => {
    const at = name.lastIndexOf("/");
    const open = `    <testcase classname="${escaped(name.slice(0, Math.max(at, 0)).replaceAll("/", "."))}" name="${escaped(name.slice(at + 1))}" file="${escaped(file)}" time="${seconds(elapsedMs)}"`;
    if (verdict.kind === "passed") return `${open}/>\n`;
    const message = verdict.kind === "missing" ? "there is no output yet" : "the output differs";
    return `${open}>\n      <failure message="${message}">${escaped(verdict.text)}</failure>\n    </testcase>\n`;
  });
  const counts = `tests="${reports.length}" failures="${failures}" time="${seconds(totalMs)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n  <testsuite name="millrace" ${counts}>\n${cases.join("")}  </testsuite>\n</testsuites>\n`;
}

/** What XML 1.0 cannot hold becomes a question mark. */
function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text
    .replace(/[&<>"]/g, (c) => entities[c])
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "?");
}
