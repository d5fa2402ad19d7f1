// Event times of a batch in milliseconds, whatever the precision of the column.
import type { Vector } from "../../columnar/vector.ts";
import { invariant } from "../../common/invariant.ts";
import type { SqlType } from "../../common/types.ts";

/** Counts of `type` per millisecond as a power of ten: 0 for precision 3, -3 for 0. */
function precisionOf(type: SqlType): number {
  invariant(type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ", "a time attribute is a timestamp");
  return type.precision;
}

/** Milliseconds of every row, rounded down; 0 where NULL. Precision 3 is handed on without a copy. */
export function timesMs(vector: Vector, type: SqlType, rowCount: number): Float64Array {
  const precision = precisionOf(type);
  if (vector.rep === "f64" && precision === 3) return vector.values;
  const times = new Float64Array(rowCount);
  if (vector.rep === "f64") {
    const { values } = vector;
    if (precision < 3) {
      const factor = 10 ** (3 - precision);
      for (let i = 0; i < rowCount; i++) times[i] = values[i] * factor;
    } else {
      const divisor = 10 ** (precision - 3);
      for (let i = 0; i < rowCount; i++) times[i] = Math.floor(values[i] / divisor);
    }
    return times;
  }
  invariant(vector.rep === "i64" || vector.rep === "big", "timestamps are exact integers");
  for (let i = 0; i < rowCount; i++) times[i] = floorToMs(vector.values[i], precision);
  return times;
}

function floorToMs(value: bigint, precision: number): number {
  if (precision <= 3) return Number(value * 10n ** BigInt(3 - precision));
  const divisor = 10n ** BigInt(precision - 3);
  const quotient = value / divisor;
  return Number(value % divisor < 0n ? quotient - 1n : quotient);
}

/** Milliseconds as a value of a timestamp type of precision <= 3 (exact for whole units) or above. */
export function fromMs(ms: number, type: SqlType): number | bigint {
  const precision = precisionOf(type);
  if (precision <= 3) return Math.floor(ms / 10 ** (3 - precision));
  const value = ms * 10 ** (precision - 3);
  return Number.isSafeInteger(value) ? value : BigInt(ms) * 10n ** BigInt(precision - 3);
}
