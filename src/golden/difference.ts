// The difference of two texts for a person: only the lines that changed, each under the heading of its part.
import { diffLines } from "diff";

/** Lines of one side only: `-` expected, `+` came; ` ` where they are; `~` how many equal ones lie between. */
export function differenceText(expected: string, output: string): string {
  const shown: string[] = [];
  let heading: string | null = null;
  for (const change of diffLines(expected, output)) {
    const lines = change.value.replace(/\n$/, "").split("\n");
    if (change.added || change.removed) {
      if (heading !== null) shown.push(`  ${heading}`);
      heading = null;
      for (const line of lines) shown.push(`${change.removed ? "-" : "+"} ${line}`);
      continue;
    }
    // Parts begin with a line such as "-- query 1 (...)" or "-- batch 3".
    heading = lines.findLast((line) => line.startsWith("-- ")) ?? heading;
    const hidden = lines.length - (heading !== null && lines.includes(heading) ? 1 : 0);
    if (hidden > 0 && shown.length > 0) shown.push(`~ ${hidden} equal ${hidden === 1 ? "line" : "lines"}`);
  }
  if (shown.at(-1)?.startsWith("~")) shown.pop();
  return shown.join("\n");
}
