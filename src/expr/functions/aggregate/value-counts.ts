// A multiset of values of one type: distinct values with their counts, in order of first arrival. Values that are one key
// (NaN is NaN, -0 is 0) are one entry. A count may be negative for a while, when a removal comes before its addition
// within one batch; such an entry is not there.
import { compareScalars, keyText } from "../../../columnar/compare.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import type { SqlType } from "../../../common/types.ts";

export interface CountedValue {
  readonly value: Scalar;
  count: number;
}

type Key = number | bigint | string | boolean;

export class ValueCounts {
  readonly #entries = new Map<Key, CountedValue>();

  /** The entry after the change; gone from the multiset when its count is 0. */
  add(value: Scalar, count: number): CountedValue {
    const key = keyOf(value);
    const known = this.#entries.get(key);
    if (known === undefined) {
      const entry = { value, count };
      this.#entries.set(key, entry);
      return entry;
    }
    known.count += count;
    if (known.count === 0) this.#entries.delete(key);
    return known;
  }

  addAll(other: ValueCounts): void {
    for (const { value, count } of other.#entries.values()) this.add(value, count);
  }

  get distinctCount(): number {
    return this.#entries.size;
  }

  /** Values that are there, in order of first arrival. */
  entries(): CountedValue[] {
    return [...this.#entries.values()].filter((entry) => entry.count > 0);
  }

  /** Entries whose count is not 0, those that wait for their addition included. */
  all(): CountedValue[] {
    return [...this.#entries.values()];
  }

  sorted(type: SqlType): CountedValue[] {
    return this.entries().sort((a, b) => compareScalars(a.value, b.value, type));
  }

  /** [value, count, value, count, ...] */
  save(): Scalar {
    return [...this.#entries.values()].flatMap((entry) => [entry.value, entry.count]);
  }

  static load(saved: Scalar): ValueCounts {
    const list = saved as readonly Scalar[];
    const counts = new ValueCounts();
    for (let i = 0; i + 1 < list.length; i += 2) counts.add(list[i], list[i + 1] as number);
    return counts;
  }
}

function keyOf(value: Scalar): Key {
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return value;
  if (typeof value === "string") return value;
  return keyText(value);
}
