/** SUM keeps the argument's type (DECIMAL grows to 38 digits), as in Flink; a sum that does not fit is an error. */
import type { Vector } from "../../../columnar/vector.ts";
import { MillraceError } from "../../../common/errors.ts";
import { isApproximate, isExactInteger64, isNumeric, type SqlType } from "../../../common/types.ts";
import type { AggregateRows, AggregateState } from "../../aggregate-function.ts";
import { decimalText, pow10 } from "../../decimal.ts";
import type { AggregateCall } from "../../expr.ts";
import { aggregate, bindOne, plainText, RowProblem } from "./define.ts";
import { ExactSums, NO_LIMITS, type SumLimits } from "./exact-sums.ts";
import { FloatSums } from "./float-sums.ts";

const SUM_PRECISION = 38;

export const sum = aggregate({
  name: "SUM",
  summary: "The sum of all values that are not NULL",
  syntax: ["SUM([DISTINCT] x)"],
  examples: [
    ["SUM(x)", "(1), (2), (NULL)", "3"],
    ["SUM(x)", "(1.5), (2.25)", "3.75"],
    ["SUM(DISTINCT x)", "(1), (2), (2)", "3"],
  ],
  bind: (args) => bindOne(args, isSummable, "a number or an interval", sumType),
  createState: (call) => sumState(call),
});

export function isSummable(type: SqlType): boolean {
  return isNumeric(type) || type.kind === "INTERVAL_DAY" || type.kind === "INTERVAL_MONTH" || type.kind === "NULL";
}

export function sumType(type: SqlType): SqlType {
  if (type.kind === "NULL") return { kind: "INT", nullable: true };
  return type.kind === "DECIMAL" ? { ...type, precision: SUM_PRECISION } : type;
}

function sumState(call: AggregateCall): AggregateState {
  return isApproximate(call.type) ? new FloatSumState(call.type) : new ExactSumState(call.type);
}

const INT_BITS: Readonly<Record<string, number>> = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 };

export function limitsOf(type: SqlType): SumLimits {
  if (type.kind === "DECIMAL") {
    const limit = pow10(type.precision) - 1n;
    return { max: limit, min: -limit };
  }
  const bits = INT_BITS[type.kind] ?? (isExactInteger64(type) ? 64 : null);
  if (bits === null) return NO_LIMITS;
  return { max: 2n ** BigInt(bits - 1) - 1n, min: -(2n ** BigInt(bits - 1)) };
}

/** A problem of the row that made the total too great; of the whole result when totals are merged (row -1). */
export function overflowOf(name: string, type: SqlType): (total: bigint, row: number) => Error {
  return (total, row) => {
    const text = type.kind === "DECIMAL" ? decimalText(total, type.scale) : String(total);
    const message = `${name}: ${text} does not fit ${plainText(type)}`;
    if (row >= 0) return new RowProblem("DATA_OVERFLOW", message, row);
    return new MillraceError("DATA_OVERFLOW", message, { hint: "CAST the argument to a wider type." });
  };
}

class ExactSumState implements AggregateState {
  readonly #type: SqlType;
  readonly #sums: ExactSums;

  constructor(type: SqlType) {
    this.#type = type;
    this.#sums = new ExactSums(limitsOf(type), overflowOf("SUM", type));
  }

  resize(groupCount: number): void {
    this.#sums.resize(groupCount);
  }

  update(input: AggregateRows, [vector]: readonly Vector[]): void {
    this.#sums.update(input, vector);
  }

  run(groups: Int32Array, count: number, [vector]: readonly Vector[], out: Float64Array): number {
    return isExactInteger64(this.#type) ? this.#sums.run(groups, count, vector, out) : 0;
  }

  merge(other: AggregateState, from: Int32Array, into: Int32Array, count: number): void {
    this.#sums.merge((other as ExactSumState).#sums, from, into, count);
  }

  values(groups: Int32Array, count: number): Vector {
    const valid = this.#sums.validity(groups, count);
    if (isExactInteger64(this.#type)) return this.#sums.vector(groups, count, valid);
    const values = new Int32Array(count);
    for (let i = 0; i < count; i++) values[i] = this.#sums.sums[groups[i]];
    return { rep: "i32", values, valid };
  }

  save(groups: Int32Array, count: number): readonly Vector[] {
    return this.#sums.save(groups, count);
  }

  load(groups: Int32Array, count: number, saved: readonly Vector[]): void {
    this.#sums.load(groups, count, saved);
  }

  clear(groups: Int32Array, count: number): void {
    this.#sums.clear(groups, count);
  }
}

class FloatSumState implements AggregateState {
  readonly #isFloat: boolean;
  readonly #sums = new FloatSums();

  constructor(type: SqlType) {
    this.#isFloat = type.kind === "FLOAT";
  }

  resize(groupCount: number): void {
    this.#sums.resize(groupCount);
  }

  update(input: AggregateRows, [vector]: readonly Vector[]): void {
    this.#sums.update(input, vector);
  }

  merge(other: AggregateState, from: Int32Array, into: Int32Array, count: number): void {
    this.#sums.merge((other as FloatSumState).#sums, from, into, count);
  }

  values(groups: Int32Array, count: number): Vector {
    return floatVector(
      groups,
      count,
      (group) => this.#sums.count(group),
      (group) => this.#sums.total(group),
      this.#isFloat,
    );
  }

  save(groups: Int32Array, count: number): readonly Vector[] {
    return this.#sums.save(groups, count);
  }

  load(groups: Int32Array, count: number, saved: readonly Vector[]): void {
    this.#sums.load(groups, count, saved);
  }

  clear(groups: Int32Array, count: number): void {
    this.#sums.clear(groups, count);
  }
}

/** One double a group, NULL where `countOf` is 0. */
export function floatVector(
  groups: Int32Array,
  count: number,
  countOf: (group: number) => number,
  totalOf: (group: number) => number,
  isFloat: boolean,
): Vector {
  const values = new Float64Array(count);
  let valid: Uint8Array | null = null;
  for (let i = 0; i < count; i++) {
    const group = groups[i];
    if (countOf(group) === 0) (valid ??= new Uint8Array(count).fill(1))[i] = 0;
    else values[i] = isFloat ? Math.fround(totalOf(group)) : totalOf(group);
  }
  return { rep: "f64", values, valid };
}
