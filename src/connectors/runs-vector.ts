// Columns whose value is the same for whole runs of rows: the file or the partition that they came from.
import { createBuilder } from "../columnar/builders.ts";
import type { Scalar } from "../columnar/scalar.ts";
import type { Vector } from "../columnar/vector.ts";
import type { SqlType } from "../common/types.ts";

export interface ValueRun {
  readonly value: Scalar;
  readonly rowCount: number;
}

/** A vector of runs of equal values. Texts share one slice per run. */
export function runsVector(type: SqlType, runs: readonly ValueRun[]): Vector {
  const distinct = createBuilder(type, runs.length);
  for (const run of runs) distinct.append(run.value);
  const values = distinct.finish();
  if (values.rep === "bytes") {
    const rowCount = runs.reduce((sum, run) => sum + run.rowCount, 0);
    const start = new Int32Array(rowCount);
    const end = new Int32Array(rowCount);
    const valid = values.valid === null ? null : new Uint8Array(rowCount);
    let row = 0;
    for (const [i, run] of runs.entries()) {
      start.fill(values.start[i], row, row + run.rowCount);
      end.fill(values.end[i], row, row + run.rowCount);
      valid?.fill(values.valid?.[i] ?? 1, row, row + run.rowCount);
      row += run.rowCount;
    }
    return { rep: "bytes", data: values.data, start, end, valid };
  }
  const builder = createBuilder(type, 64);
  for (const run of runs) for (let i = 0; i < run.rowCount; i++) builder.append(run.value);
  return builder.finish();
}
