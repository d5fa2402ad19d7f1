// GROUPING SETS: each row once per set, sets in order, with copies of the key columns that are NULL in the sets without them
// and the number of the set. The aggregate above groups by the copies and that number, so a NULL that a row has and the
// NULL of an absent key are different groups.
// State: none. Source: Flink's expand.
import type { ChangeBatch } from "../../columnar/change-batch.ts";
import { gather } from "../../columnar/gather.ts";
import type { Vector } from "../../columnar/vector.ts";
import type { PhysicalExpand } from "../../planner/physical.ts";
import type { Operator } from "../operator.ts";
import type { StateTable } from "../state/state-table.ts";
import { liveRows } from "./live-rows.ts";
import { gatherNumbers, repeatedOrigin, repeatedSteps } from "./repeated-rows.ts";

export class ExpandOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[] = [];
  readonly #keys: readonly number[];
  readonly #sets: readonly number[];

  constructor(node: PhysicalExpand) {
    this.id = node.id;
    this.#keys = node.keys;
    this.#sets = node.sets;
  }

  processBatch([input]: readonly ChangeBatch[]): ChangeBatch {
    const live = liveRows(input);
    const setCount = this.#sets.length;
    const count = live.length * setCount;
    const rows = new Int32Array(count);
    for (let i = 0; i < live.length; i++) rows.fill(live[i], i * setCount, (i + 1) * setCount);
    const keys = this.#keys.map((key, k) => this.#keyIn(gather(input.columns[key], rows, count), k, count));
    return {
      rowCount: count,
      columns: [...input.columns.map((column) => gather(column, rows, count)), ...keys, this.#setNumbers(count)],
      kinds: input.kinds === null ? null : kindsOf(input.kinds, rows),
      selection: null,
      steps: repeatedSteps(input.steps, rows, count),
      origin: input.origin === null ? null : repeatedOrigin(input.origin, rows, count),
      arrival: input.arrival === null ? null : gatherNumbers(input.arrival, rows, count),
    };
  }

  /** The copy of key k: NULL in the sets without it. */
  #keyIn(copy: Vector, k: number, count: number): Vector {
    const place = 2 ** (this.#keys.length - 1 - k);
    const absent = this.#sets.map((set) => Math.floor(set / place) % 2 === 1);
    if (!absent.includes(true)) return copy;
    const valid = new Uint8Array(count).fill(1);
    if (copy.valid !== null) valid.set(copy.valid.subarray(0, count));
    for (let s = 0; s < absent.length; s++) {
      if (absent[s]) for (let i = s; i < count; i += absent.length) valid[i] = 0;
    }
    return { ...copy, valid };
  }

  #setNumbers(count: number): Vector {
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = this.#sets[i % this.#sets.length];
    return { rep: "f64", values, valid: null };
  }
}

function kindsOf(kinds: Uint8Array, rows: Int32Array): Uint8Array {
  const repeated = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) repeated[i] = kinds[rows[i]];
  return repeated;
}
