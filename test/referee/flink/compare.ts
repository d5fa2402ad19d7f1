// One query, both answers: what is equal, and what differs how.
import type { FlinkAnswer } from "./gateway.ts";
import { zoneFor } from "../../../src/common/zone.ts";
import type { QueryResult } from "../../helpers/run-sql.ts";
import { ourText, recordedText } from "../../conformance/canonical.ts";

export type Difference =
  /** Both refuse, or both answer and what remains is the same. */
  | { readonly kind: "equal"; readonly rowCount: number; readonly isRefused: boolean; readonly refusal?: string }
  | { readonly kind: "rows"; readonly detail: string }
  | { readonly kind: "only Millrace refuses"; readonly detail: string }
  | { readonly kind: "only Flink refuses"; readonly detail: string }
  | { readonly kind: "no answer"; readonly detail: string };

/** Significant digits to which DOUBLEs are compared. */
const DIGITS = 12;
const DETAIL_ROWS_MAX = 6;

export function compareAnswers(ours: QueryResult, theirs: FlinkAnswer, zone: string): Difference {
  if (theirs.kind === "lost") return { kind: "no answer", detail: theirs.message };
  const refusal = ours.error === null ? null : `${ours.error.code}: ${ours.error.message}`;
  if (theirs.kind === "refused") {
    if (refusal === null) return { kind: "only Flink refuses", detail: theirs.message };
    return { kind: "equal", rowCount: 0, isRefused: true, refusal: `${refusal}\nFlink ${theirs.message}` };
  }
  if (refusal !== null) return { kind: "only Millrace refuses", detail: refusal };
  return compareRows(ours, theirs, zone);
}

function compareRows(ours: QueryResult, theirs: FlinkAnswer & { kind: "rows" }, zone: string): Difference {
  const types = ours.columns.map((column) => column.type);
  if (theirs.columns.length !== types.length)
    return { kind: "rows", detail: `${types.length} columns, Flink ${theirs.columns.length}` };
  const how = { zone: zoneFor(zone), digits: DIGITS };
  const counts = new Map<string, number>();
  const count = (text: string, by: number) => counts.set(text, (counts.get(text) ?? 0) + by);
  for (const row of ours.rows) count(row.map((value, i) => ourText(value, types[i], how)).join(", "), 1);
  for (const { kind, fields } of theirs.changes) {
    const text = fields.map((value, i) => recordedText(value, types[i], how)).join(", ");
    count(text, kind === "INSERT" || kind === "UPDATE_AFTER" ? -1 : 1);
  }
  const different = [...counts].filter(([, n]) => n !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  if (different.length === 0) return { kind: "equal", rowCount: ours.rows.length, isRefused: false };
  const shown = different
    .slice(0, DETAIL_ROWS_MAX)
    .map(([text, n]) => `  ${n > 0 ? "ours " : "Flink"} ${Math.abs(n)} x ${text}`);
  return { kind: "rows", detail: `${ours.rows.length} rows; only one has\n${shown.join("\n")}` };
}
