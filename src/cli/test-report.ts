// What `millrace test` says of each case and of all of them.
import type { Verdict } from "../golden/index.ts";
import { durationText, paintOut, type Terminal } from "./terminal.ts";

/** One case and how it went. */
export interface CaseReport {
  readonly name: string;
  readonly file: string;
  readonly verdict: Verdict;
  readonly elapsedMs: number;
}

export function reportText({ name, verdict, elapsedMs }: CaseReport, isVerbose: boolean, terminal: Terminal): string {
  switch (verdict.kind) {
    case "passed":
      return isVerbose
        ? `${paintOut(terminal, "green", "ok")}    ${name} ${paintOut(terminal, "dim", `(${durationText(elapsedMs)})`)}\n`
        : "";
    case "failed":
      return `${paintOut(terminal, "red", "FAIL")}  ${name}\n${indented(verdict.text, terminal)}\n`;
    case "missing":
      return `${paintOut(terminal, "yellow", "NEW")}   ${name}: there is no output yet; --update-missing writes this:\n${indented(verdict.text, terminal)}\n`;
  }
}

function indented(text: string, terminal: Terminal): string {
  const lines = text.replace(/\n$/, "").split("\n");
  return lines
    .map(
      (line) =>
        `      ${line.startsWith("- ") ? paintOut(terminal, "red", line) : line.startsWith("+ ") ? paintOut(terminal, "green", line) : line}`,
    )
    .join("\n");
}

export function totalsText(
  reports: readonly CaseReport[],
  written: number,
  elapsedMs: number,
  terminal: Terminal,
): string {
  const count = (kind: Verdict["kind"]) => reports.filter(({ verdict }) => verdict.kind === kind).length;
  const parts = [`${count("passed")} passed`, `${count("failed")} failed`];
  if (count("missing") > 0) parts.push(`${count("missing")} without output`);
  if (written > 0) parts.push(`${written} written`);
  const text = `${parts.join(", ")} in ${durationText(elapsedMs)}`;
  return `${paintOut(terminal, count("passed") === reports.length ? "green" : "red", text)}\n`;
}
