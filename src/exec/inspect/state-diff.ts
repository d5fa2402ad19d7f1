// Two states side by side: which rows are only in one, and which have another value under the same key. Where a table has no
// keys, and where rows share one, rows are told apart by all of their columns and are added or removed, never changed.
import { isDeepStrictEqual } from "node:util";
import type { Scalar } from "../../columnar/scalar.ts";
import type { Column } from "../../common/types.ts";
import type { NamedTable } from "./restored-state.ts";

export interface TableDiff {
  readonly operatorId: string;
  readonly label: string;
  readonly table: string;
  /** "both", or the only state that has the operator. */
  readonly isIn: "both" | "before" | "after";
  readonly columns: readonly Column[];
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** The first of them: what was and what is. */
  readonly rows: readonly {
    readonly before: readonly Scalar[] | null;
    readonly after: readonly Scalar[] | null;
  }[];
}

/** Tables that differ, in the order of the second state. */
export function diffStates(
  before: readonly NamedTable[],
  after: readonly NamedTable[],
  rowsMax: number,
): readonly TableDiff[] {
  const keyOf = ({ operatorId, name }: NamedTable) => `${operatorId}\n${name}`;
  const olds = new Map(before.map((table) => [keyOf(table), table]));
  const news = new Map(after.map((table) => [keyOf(table), table]));
  return [...new Set([...news.keys(), ...olds.keys()])].flatMap((key) => {
    const diff = diffTables(olds.get(key) ?? null, news.get(key) ?? null, rowsMax);
    return diff.added + diff.removed + diff.changed === 0 && diff.isIn === "both" ? [] : [diff];
  });
}

function diffTables(before: NamedTable | null, after: NamedTable | null, rowsMax: number): TableDiff {
  const { operatorId, label, name, columns } = (after ?? before)!;
  const isIn = before === null ? "after" : after === null ? "before" : "both";
  const olds = rowsByKey(before);
  const counts = { added: 0, removed: 0, changed: 0 };
  const rows: TableDiff["rows"][number][] = [];
  const note = (kind: keyof typeof counts, old: readonly Scalar[] | null, now: readonly Scalar[] | null) => {
    counts[kind]++;
    if (rows.length < rowsMax) rows.push({ before: old, after: now });
  };
  for (const [key, now] of rowsByKey(after)) {
    const old = olds.get(key) ?? [];
    olds.delete(key);
    if (old.length === 1 && now.length === 1) {
      if (!isDeepStrictEqual(old[0], now[0])) note("changed", old[0], now[0]);
      continue;
    }
    const rest = [...old];
    for (const row of now) {
      const at = rest.findIndex((other) => isDeepStrictEqual(other, row));
      if (at < 0) note("added", null, row);
      else rest.splice(at, 1);
    }
    for (const row of rest) note("removed", row, null);
  }
  for (const old of olds.values()) for (const row of old) note("removed", row, null);
  return { operatorId, label, table: name, isIn, columns, ...counts, rows };
}

function rowsByKey(table: NamedTable | null): Map<string, (readonly Scalar[])[]> {
  const byKey = new Map<string, (readonly Scalar[])[]>();
  if (table === null) return byKey;
  const places = keyPlaces(table);
  for (let i = 0; i < table.rowCount; i++) {
    const row = table.row(i);
    const key = JSON.stringify(
      places.map((place) => row[place]),
      (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value),
    );
    const rows = byKey.get(key);
    if (rows === undefined) byKey.set(key, [row]);
    else rows.push(row);
  }
  return byKey;
}

/** Groups of a window stand once per pane: its bounds are part of the key, as are the names of splits and lanes. */
function keyPlaces({ columns, keys }: NamedTable): readonly number[] {
  const parts = ["pane_start", "pane_end", "split", "lane"];
  const own = columns.flatMap(({ name }, i) => (parts.includes(name) && !keys.includes(i) ? [i] : []));
  const places = [...own, ...keys];
  const isGlobal = places.length === 0 && columns.some(({ name }) => name === "rows");
  return places.length > 0 || isGlobal ? places : columns.map((_, i) => i);
}
