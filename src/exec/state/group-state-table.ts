// State table of an updating aggregate: its groups, changed and freed ones apart.
// Packed form: one column of two blocks: keys of freed groups, then changed groups in the saved form of group-table.ts. When
// restoring, freed groups go first: the same key may have come back as a new group.
import { concatVectors, type VectorPart } from "../../columnar/gather.ts";
import { packBlocks } from "../../columnar/pack.ts";
import { unpackColumns } from "../../columnar/unpack.ts";
import type { Vector } from "../../columnar/vector.ts";
import { blocksOf } from "./blocks.ts";
import { corruptState } from "./corrupt-state.ts";
import { type GroupLayout, GroupTable } from "./group-table.ts";
import type { StateTable, StateView } from "./state-table.ts";

/** Groups that were freed, by their numbers before, and how the numbers of the others changed (null: not at all). */
export interface Expired {
  readonly groups: Int32Array;
  readonly map: Int32Array | null;
}

export const NOTHING: Expired = { groups: new Int32Array(0), map: null };

export class GroupStateTable implements StateTable {
  readonly name = "groups";
  readonly layoutVersion = 1;
  readonly groups: GroupTable;
  readonly #layout: GroupLayout;
  /** Keys freed since the last checkpoint. */
  #freed: { readonly keys: readonly Vector[]; readonly count: number }[] = [];

  constructor(layout: GroupLayout) {
    this.#layout = layout;
    this.groups = new GroupTable(layout);
  }

  /** Old group -> new group, where the groups were renumbered; else null. */
  free(groups: Int32Array, count: number): Int32Array | null {
    if (count === 0) return null;
    if (this.groups.isTracked) this.#freed.push({ keys: this.groups.keys.keys(groups, count), count });
    return this.groups.free(groups, count);
  }

  /** Frees groups that no row has reached for `ttlMs`, but for those that are held. */
  expire(ttlMs: number, isHeld: (group: number) => boolean = () => false): Expired {
    const idle = this.groups.idleGroups(ttlMs).filter((group) => !isHeld(group));
    if (idle.length === 0) return NOTHING;
    const map = this.free(idle, idle.length);
    if (this.#layout.keyTypes.length === 0) this.groups.keys.clear();
    return { groups: idle, map };
  }

  takeDelta(): Uint8Array | null {
    if (!this.groups.isDirty && this.#freed.length === 0) return null;
    return this.#pack(this.groups.dirtyGroups());
  }

  /** Called where nothing is stored: from now on changes are not tracked. */
  discardDelta(): void {
    this.groups.clearDirty();
    this.groups.isTracked = false;
    this.#freed = [];
  }

  takeSnapshot(): Uint8Array {
    this.#freed = [];
    return this.#pack(this.groups.keys.liveGroups());
  }

  #pack(changed: Int32Array): Uint8Array {
    const freedCount = this.#freed.reduce((sum, part) => sum + part.count, 0);
    const freedKeys = this.#layout.keyTypes.map((type, c) =>
      concatVectors(
        type,
        this.#freed.map((part): VectorPart => ({ vector: part.keys[c], count: part.count })),
      ),
    );
    const payload = packBlocks([
      { rowCount: freedCount, columns: freedKeys },
      { rowCount: changed.length, columns: this.groups.save(changed) },
    ]);
    this.groups.clearDirty();
    this.#freed = [];
    return payload;
  }

  restore(_kind: "snapshot" | "delta", payload: Uint8Array): void {
    const { rowCount, columns } = unpackColumns(payload);
    if (rowCount !== 2 || columns.length !== 1) throw corruptState(this.name);
    const [freed, changed] = blocksOf(columns[0], this.name).map(unpackColumns);
    const rows = new Int32Array(freed.rowCount);
    for (let i = 0; i < freed.rowCount; i++) rows[i] = i;
    const found = new Int32Array(freed.rowCount);
    this.groups.keys.find(freed.columns, rows, freed.rowCount, found);
    const known = found.filter((group) => group >= 0);
    this.groups.free(known, known.length);
    this.groups.load(changed.rowCount, changed.columns);
  }

  view(): StateView {
    return this.groups.view();
  }

  rowCount(): number {
    return this.groups.keys.liveCount;
  }

  sizeBytes(): number {
    return this.groups.sizeBytes();
  }
}
