// Where generated code writes its results: one output per computed expression, of the input's row count; only selected
// rows are written. `finish` turns it into a vector: validity goes when no NULL was written, exact integers of the
// bigint variant come out as f64 when all are safe.
import { createTextOutput, type TextOutput } from "./text-output.ts";
import { isBinary, isExactInteger64, isString, type SqlType } from "../common/types.ts";
import type { Vector } from "../columnar/vector.ts";

export interface Output {
  readonly values: Uint8Array | Int32Array | Float64Array | unknown[] | TextOutput;
  readonly valid: Uint8Array | null;
}

export type OutputRep = "bool" | "i32" | "f64" | "bigints" | "text" | "binary" | "boxed";

export function outputRep(type: SqlType, isBig: boolean): OutputRep {
  if (type.kind === "BOOLEAN") return "bool";
  if (isString(type)) return "text";
  if (isBinary(type)) return "binary";
  if (isExactInteger64(type)) return isBig ? "bigints" : "f64";
  switch (type.kind) {
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "DATE":
    case "TIME":
      return "i32";
    case "FLOAT":
    case "DOUBLE":
      return "f64";
    default:
      return "boxed";
  }
}

/** `liveCount` rows of `rowCount` will be written. */
export function createOutput(rep: OutputRep, rowCount: number, liveCount: number, isNullable: boolean): Output {
  const valid = isNullable ? new Uint8Array(rowCount) : null;
  switch (rep) {
    case "bool":
      return { values: new Uint8Array(rowCount), valid };
    case "i32":
      return { values: new Int32Array(rowCount), valid };
    case "f64":
      return { values: new Float64Array(rowCount), valid };
    case "bigints":
      return { values: new Array(rowCount).fill(0n), valid };
    case "text":
    case "binary":
      return { values: createTextOutput(rowCount, liveCount), valid };
    case "boxed":
      return { values: new Array(rowCount).fill(null), valid };
  }
}

export function finishOutput(output: Output, rep: OutputRep, hasNulls: boolean): Vector {
  const valid = hasNulls ? output.valid : null;
  switch (rep) {
    case "bool":
      return { rep, values: output.values as Uint8Array, valid };
    case "i32":
      return { rep, values: output.values as Int32Array, valid };
    case "f64":
      return { rep, values: output.values as Float64Array, valid };
    case "bigints":
      return exactVector(output.values as bigint[], valid);
    case "text":
    case "binary": {
      const { data, start, end } = output.values as TextOutput;
      return { rep: "bytes", data, start, end, valid };
    }
    case "boxed":
      return { rep, values: output.values as unknown[], valid };
  }
}

function exactVector(values: bigint[], valid: Uint8Array | null): Vector {
  let isSafe = true;
  let isLong = true;
  for (const value of values) {
    if (value >= -9007199254740991n && value <= 9007199254740991n) continue;
    isSafe = false;
    if (BigInt.asIntN(64, value) !== value) isLong = false;
  }
  if (isSafe) return { rep: "f64", values: Float64Array.from(values, Number), valid };
  if (isLong) return { rep: "i64", values: BigInt64Array.from(values), valid };
  return { rep: "big", values, valid };
}
