// State table of a window aggregate: one group table per pane (a slice, or a whole window), and the watermark.
//
// Panes lie in order of (first, second): slice number and 0, or a window's end and start. Dropping a pane drops its
// tables; a checkpoint does not record it: which panes are gone follows from the watermark, and the operator drops them
// again after a restart. Packed form: a row for the watermark (no groups), then one per pane with its changed groups packed
// inside.
import { concatVectors, type VectorPart } from "../../columnar/gather.ts";
import { packColumns } from "../../columnar/pack.ts";
import { unpackColumns } from "../../columnar/unpack.ts";
import { blocksOf, blocksVector } from "./blocks.ts";
import { corruptState } from "./corrupt-state.ts";
import { type GroupLayout, GroupTable } from "./group-table.ts";
import { ownTimes } from "./state-columns.ts";
import type { StateColumn, StateTable, StateView } from "./state-table.ts";

export interface Pane {
  readonly first: number;
  readonly second: number;
  readonly groups: GroupTable;
}

const NO_BLOCK = new Uint8Array(0);

export class PaneTable implements StateTable {
  readonly name = "panes";
  readonly layoutVersion = 1;
  readonly #layout: GroupLayout;
  readonly #panes: Pane[] = [];
  #markMs = Number.NEGATIVE_INFINITY;
  #isMarkDirty = false;
  #isTracked = true;
  #latest: Pane | null = null;

  constructor(layout: GroupLayout) {
    this.#layout = layout;
  }

  get layout(): GroupLayout {
    return this.#layout;
  }

  /** The watermark of the input; never Infinity. */
  get markMs(): number {
    return this.#markMs;
  }

  set markMs(ms: number) {
    if (ms === this.#markMs) return;
    this.#markMs = ms;
    this.#isMarkDirty = true;
  }

  /** In order of (first, second). */
  get panes(): readonly Pane[] {
    return this.#panes;
  }

  find(first: number, second: number): Pane | null {
    const latest = this.#latest;
    if (latest !== null && latest.first === first && latest.second === second) return latest;
    const pane = this.#panes[this.#placeOf(first, second)];
    return pane !== undefined && pane.first === first && pane.second === second ? pane : null;
  }

  open(first: number, second: number): Pane {
    const known = this.find(first, second);
    if (known !== null) return known;
    const pane = { first, second, groups: new GroupTable(this.#layout) };
    pane.groups.isTracked = this.#isTracked;
    this.#panes.splice(this.#placeOf(first, second), 0, pane);
    this.#latest = pane;
    return pane;
  }

  /** Drops the panes from the first on for which `isGone` says so. */
  dropWhile(isGone: (pane: Pane) => boolean): void {
    let count = 0;
    while (count < this.#panes.length && isGone(this.#panes[count])) count++;
    if (count === 0) return;
    this.#latest = null;
    this.#panes.splice(0, count);
  }

  /** Index of the first pane at or after (first, second). */
  #placeOf(first: number, second: number): number {
    let low = 0;
    let high = this.#panes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const pane = this.#panes[middle];
      if (pane.first < first || (pane.first === first && pane.second < second)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  takeDelta(): Uint8Array | null {
    const changed = this.#panes.filter((pane) => pane.groups.isDirty);
    if (changed.length === 0 && !this.#isMarkDirty) return null;
    const payload = this.#pack(changed, (pane) => pane.groups.dirtyGroups());
    this.#clearDirty();
    return payload;
  }

  /** Called where nothing is stored: from now on changes are not tracked. */
  discardDelta(): void {
    this.#clearDirty();
    this.#isTracked = false;
    for (const pane of this.#panes) pane.groups.isTracked = false;
  }

  takeSnapshot(): Uint8Array {
    this.#clearDirty();
    return this.#pack(this.#panes, (pane) => pane.groups.keys.liveGroups());
  }

  #clearDirty(): void {
    this.#isMarkDirty = false;
    for (const pane of this.#panes) pane.groups.clearDirty();
  }

  #pack(panes: readonly Pane[], groupsOf: (pane: Pane) => Int32Array): Uint8Array {
    const blocks = panes.map((pane) => {
      const groups = groupsOf(pane);
      return packColumns(groups.length, pane.groups.save(groups));
    });
    const rowCount = panes.length + 1;
    const firsts = Float64Array.of(this.#markMs, ...panes.map((pane) => pane.first));
    const seconds = Float64Array.of(0, ...panes.map((pane) => pane.second));
    return packColumns(rowCount, [
      { rep: "f64", values: firsts, valid: null },
      { rep: "f64", values: seconds, valid: null },
      blocksVector([NO_BLOCK, ...blocks]),
    ]);
  }

  restore(_kind: "snapshot" | "delta", payload: Uint8Array): void {
    const { rowCount, columns } = unpackColumns(payload);
    const [firsts, seconds, blocks] = columns;
    if (columns.length !== 3 || firsts.rep !== "f64" || seconds.rep !== "f64" || rowCount < 1)
      throw corruptState(this.name);
    const payloads = blocksOf(blocks, this.name);
    this.#markMs = firsts.values[0];
    for (let row = 1; row < rowCount; row++) {
      const block = unpackColumns(payloads[row]);
      this.open(firsts.values[row], seconds.values[row]).groups.load(block.rowCount, block.columns);
    }
  }

  /** `pane` and `pane_from` are the first and second of each group's pane. */
  view(): StateView {
    const parts = this.#panes.map((pane) => ({ pane, view: pane.groups.view() }));
    const rowCount = parts.reduce((sum, { view }) => sum + view.rowCount, 0);
    const repeated = (of: (pane: Pane) => number) =>
      parts.flatMap(({ pane, view }) => new Array<number>(view.rowCount).fill(of(pane)));
    const columns = (parts[0]?.view.columns ?? []).map((column, c): StateColumn => {
      const vectors = parts.map(({ view }): VectorPart => ({ vector: view.columns[c].vector, count: view.rowCount }));
      return { ...column, vector: concatVectors(column.type, vectors) };
    });
    return {
      rowCount,
      columns: [
        ownTimes(
          "pane",
          repeated((pane) => pane.first),
        ),
        ownTimes(
          "pane_from",
          repeated((pane) => pane.second),
        ),
        ...columns,
      ],
    };
  }

  rowCount(): number {
    return this.#panes.reduce((sum, pane) => sum + pane.groups.keys.liveCount, 0);
  }

  sizeBytes(): number {
    return this.#panes.reduce((sum, pane) => sum + pane.groups.sizeBytes(), 0);
  }
}
