// inspect --rows: what an operator keeps, by name of column.
import type { StateInspector } from "../../index.ts";
import { countText } from "../terminal.ts";
import { columnsOf, type Section, scalarCells } from "./section.ts";

export function rowSections(
  inspector: StateInspector,
  operator: string,
  key: string | null,
  limit: number,
): readonly Section[] {
  const { zone } = inspector;
  return inspector.rows(operator, key, limit).map(({ table, columns, rows, count }) => {
    const under = key === null ? "" : ` under ${key}`;
    const first = count > rows.length ? `, the first ${countText(rows.length)}` : "";
    const keys = table.keys.map((place) => columns[place].name);
    return {
      key: table.name,
      title: `${table.label} (${table.operatorId}), ${table.name}: ${countText(count)} ${count === 1 ? "row" : "rows"}${under}${first}`,
      columns: columnsOf(columns),
      rows: rows.map((row) => scalarCells(columns, row, zone)),
      notes: keys.length === 0 ? [] : [`found by ${keys.join(", ")}`],
    };
  });
}
