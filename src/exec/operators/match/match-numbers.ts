// How many matches each partition has had, for MATCH_NUMBER(): one row per partition, written anew with each match.
import { repeat } from "../../../columnar/gather.ts";
import type { KeyTable } from "../../../columnar/key-table.ts";
import { scalarAt } from "../../../columnar/read.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { BIGINT, type SqlType } from "../../../common/types.ts";
import { RowSlots } from "../../state/rows/row-slots.ts";
import { rowNumbers } from "../live-rows.ts";

export class MatchNumbers {
  readonly table: RowSlots;
  readonly #keyCount: number;
  /** By partition. */
  readonly #slots: number[] = [];
  readonly #counts: number[] = [];

  constructor(keyTypes: readonly SqlType[]) {
    this.#keyCount = keyTypes.length;
    this.table = new RowSlots("numbers", [...keyTypes, BIGINT]);
  }

  restore(keys: KeyTable): void {
    const live = this.table.live();
    if (live.length === 0) return;
    const columns = this.table.read(live, live.length);
    const groups = new Int32Array(live.length);
    keys.lookup(columns.slice(0, this.#keyCount), rowNumbers(live.length), live.length, groups);
    groups.forEach((group, i) => {
      this.#slots[group] = live[i];
      this.#counts[group] = Number(scalarAt(columns[this.#keyCount], BIGINT, i));
    });
  }

  /** The number of the next match of a partition; `key` holds its key columns, one row. */
  next(group: number, key: readonly Vector[]): number {
    const count = (this.#counts[group] ?? 0) + 1;
    const known = this.#slots[group];
    if (known !== undefined) this.table.remove(known);
    this.#counts[group] = count;
    this.#slots[group] = this.table.addOne([...key, repeat(BIGINT, count, 1)], 0, null);
    return count;
  }
}
