// Vector builders: values one by one into typed arrays that grow by doubling.
//
// Exact 64-bit types start as f64 and move to i64 at the first value that is not a safe integer, and to big at the first
// beyond 64 bits; the values before are carried over. Validity is made at the first NULL.
import type { SqlType } from "../common/types.ts";
import { BYTES_MAX, grown, isInt64, tooManyBytes } from "./grow.ts";
import type { Scalar } from "./scalar.ts";
import { storageOf } from "./storage.ts";
import type { Vector } from "./vector.ts";

export interface VectorBuilder {
  readonly length: number;
  /** A value in the form of scalar.ts; null is a NULL. */
  append(value: Scalar): void;
  appendNull(): void;
  /** The vector; the builder must not be used any more. */
  finish(): Vector;
}

const DEFAULT_CAPACITY = 64;

export function createBuilder(type: SqlType, capacity: number = DEFAULT_CAPACITY): VectorBuilder {
  const size = Math.max(1, capacity);
  switch (storageOf(type)) {
    case "bool":
      return new BoolBuilder(size);
    case "i32":
      return new Int32Builder(size);
    case "f64":
      return new Float64Builder(size);
    case "exact":
      return new ExactBuilder(size);
    case "bytes":
      return new BytesBuilder(size);
    case "boxed":
      return new BoxedBuilder();
  }
}

export function vectorOf(type: SqlType, values: readonly Scalar[]): Vector {
  const builder = createBuilder(type, values.length);
  for (const value of values) builder.append(value);
  return builder.finish();
}

/** Validity that exists from the first NULL on. */
class Validity {
  valid: Uint8Array | null = null;

  setNull(row: number): void {
    this.valid ??= new Uint8Array(Math.max(DEFAULT_CAPACITY, row + 1)).fill(1);
    this.reach(row);
    this.valid[row] = 0;
  }

  setValue(row: number): void {
    if (this.valid !== null) this.reach(row);
  }

  private reach(row: number): void {
    const before = this.valid;
    if (before === null || row < before.length) return;
    this.valid = grown(before, row + 1).fill(1, before.length);
  }

  finish(length: number): Uint8Array | null {
    if (this.valid === null) return null;
    if (length > 0) this.reach(length - 1);
    return this.valid;
  }
}

class BoolBuilder implements VectorBuilder {
  length = 0;
  #values: Uint8Array;
  readonly #validity = new Validity();

  constructor(capacity: number) {
    this.#values = new Uint8Array(capacity);
  }

  append(value: Scalar): void {
    if (value === null) {
      this.appendNull();
      return;
    }
    this.#values = grown(this.#values, this.length + 1);
    this.#values[this.length] = value === true ? 1 : 0;
    this.#validity.setValue(this.length++);
  }

  appendNull(): void {
    this.#values = grown(this.#values, this.length + 1);
    this.#validity.setNull(this.length++);
  }

  finish(): Vector {
    return { rep: "bool", values: this.#values, valid: this.#validity.finish(this.length) };
  }
}

class Int32Builder implements VectorBuilder {
  length = 0;
  #values: Int32Array;
  readonly #validity = new Validity();

  constructor(capacity: number) {
    this.#values = new Int32Array(capacity);
  }

  append(value: Scalar): void {
    if (value === null) {
      this.appendNull();
      return;
    }
    this.#values = grown(this.#values, this.length + 1);
    this.#values[this.length] = value as number;
    this.#validity.setValue(this.length++);
  }

  appendNull(): void {
    this.#values = grown(this.#values, this.length + 1);
    this.#validity.setNull(this.length++);
  }

  finish(): Vector {
    return { rep: "i32", values: this.#values, valid: this.#validity.finish(this.length) };
  }
}

class Float64Builder implements VectorBuilder {
  length = 0;
  #values: Float64Array;
  readonly #validity = new Validity();

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
  }

  append(value: Scalar): void {
    if (value === null) {
      this.appendNull();
      return;
    }
    this.#values = grown(this.#values, this.length + 1);
    this.#values[this.length] = value as number;
    this.#validity.setValue(this.length++);
  }

  appendNull(): void {
    this.#values = grown(this.#values, this.length + 1);
    this.#validity.setNull(this.length++);
  }

  finish(): Vector {
    return { rep: "f64", values: this.#values, valid: this.#validity.finish(this.length) };
  }
}

class ExactBuilder implements VectorBuilder {
  length = 0;
  #safe: Float64Array | null;
  #wide: BigInt64Array | null = null;
  #big: bigint[] | null = null;
  readonly #validity = new Validity();

  constructor(capacity: number) {
    this.#safe = new Float64Array(capacity);
  }

  append(value: Scalar): void {
    if (value === null) {
      this.appendNull();
      return;
    }
    if (typeof value === "bigint") this.#appendBig(value);
    else this.#appendNumber(value as number);
    this.#validity.setValue(this.length++);
  }

  appendNull(): void {
    this.#appendNumber(0);
    this.#validity.setNull(this.length++);
  }

  finish(): Vector {
    const valid = this.#validity.finish(this.length);
    if (this.#safe !== null) return { rep: "f64", values: this.#safe, valid };
    if (this.#wide !== null) return { rep: "i64", values: this.#wide, valid };
    return { rep: "big", values: this.#big ?? [], valid };
  }

  #appendNumber(value: number): void {
    if (this.#safe !== null) {
      this.#safe = grown(this.#safe, this.length + 1);
      this.#safe[this.length] = value;
    } else {
      this.#appendBig(BigInt(value));
    }
  }

  #appendBig(value: bigint): void {
    if (this.#safe !== null) {
      if (value >= -9007199254740991n && value <= 9007199254740991n) {
        this.#appendNumber(Number(value));
        return;
      }
      this.#wide = new BigInt64Array(this.#safe.length);
      for (let i = 0; i < this.length; i++) this.#wide[i] = BigInt(this.#safe[i]);
      this.#safe = null;
    }
    if (this.#wide !== null) {
      if (isInt64(value)) {
        this.#wide = grown(this.#wide, this.length + 1);
        this.#wide[this.length] = value;
        return;
      }
      this.#big = Array.from(this.#wide.subarray(0, this.length));
      this.#wide = null;
    }
    (this.#big ??= []).push(value);
  }
}

class BytesBuilder implements VectorBuilder {
  length = 0;
  #data: Uint8Array;
  #dataLength = 0;
  #start: Int32Array;
  #end: Int32Array;
  readonly #validity = new Validity();
  readonly #encoder = new TextEncoder();

  constructor(capacity: number) {
    this.#data = new Uint8Array(Math.max(DEFAULT_CAPACITY, capacity * 8));
    this.#start = new Int32Array(capacity);
    this.#end = new Int32Array(capacity);
  }

  append(value: Scalar): void {
    if (value === null) {
      this.appendNull();
      return;
    }
    const from = this.#dataLength;
    if (typeof value === "string") {
      this.#reserve(value.length * 3);
      this.#dataLength += this.#encoder.encodeInto(value, this.#data.subarray(from)).written;
    } else {
      const bytes = value as Uint8Array;
      this.#reserve(bytes.length);
      this.#data.set(bytes, from);
      this.#dataLength += bytes.length;
    }
    this.#place(from, this.#dataLength);
    this.#validity.setValue(this.length++);
  }

  appendNull(): void {
    this.#place(0, 0);
    this.#validity.setNull(this.length++);
  }

  finish(): Vector {
    const valid = this.#validity.finish(this.length);
    return { rep: "bytes", data: this.#data, start: this.#start, end: this.#end, valid };
  }

  #place(from: number, to: number): void {
    this.#start = grown(this.#start, this.length + 1);
    this.#end = grown(this.#end, this.length + 1);
    this.#start[this.length] = from;
    this.#end[this.length] = to;
  }

  #reserve(byteCount: number): void {
    const needed = this.#dataLength + byteCount;
    if (needed <= this.#data.length) return;
    if (needed > BYTES_MAX) throw tooManyBytes();
    const next = new Uint8Array(Math.min(BYTES_MAX, Math.max(needed, this.#data.length * 2)));
    next.set(this.#data.subarray(0, this.#dataLength));
    this.#data = next;
  }
}

class BoxedBuilder implements VectorBuilder {
  readonly #values: Scalar[] = [];
  readonly #validity = new Validity();

  get length(): number {
    return this.#values.length;
  }

  append(value: Scalar): void {
    if (value === null) {
      this.appendNull();
      return;
    }
    this.#values.push(value);
    this.#validity.setValue(this.#values.length - 1);
  }

  appendNull(): void {
    this.#values.push(null);
    this.#validity.setNull(this.#values.length - 1);
  }

  finish(): Vector {
    return { rep: "boxed", values: this.#values, valid: this.#validity.finish(this.#values.length) };
  }
}
