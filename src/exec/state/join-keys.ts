// Keys of a join, numbered for both sides in order of first arrival. Not stored: rebuilt from the rows of the sides.
import { KeyTable } from "../../columnar/key-table.ts";
import type { Vector } from "../../columnar/vector.ts";
import type { SqlType } from "../../common/types.ts";

const COMPACT_MIN = 1024;

export class JoinKeys {
  readonly #table: KeyTable;
  readonly #nullSafe: readonly boolean[];

  constructor(types: readonly SqlType[], nullSafe: readonly boolean[]) {
    this.#table = new KeyTable(types);
    this.#nullSafe = nullSafe;
  }

  get count(): number {
    return this.#table.groupCount;
  }

  /** out[i]: the key of rows[i]; -1 where a NULL matches nothing. */
  lookup(columns: readonly Vector[], rows: Int32Array, out: Int32Array): void {
    const strict = columns.filter((column, c) => !this.#nullSafe[c] && column.valid !== null);
    if (strict.length === 0) {
      this.#table.lookup(columns, rows, rows.length, out);
      return;
    }
    const known = new Int32Array(rows.length);
    const places = new Int32Array(rows.length);
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      out[i] = -1;
      if (strict.some((column) => column.valid?.[rows[i]] === 0)) continue;
      places[count] = i;
      known[count++] = rows[i];
    }
    const keys = new Int32Array(count);
    this.#table.lookup(columns, known, count, keys);
    for (let k = 0; k < count; k++) out[places[k]] = keys[k];
  }

  /** True when `tidy` would look at the keys. */
  get isTidyDue(): boolean {
    return this.#table.groupCount >= this.#tidyFrom;
  }

  /** Forgets the keys that `isHeld` denies, when they are most; old key -> new key, or null when nothing changed. */
  tidy(isHeld: (key: number) => boolean): Int32Array | null {
    const all = this.#table.groupCount;
    if (all < this.#tidyFrom) return null;
    const unused = Int32Array.from({ length: all }, (_, key) => key).filter((key) => !isHeld(key));
    this.#tidyFrom = Math.max(COMPACT_MIN, (all - unused.length) * 2);
    if (unused.length * 2 < all) {
      this.#tidyFrom = all * 2;
      return null;
    }
    this.#table.free(unused, unused.length);
    return this.#table.compactNow();
  }

  #tidyFrom = COMPACT_MIN;
}
