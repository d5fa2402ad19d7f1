// The result rows of windows: groups of their panes merged, with keys, aggregates and window properties.
import { repeat } from "../../../columnar/gather.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { MillraceError } from "../../../common/errors.ts";
import type { SqlType } from "../../../common/types.ts";
import { DataProblem } from "../../../expr/function.ts";
import type { PhysicalWindowAggregate } from "../../../planner/physical.ts";
import { GroupTable } from "../../state/group-table.ts";
import type { PaneTable } from "../../state/pane-table.ts";
import type { Emission } from "../emission.ts";
import { fromMs } from "../event-time.ts";
import type { WindowBook, WindowRef } from "./window-book.ts";

export class WindowResults {
  readonly #node: PhysicalWindowAggregate;
  readonly #panes: PaneTable;
  readonly #book: WindowBook;

  constructor(node: PhysicalWindowAggregate, panes: PaneTable, book: WindowBook) {
    this.#node = node;
    this.#panes = panes;
    this.#book = book;
  }

  /** @throws MillraceError DATA_... when a result cannot be computed. */
  emitWindow(window: WindowRef, emission: Emission, arrival: number): void {
    try {
      this.#emit(window, emission, arrival);
    } catch (error) {
      if (!(error instanceof DataProblem)) throw error;
      const place = `window [${wallClockText(window.startMs)}, ${wallClockText(window.shownEndMs ?? window.endMs)})`;
      throw new MillraceError(error.code, error.message, { location: place, cause: error });
    }
  }

  #emit(window: WindowRef, emission: Emission, arrival: number): void {
    const table = this.#merged(window.parts());
    const groups = table.filledGroups();
    const count = groups.length;
    if (count === 0) return;
    const columns = [...table.keys.keys(groups, count), ...table.values(groups, count)];
    emission.append([...columns, ...this.properties(window, count)], count, null, arrival);
  }

  #merged(parts: readonly GroupTable[]): GroupTable {
    if (parts.length === 1) return parts[0];
    const merged = this.emptyTable();
    for (const part of parts) merged.mergeAll(part);
    return merged;
  }

  emptyTable(): GroupTable {
    return emptyTable(this.#panes);
  }

  /** window_start, window_end, window_time as far as the node has them. */
  properties(window: WindowRef, count: number): readonly Vector[] {
    const { columns, window: assignment } = this.#node;
    const first = columns.length - assignment.properties.length;
    return assignment.properties.map((property, i) => {
      const ms = propertyMs(property, window, this.#book);
      return timeVector(columns[first + i].type, ms, count);
    });
  }
}

/** A table for intermediate results: nothing of it is stored. */
export function emptyTable(panes: PaneTable): GroupTable {
  const table = new GroupTable(panes.layout);
  table.isTracked = false;
  return table;
}

function wallClockText(ms: number): string {
  return new Date(ms)
    .toISOString()
    .replace("T", " ")
    .replace(/\.?0*Z$/, "");
}

function propertyMs(property: "start" | "end" | "time", window: WindowRef, book: WindowBook): number {
  switch (property) {
    case "start":
      return window.startMs;
    case "end":
      return window.shownEndMs ?? window.endMs;
    case "time":
      return book.closingMs(window);
  }
}

function timeVector(type: SqlType, ms: number, count: number): Vector {
  return repeat(type, fromMs(ms, type), count);
}
