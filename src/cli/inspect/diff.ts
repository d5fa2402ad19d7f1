// inspect --diff: two states side by side, by operator and key.
import type { Scalar, StateInspector, TableDiff, Zone } from "../../index.ts";
import { countText } from "../terminal.ts";
import { type Cell, cell, columnsOf, named, type Section, scalarCells } from "./section.ts";

export function diffSections(before: StateInspector, after: StateInspector, limit: number): readonly Section[] {
  const diffs = before.diff(after, limit);
  const { zone } = after;
  const summary: Section = {
    key: "differences",
    title: diffs.length === 0 ? "the states are equal" : `from ${before.path} to ${after.path}`,
    columns: named("operator", "label", "table", "in", "#added", "#removed", "#changed"),
    rows: diffs.map((diff) => [
      cell(diff.operatorId),
      cell(diff.label),
      cell(diff.table),
      cell(diff.isIn),
      cell(diff.added),
      cell(diff.removed),
      cell(diff.changed),
    ]),
  };
  return [summary, ...diffs.filter(({ rows }) => rows.length > 0).map((diff) => rowsSection(diff, zone))];
}

function rowsSection(diff: TableDiff, zone: Zone): Section {
  const { label, operatorId, table, columns, rows, added, removed, changed } = diff;
  const total = added + removed + changed;
  return {
    key: `${operatorId} ${table}`,
    title: `${label} (${operatorId}), ${table}: ${countText(total)} ${total === 1 ? "row differs" : "rows differ"}${total > rows.length ? `, the first ${countText(rows.length)}` : ""}`,
    columns: [{ name: "diff", isRight: false }, ...columnsOf(columns)],
    rows: rows.flatMap(({ before, after }) => [
      ...(before === null ? [] : [marked("-", before)]),
      ...(after === null ? [] : [marked("+", after)]),
    ]),
  };

  function marked(sign: "-" | "+", values: readonly Scalar[]): readonly Cell[] {
    return [cell(sign), ...scalarCells(columns, values, zone)];
  }
}
