// Collects what an operator with timers emits during one batch: parts of rows and, between them, watermark steps.
//
// What a step fires is appended before the step itself, so rows downstream are judged by the watermark that held before
// they came. Steps that meet at one place are one step (the last), but the end of input stands beside the last real
// watermark. In plans with an operator of several inputs each row
// and step carries the arrival position of the row that caused it.
import type { ChangeBatch, WatermarkSteps } from "../../columnar/change-batch.ts";
import { concatVectors, type VectorPart } from "../../columnar/gather.ts";
import type { Vector } from "../../columnar/vector.ts";
import type { SqlType } from "../../common/types.ts";

interface EmittedPart {
  readonly columns: readonly Vector[];
  readonly count: number;
  readonly kinds: Uint8Array | null;
  readonly arrival: number;
}

export class Emission {
  readonly #types: readonly SqlType[];
  readonly #hasArrival: boolean;
  readonly #parts: EmittedPart[] = [];
  readonly #steps: StepList;
  #rowCount = 0;

  constructor(types: readonly SqlType[], hasArrival: boolean) {
    this.#types = types;
    this.#hasArrival = hasArrival;
    this.#steps = new StepList(hasArrival);
  }

  /** `kinds` null: all inserts. */
  append(columns: readonly Vector[], count: number, kinds: Uint8Array | null, arrival: number): void {
    if (count === 0) return;
    this.#parts.push({ columns, count, kinds, arrival });
    this.#rowCount += count;
  }

  step(markMs: number, arrival: number): void {
    this.#steps.push(this.#rowCount, markMs, arrival);
  }

  /** Lets the steps of an input through that stand before index `to`: those that say something downstream. */
  passSteps(input: ChangeBatch, to: number): void {
    const { marks } = input.steps;
    for (let s = this.#hasArrival ? 0 : Math.max(0, to - 2); s < to; s++) this.step(marks[s], stepArrival(input, s));
  }

  finish(): ChangeBatch {
    const rowCount = this.#rowCount;
    const parts = this.#parts;
    const columns = this.#types.map((type, c) =>
      concatVectors(
        type,
        parts.map((part): VectorPart => ({ vector: part.columns[c], count: part.count })),
      ),
    );
    return {
      rowCount,
      columns,
      kinds: parts.every((part) => part.kinds === null) ? null : this.#kinds(rowCount),
      selection: null,
      steps: this.#steps.finish(),
      origin: null,
      arrival: this.#hasArrival ? this.#arrival(rowCount) : null,
    };
  }

  #kinds(rowCount: number): Uint8Array {
    const kinds = new Uint8Array(rowCount);
    let at = 0;
    for (const part of this.#parts) {
      for (let i = 0; part.kinds !== null && i < part.count; i++) kinds[at + i] = part.kinds[i];
      at += part.count;
    }
    return kinds;
  }

  #arrival(rowCount: number): Float64Array {
    const arrival = new Float64Array(rowCount);
    let at = 0;
    for (const part of this.#parts) {
      arrival.fill(part.arrival, at, at + part.count);
      at += part.count;
    }
    return arrival;
  }
}

/** Watermark steps in the making. */
export class StepList {
  #rows = new Int32Array(16);
  #marks = new Float64Array(16);
  #arrivals = new Float64Array(16);
  readonly #hasArrival: boolean;
  #count = 0;

  constructor(hasArrival: boolean) {
    this.#hasArrival = hasArrival;
  }

  /** Rows and marks ascend. */
  push(row: number, markMs: number, arrival: number): void {
    if (this.#count > 0 && this.#rows[this.#count - 1] === row && this.#canJoin(markMs, arrival)) this.#count--;
    if (this.#count === this.#rows.length) this.#grow();
    this.#rows[this.#count] = row;
    this.#marks[this.#count] = markMs;
    this.#arrivals[this.#count++] = arrival;
  }

  /** Steps of different arrival stay apart: between them other inputs may have rows. */
  #canJoin(markMs: number, arrival: number): boolean {
    if (markMs === Number.POSITIVE_INFINITY) return false;
    return !this.#hasArrival || this.#arrivals[this.#count - 1] === arrival;
  }

  finish(): WatermarkSteps {
    const count = this.#count;
    const steps = { rows: this.#rows.subarray(0, count), marks: this.#marks.subarray(0, count), count };
    return this.#hasArrival ? { ...steps, arrivals: this.#arrivals.subarray(0, count) } : steps;
  }

  #grow(): void {
    const size = this.#rows.length * 2;
    const rows = new Int32Array(size);
    rows.set(this.#rows);
    this.#rows = rows;
    const marks = new Float64Array(size);
    marks.set(this.#marks);
    this.#marks = marks;
    const arrivals = new Float64Array(size);
    arrivals.set(this.#arrivals);
    this.#arrivals = arrivals;
  }
}

/** Arrival position of what caused step `s`. */
export function stepArrival(batch: ChangeBatch, s: number): number {
  const { steps, arrival } = batch;
  if (steps.arrivals != null) return steps.arrivals[s];
  const cause = steps.rows[s] - 1;
  if (cause < 0) return -1;
  return arrival === null ? cause : arrival[cause];
}
