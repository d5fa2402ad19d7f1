// One value of any type per group, copied out of vectors: what MIN, MAX, FIRST_VALUE, ARG_MIN and the like keep.
//
// Numbers lie in a Float64Array; an exact value beyond 2^53 is NaN there and a bigint in a map. Texts, bytes and boxed
// values are copies in a list. `states` says whether a group has nothing, a value or a NULL.
import { createBuilder } from "../../../columnar/builders.ts";
import { grown } from "../../../columnar/grow.ts";
import { compareBytes, compareNumbers, compareScalars } from "../../../columnar/compare.ts";
import { exact, type Scalar } from "../../../columnar/scalar.ts";
import { scalarAt } from "../../../columnar/read.ts";
import { type Storage, storageOf } from "../../../columnar/storage.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { isString, type SqlType } from "../../../common/types.ts";

export const EMPTY = 0;
export const HAS_VALUE = 1;
export const HAS_NULL = 2;

export class ValueSlots {
  readonly type: SqlType;
  states: Uint8Array = new Uint8Array(0);
  numbers: Float64Array = new Float64Array(0);
  readonly #storage: Storage;
  readonly #wide = new Map<number, bigint>();
  readonly #others: (Scalar | undefined)[] = [];

  constructor(type: SqlType) {
    this.type = type;
    this.#storage = storageOf(type);
  }

  resize(groupCount: number): void {
    this.states = grown(this.states, groupCount);
    if (this.#isNumber()) this.numbers = grown(this.numbers, groupCount);
  }

  /** True when every stored value lies in `numbers`. */
  isPlain(): boolean {
    return this.#isNumber() && this.#wide.size === 0;
  }

  #isNumber(): boolean {
    return this.#storage !== "bytes" && this.#storage !== "boxed";
  }

  /** Stores the value of a row, NULL included. */
  set(group: number, vector: Vector, row: number): void {
    if (vector.valid !== null && vector.valid[row] === 0) {
      this.setScalar(group, null);
      return;
    }
    switch (vector.rep) {
      case "bool":
      case "i32":
      case "f64":
        this.states[group] = HAS_VALUE;
        this.numbers[group] = vector.values[row];
        if (this.#wide.size > 0) this.#wide.delete(group);
        return;
      case "bytes":
        // Kept as bytes, texts too: they are compared as bytes and made a string only when asked for.
        this.states[group] = HAS_VALUE;
        this.#others[group] = vector.data.slice(vector.start[row], vector.end[row]);
        return;
      case "i64":
      case "big":
        this.setScalar(group, exact(vector.values[row]));
        return;
      case "boxed":
        this.setScalar(group, vector.values[row] as Scalar);
    }
  }

  setScalar(group: number, value: Scalar): void {
    this.clear(group);
    if (value === null) this.states[group] = HAS_NULL;
    else {
      this.states[group] = HAS_VALUE;
      if (typeof value === "bigint") {
        this.numbers[group] = Number.NaN;
        this.#wide.set(group, value);
      } else if (typeof value === "string") this.#others[group] = new TextEncoder().encode(value);
      else if (this.#isNumber()) this.numbers[group] = Number(value);
      else this.#others[group] = value;
    }
  }

  clear(group: number): void {
    this.states[group] = EMPTY;
    if (this.#isNumber()) this.numbers[group] = 0;
    else this.#others[group] = undefined;
    if (this.#wide.size > 0) this.#wide.delete(group);
  }

  /** Takes over the slot of another group. */
  copy(group: number, other: ValueSlots, otherGroup: number): void {
    this.clear(group);
    this.states[group] = other.states[otherGroup];
    if (other.states[otherGroup] !== HAS_VALUE) return;
    if (!this.#isNumber()) {
      this.#others[group] = other.#others[otherGroup];
      return;
    }
    this.numbers[group] = other.numbers[otherGroup];
    const wide = other.#wide.get(otherGroup);
    if (wide !== undefined) this.#wide.set(group, wide);
  }

  /** Order of the stored value and a row's; both must be values. */
  compareToRow(group: number, vector: Vector, row: number): number {
    if (vector.rep === "bytes") {
      const stored = this.#others[group] as Uint8Array;
      return compareBytes(stored, 0, stored.length, vector.data, vector.start[row], vector.end[row]);
    }
    if (vector.rep === "boxed")
      return compareScalars(this.#others[group] as Scalar, vector.values[row] as Scalar, this.type);
    return compareExact(this.#wide.get(group) ?? this.numbers[group], vector.values[row]);
  }

  compareTo(group: number, other: ValueSlots, otherGroup: number): number {
    if (this.#isNumber()) {
      const a = this.#wide.get(group) ?? this.numbers[group];
      return compareExact(a, other.#wide.get(otherGroup) ?? other.numbers[otherGroup]);
    }
    const a = this.#others[group] as Scalar;
    const b = other.#others[otherGroup] as Scalar;
    if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, 0, a.length, b, 0, b.length);
    return compareScalars(a, b, this.type);
  }

  scalar(group: number): Scalar {
    if (this.states[group] !== HAS_VALUE) return null;
    if (this.#isNumber()) {
      const value = this.#wide.get(group) ?? this.numbers[group];
      return this.#storage === "bool" ? value === 1 : value;
    }
    const value = this.#others[group] as Scalar;
    return value instanceof Uint8Array && isString(this.type) ? Buffer.from(value).toString("utf8") : value;
  }

  /** Values of groups; NULL where there is none. */
  vector(groups: Int32Array, count: number): Vector {
    if (this.isPlain()) return this.#numberVector(groups, count);
    const builder = createBuilder(this.type, count);
    for (let i = 0; i < count; i++) {
      const value = this.states[groups[i]] === HAS_VALUE ? (this.#others[groups[i]] ?? this.scalar(groups[i])) : null;
      builder.append(value);
    }
    return builder.finish();
  }

  #numberVector(groups: Int32Array, count: number): Vector {
    const values =
      this.#storage === "bool"
        ? new Uint8Array(count)
        : this.#storage === "i32"
          ? new Int32Array(count)
          : new Float64Array(count);
    let valid: Uint8Array | null = null;
    for (let i = 0; i < count; i++) {
      if (this.states[groups[i]] === HAS_VALUE) values[i] = this.numbers[groups[i]];
      else (valid ??= new Uint8Array(count).fill(1))[i] = 0;
    }
    if (values instanceof Uint8Array) return { rep: "bool", values, valid };
    return values instanceof Int32Array ? { rep: "i32", values, valid } : { rep: "f64", values, valid };
  }

  /** Two vectors: values, and which of EMPTY, HAS_VALUE, HAS_NULL a group has. */
  save(groups: Int32Array, count: number): readonly Vector[] {
    const states = new Int32Array(count);
    for (let i = 0; i < count; i++) states[i] = this.states[groups[i]];
    return [this.vector(groups, count), { rep: "i32", values: states, valid: null }];
  }

  load(groups: Int32Array, count: number, [values, states]: readonly Vector[]): void {
    const has = (states as { readonly values: Int32Array }).values;
    for (let i = 0; i < count; i++) {
      if (has[i] === EMPTY) this.clear(groups[i]);
      else this.setScalar(groups[i], scalarAt(values, this.type, i));
    }
  }
}

function compareExact(a: number | bigint, b: number | bigint): number {
  if (typeof a === "number" && typeof b === "number") return compareNumbers(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}
