// EXPLAIN ANALYZE: the physical plan, below each operator what it did, and at the end what became of the rows read.
import type { OperatorFigures } from "../exec/driver/operator-figures.ts";
import type { JobSummary } from "../exec/driver/run-options.ts";
import { explainPhysical, type PhysicalPlan } from "../planner/index.ts";

/** `showsTime` false: the same text for the same rows, wherever it is run. No trailing newline. */
export function analyzedText(plan: PhysicalPlan, summary: JobSummary, showsTime: boolean): string {
  const byId = new Map(summary.operators.map((figures) => [figures.operatorId, figures]));
  const totalNs = summary.operators.reduce((sum, { timeNs }) => sum + timeNs, 0);
  const linesOf = (id: string): readonly string[] => {
    const figures = byId.get(id);
    return figures === undefined ? [] : figureLines(figures, showsTime ? totalNs : null);
  };
  const time = showsTime
    ? `, ${millisText(summary.elapsedMs * 1e6)}, of it ${millisText(totalNs)} in operators (reading and decoding are not theirs)`
    : "";
  const batches = `${count(summary.batchCount)} ${summary.batchCount === 1 ? "batch" : "batches"}`;
  return [
    "== Physical plan, as it ran ==",
    explainPhysical(plan, ({ id }) => linesOf(id)),
    "",
    `${batches}${time}; nothing was written`,
  ].join("\n");
}

function figureLines(figures: OperatorFigures, totalNs: number | null): readonly string[] {
  const { rowsIn, rowsOut, timeNs, filtered, late, bad, stateRows, stateBytes } = figures;
  const refused = Object.entries({ filtered, late, bad }).filter(([, rows]) => rows > 0);
  const share = totalNs === null || totalNs === 0 ? 0 : Math.round((100 * timeNs) / totalNs);
  const parts = [
    `in ${count(rowsIn)}, out ${count(rowsOut)}`,
    ...refused.map(([why, rows]) => `${why} ${count(rows)}`),
    ...(totalNs === null ? [] : [`${millisText(timeNs)} (${share} %)`]),
    ...(stateRows > 0 ? [`keeps ${count(stateRows)} rows, ${count(stateBytes)} bytes`] : []),
  ];
  return [`ran: ${parts.join(" | ")}`];
}

/** 1 234 567 */
function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, " ");
}

function millisText(ns: number): string {
  return `${(ns / 1e6).toFixed(ns < 1e7 ? 2 : 0)} ms`;
}
