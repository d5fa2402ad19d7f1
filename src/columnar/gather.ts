// Moving rows between vectors: gather by row number, concatenate, repeat, and compaction of a batch's selection.
import { invariant } from "../common/invariant.ts";
import type { SqlType } from "../common/types.ts";
import { createBuilder } from "./builders.ts";
import type { ChangeBatch, OriginRun, RowOrigin, WatermarkSteps } from "./change-batch.ts";
import { BYTES_MAX, isInt64, tooManyBytes } from "./grow.ts";
import type { LentArrays } from "./lent-arrays.ts";
import type { Scalar } from "./scalar.ts";
import { storageOf } from "./storage.ts";
import type { BytesVector, Vector } from "./vector.ts";

/** Rows `rows[0 .. count)` of a vector, in that order. Bytes are shared, not copied. `lent`: the vector is of use for this batch only. */
export function gather(vector: Vector, rows: Int32Array, count: number, lent: LentArrays | null = null): Vector {
  const valid = gatherValid(vector.valid, rows, count, lent);
  switch (vector.rep) {
    case "bool": {
      const values = lent?.uint8(count) ?? new Uint8Array(count);
      for (let i = 0; i < count; i++) values[i] = vector.values[rows[i]];
      return { rep: "bool", values, valid };
    }
    case "i32":
      return { rep: "i32", values: gatherInt32(vector.values, rows, count, lent), valid };
    case "f64": {
      const from = vector.values;
      const values = lent?.float64(count) ?? new Float64Array(count);
      for (let i = 0; i < count; i++) values[i] = from[rows[i]];
      return { rep: "f64", values, valid };
    }
    case "i64": {
      const values = new BigInt64Array(count);
      for (let i = 0; i < count; i++) values[i] = vector.values[rows[i]];
      return { rep: "i64", values, valid };
    }
    case "big": {
      const values: bigint[] = [];
      for (let i = 0; i < count; i++) values.push(vector.values[rows[i]]);
      return { rep: "big", values, valid };
    }
    case "bytes": {
      const start = gatherInt32(vector.start, rows, count, lent);
      const end = gatherInt32(vector.end, rows, count, lent);
      return { rep: "bytes", data: vector.data, start, end, valid };
    }
    case "boxed": {
      const values: unknown[] = [];
      for (let i = 0; i < count; i++) values.push(vector.values[rows[i]]);
      return { rep: "boxed", values, valid };
    }
  }
}

function gatherInt32(from: Int32Array, rows: Int32Array, count: number, lent: LentArrays | null): Int32Array {
  const values = lent?.int32(count) ?? new Int32Array(count);
  for (let i = 0; i < count; i++) values[i] = from[rows[i]];
  return values;
}

function gatherValid(
  from: Uint8Array | null,
  rows: Int32Array,
  count: number,
  lent: LentArrays | null,
): Uint8Array | null {
  if (from === null) return null;
  const valid = lent?.uint8(count) ?? new Uint8Array(count);
  let all = 1;
  for (let i = 0; i < count; i++) all &= valid[i] = from[rows[i]];
  return all === 1 ? null : valid;
}

export interface VectorPart {
  readonly vector: Vector;
  /** The part's rows are [0, count). */
  readonly count: number;
}

/** The rows of all parts one after the other; parts of an exact type may differ in rep. */
export function concatVectors(type: SqlType, parts: readonly VectorPart[]): Vector {
  const filled = parts.filter((part) => part.count > 0);
  if (filled.length === 1) return filled[0].vector;
  const total = filled.reduce((sum, part) => sum + part.count, 0);
  const valid = concatValid(filled, total);
  switch (storageOf(type)) {
    case "bool":
      return { rep: "bool", values: concatArrays(filled, new Uint8Array(total)), valid };
    case "i32":
      return { rep: "i32", values: concatArrays(filled, new Int32Array(total)), valid };
    case "f64":
      return { rep: "f64", values: concatArrays(filled, new Float64Array(total)), valid };
    case "exact":
      return concatExact(filled, total, valid);
    case "bytes":
      return concatBytes(filled, total, valid);
    case "boxed":
      return {
        rep: "boxed",
        values: filled.flatMap(({ vector, count }) => (vector.rep === "boxed" ? vector.values.slice(0, count) : [])),
        valid,
      };
  }
}

function concatValid(parts: readonly VectorPart[], total: number): Uint8Array | null {
  if (parts.every((part) => part.vector.valid === null)) return null;
  const valid = new Uint8Array(total).fill(1);
  let at = 0;
  for (const { vector, count } of parts) {
    if (vector.valid !== null) valid.set(vector.valid.subarray(0, count), at);
    at += count;
  }
  return valid;
}

/** Below this a loop is cheaper than a view and a block copy. */
const SHORT_PART = 32;

function concatArrays<T extends Uint8Array | Int32Array | Float64Array>(parts: readonly VectorPart[], values: T): T {
  let at = 0;
  for (const { vector, count } of parts) {
    const from = (vector as unknown as { readonly values: T }).values;
    if (count < SHORT_PART) for (let i = 0; i < count; i++) values[at + i] = from[i];
    else values.set(from.subarray(0, count), at);
    at += count;
  }
  return values;
}

function concatExact(parts: readonly VectorPart[], total: number, valid: Uint8Array | null): Vector {
  if (parts.every((part) => part.vector.rep === "f64")) {
    return { rep: "f64", values: concatArrays(parts, new Float64Array(total)), valid };
  }
  if (parts.every((part) => part.vector.rep !== "big")) {
    const values = new BigInt64Array(total);
    let at = 0;
    for (const { vector, count } of parts) {
      if (vector.rep === "i64") values.set(vector.values.subarray(0, count), at);
      else if (vector.rep === "f64") for (let i = 0; i < count; i++) values[at + i] = BigInt(vector.values[i]);
      at += count;
    }
    return { rep: "i64", values, valid };
  }
  const values: bigint[] = [];
  for (const { vector, count } of parts) {
    invariant(vector.rep === "f64" || vector.rep === "i64" || vector.rep === "big", "exact vector expected");
    for (let i = 0; i < count; i++) values.push(BigInt(vector.values[i]));
  }
  return { rep: "big", values, valid };
}

function concatBytes(parts: readonly VectorPart[], total: number, valid: Uint8Array | null): Vector {
  const vectors = parts.map((part) => part.vector as BytesVector);
  const start = new Int32Array(total);
  const end = new Int32Array(total);
  const isShared = vectors.every((vector) => vector.data === vectors[0].data);
  const data = isShared ? (vectors[0]?.data ?? new Uint8Array(0)) : new Uint8Array(byteCount(parts));
  let row = 0;
  let at = 0;
  for (let k = 0; k < parts.length; k++) {
    const { count } = parts[k];
    const from = vectors[k];
    for (let i = 0; i < count; i++, row++) {
      const s = from.start[i];
      const e = from.end[i];
      if (isShared) {
        start[row] = s;
        end[row] = e;
        continue;
      }
      start[row] = at;
      if (e - s < 32) for (let b = s; b < e; b++) data[at++] = from.data[b];
      else {
        data.set(from.data.subarray(s, e), at);
        at += e - s;
      }
      end[row] = at;
    }
  }
  return { rep: "bytes", data, start, end, valid };
}

function byteCount(parts: readonly VectorPart[]): number {
  let sum = 0;
  for (const { vector, count } of parts) {
    const { start, end } = vector as BytesVector;
    for (let i = 0; i < count; i++) sum += end[i] - start[i];
  }
  if (sum > BYTES_MAX) throw tooManyBytes();
  return sum;
}

/** `count` times the same value. */
export function repeat(type: SqlType, value: Scalar, count: number): Vector {
  const valid = value === null ? new Uint8Array(count) : null;
  switch (storageOf(type)) {
    case "bool":
      return { rep: "bool", values: new Uint8Array(count).fill(value === true ? 1 : 0), valid };
    case "i32":
      return { rep: "i32", values: new Int32Array(count).fill((value ?? 0) as number), valid };
    case "f64":
      return { rep: "f64", values: new Float64Array(count).fill((value ?? 0) as number), valid };
    case "exact":
      if (typeof value !== "bigint") {
        return { rep: "f64", values: new Float64Array(count).fill((value ?? 0) as number), valid };
      }
      if (isInt64(value)) return { rep: "i64", values: new BigInt64Array(count).fill(value), valid };
      return { rep: "big", values: new Array<bigint>(count).fill(value), valid };
    case "bytes": {
      const builder = createBuilder(type, 1);
      builder.append(value);
      const { data, end } = builder.finish() as BytesVector;
      return { rep: "bytes", data, start: new Int32Array(count), end: new Int32Array(count).fill(end[0]), valid };
    }
    case "boxed":
      return { rep: "boxed", values: new Array<Scalar>(count).fill(value), valid };
  }
}

/** The batch with its selection applied: live rows only, steps, origin and arrival renumbered. */
export function compact(batch: ChangeBatch): ChangeBatch {
  const { selection, kinds } = batch;
  if (selection === null) return batch;
  const count = selection.length;
  return {
    rowCount: count,
    columns: batch.columns.map((column) => gather(column, selection, count)),
    kinds: kinds === null ? null : gatherKinds(kinds, selection),
    selection: null,
    steps: remapSteps(batch.steps, selection),
    origin: batch.origin === null ? null : remapOrigin(batch.origin, selection),
    arrival: remapArrival(batch.arrival, selection),
  };
}

function gatherKinds(kinds: Uint8Array, rows: Int32Array): Uint8Array {
  const gathered = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) gathered[i] = kinds[rows[i]];
  return gathered;
}

/** A step keeps its place among the live rows; of several that meet at one place the last stays. */
function remapSteps(steps: WatermarkSteps, selection: Int32Array): WatermarkSteps {
  const rows = new Int32Array(steps.count);
  const marks = new Float64Array(steps.count);
  const arrivals = steps.arrivals == null ? null : new Float64Array(steps.count);
  let count = 0;
  let live = 0;
  for (let s = 0; s < steps.count; s++) {
    while (live < selection.length && selection[live] < steps.rows[s]) live++;
    if (count > 0 && rows[count - 1] === live) count--;
    rows[count] = live;
    if (arrivals !== null && steps.arrivals != null) arrivals[count] = steps.arrivals[s];
    marks[count++] = steps.marks[s];
  }
  return arrivals === null ? { rows, marks, count } : { rows, marks, count, arrivals };
}

function remapOrigin(origin: RowOrigin, selection: Int32Array): RowOrigin {
  const offsets = new Float64Array(selection.length);
  const runs: OriginRun[] = [];
  let run = 0;
  let lastRun = -1;
  for (let i = 0; i < selection.length; i++) {
    const row = selection[i];
    offsets[i] = origin.offsets[row];
    while (run + 1 < origin.runs.length && origin.runs[run + 1].firstRow <= row) run++;
    if (run !== lastRun && run < origin.runs.length) {
      runs.push({ ...origin.runs[run], firstRow: i });
      lastRun = run;
    }
  }
  return { table: origin.table, runs, offsets };
}

function remapArrival(arrival: Float64Array | null, selection: Int32Array): Float64Array | null {
  if (arrival === null) return null;
  const remapped = new Float64Array(selection.length);
  for (let i = 0; i < selection.length; i++) remapped[i] = arrival[selection[i]];
  return remapped;
}
