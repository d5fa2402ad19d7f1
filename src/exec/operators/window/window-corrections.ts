// Corrections of windows that have fired and are kept for late rows: the results of the touched groups before the rows
// and after them.
//
// Made before the rows of a stretch are added (it reads the old results), emitted after. Windows in order of end, groups
// in order of their first row in the stretch.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import { gather } from "../../../columnar/gather.ts";
import { KeyTable } from "../../../columnar/key-table.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { PhysicalWindowAggregate } from "../../../planner/physical.ts";
import { changedRows, type GroupResults } from "../changed-rows.ts";
import type { Emission } from "../emission.ts";
import type { RowCell, WindowRef } from "./window-book.ts";
import type { WindowResults } from "./window-results.ts";

interface Correction {
  readonly window: WindowRef;
  readonly keys: readonly Vector[];
  readonly count: number;
  readonly before: GroupResults;
}

export class WindowCorrections {
  readonly #node: PhysicalWindowAggregate;
  readonly #results: WindowResults;
  readonly #corrections: readonly Correction[];

  constructor(node: PhysicalWindowAggregate, results: WindowResults, cells: readonly RowCell[], input: ChangeBatch) {
    this.#node = node;
    this.#results = results;
    this.#corrections = touchedWindows(cells).map(({ window, rows }): Correction => {
      const { keys, count } = touchedKeys(node, input, rows);
      return { window, keys, count, before: this.#resultsOf(window, keys, count) };
    });
  }

  emit(emission: Emission, arrival: number): void {
    for (const { window, keys, count, before } of this.#corrections) {
      const after = this.#resultsOf(window, keys, count);
      const types = this.#node.aggregates.map((call) => call.type);
      const changes = changedRows(before, after, types, count);
      if (changes.count === 0) continue;
      const columns = [
        ...keys.map((key) => gather(key, changes.keyRows, changes.count)),
        ...changes.values,
        ...this.#results.properties(window, changes.count),
      ];
      emission.append(columns, changes.count, changes.kinds, arrival);
    }
  }

  /** Results of groups in a window, by their keys; groups that it does not have are absent. */
  #resultsOf(window: WindowRef, keys: readonly Vector[], count: number): GroupResults {
    const rows = new Int32Array(count);
    for (let i = 0; i < count; i++) rows[i] = i;
    const found = new Int32Array(count);
    const table = this.#results.emptyTable();
    const into = new Int32Array(count);
    table.assign(keys, rows, count, into);
    const exists = new Uint8Array(count);
    for (const part of window.parts()) {
      part.keys.find(keys, rows, count, found);
      const present = rows.filter((i) => found[i] >= 0 && part.hasRows(found[i]));
      for (const i of present) exists[i] = 1;
      const from = present.map((i) => found[i]);
      table.mergeGroups(
        part,
        keys.map((key) => gather(key, present, present.length)),
        from,
      );
    }
    return { exists, values: table.values(into, count) };
  }
}

function touchedWindows(cells: readonly RowCell[]): { readonly window: WindowRef; readonly rows: number[] }[] {
  const byWindow = new Map<string, { window: WindowRef; rows: number[] }>();
  for (const cell of cells) {
    for (const window of cell.fired) {
      const key = `${window.endMs} ${window.startMs}`;
      const known = byWindow.get(key) ?? { window, rows: [] };
      byWindow.set(key, known);
      for (let i = 0; i < cell.list.count; i++) known.rows.push(cell.list.rows[i]);
    }
  }
  const touched = [...byWindow.values()];
  for (const { rows } of touched) rows.sort((a, b) => a - b);
  return touched.sort((a, b) => a.window.endMs - b.window.endMs || a.window.startMs - b.window.startMs);
}

/** The distinct keys of rows, in order of first row. */
function touchedKeys(
  node: PhysicalWindowAggregate,
  input: ChangeBatch,
  rows: readonly number[],
): { readonly keys: readonly Vector[]; readonly count: number } {
  const table = new KeyTable(node.keys.map((key) => node.input.columns[key].type));
  const list = Int32Array.from(rows);
  table.lookup(
    node.keys.map((key) => input.columns[key]),
    list,
    list.length,
    new Int32Array(list.length),
  );
  const groups = table.liveGroups();
  return { keys: table.keys(groups, groups.length), count: groups.length };
}
