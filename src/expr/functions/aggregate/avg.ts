/** AVG of integers is an integer (truncated toward zero), of DECIMAL(p, s) a DECIMAL(38, max(6, s)), as in Flink. */
import { createBuilder } from "../../../columnar/builders.ts";
import { exact, type Scalar } from "../../../columnar/scalar.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { MillraceError } from "../../../common/errors.ts";
import { isApproximate, isNumeric, type SqlType } from "../../../common/types.ts";
import type { AggregateRows, AggregateState } from "../../aggregate-function.ts";
import { decimalText, divideHalfUp, pow10 } from "../../decimal.ts";
import type { AggregateCall } from "../../expr.ts";
import { aggregate, bindOne, plainText } from "./define.ts";
import { ExactSums, NO_LIMITS } from "./exact-sums.ts";
import { FloatSums } from "./float-sums.ts";
import { floatVector } from "./sum.ts";

const MIN_SCALE = 6;

export const avg = aggregate({
  name: "AVG",
  aliases: ["MEAN"],
  summary: "The mean of all values that are not NULL; of integers truncated to an integer",
  syntax: ["AVG([DISTINCT] x)"],
  examples: [
    ["AVG(x)", "(1), (2), (2), (NULL)", "1"],
    ["AVG(x)", "(1.0), (2.0), (2.0)", "1.666667"],
    ["AVG(x)", "(CAST(1 AS DOUBLE)), (2)", "1.5"],
  ],
  bind: (args) => bindOne(args, (type) => isNumeric(type) || type.kind === "NULL", "a number", avgType),
  createState: (call) => (isApproximate(call.type) ? new FloatAvgState(call.type) : new ExactAvgState(call)),
});

function avgType(type: SqlType): SqlType {
  if (type.kind === "NULL") return { kind: "DOUBLE", nullable: true };
  if (type.kind !== "DECIMAL") return type;
  return { kind: "DECIMAL", precision: 38, scale: Math.max(MIN_SCALE, type.scale), nullable: type.nullable };
}

/** Never asked: such sums have no limit. */
function unlimited(): Error {
  return new MillraceError("INTERNAL_INVARIANT", "a sum without limit has overflowed");
}

class ExactAvgState implements AggregateState {
  readonly #type: SqlType;
  /** What an unscaled sum is multiplied with before it is divided; 0: integers, which are truncated. */
  readonly #factor: bigint;
  readonly #sums = new ExactSums(NO_LIMITS, unlimited);

  constructor(call: AggregateCall) {
    this.#type = call.type;
    const argument = call.args[0].type;
    const isDecimal = call.type.kind === "DECIMAL" && argument.kind === "DECIMAL";
    this.#factor = isDecimal ? pow10(call.type.scale - argument.scale) : 0n;
  }

  resize(groupCount: number): void {
    this.#sums.resize(groupCount);
  }

  update(input: AggregateRows, [vector]: readonly Vector[]): void {
    this.#sums.update(input, vector);
  }

  merge(other: AggregateState, from: Int32Array, into: Int32Array, count: number): void {
    this.#sums.merge((other as ExactAvgState).#sums, from, into, count);
  }

  values(groups: Int32Array, count: number): Vector {
    const builder = createBuilder(this.#type, count);
    for (let i = 0; i < count; i++) {
      const rows = this.#sums.counts[groups[i]];
      const sum = this.#sums.sums[groups[i]];
      if (rows === 0) builder.appendNull();
      else if (this.#factor === 0n && !Number.isNaN(sum)) builder.append(truncatedQuotient(sum, rows));
      else if (this.#factor === 0n) builder.append(exact(this.#sums.total(groups[i]) / BigInt(rows)));
      else builder.append(this.#quotient(groups[i], rows));
    }
    return builder.finish();
  }

  #quotient(group: number, rows: number): Scalar {
    const quotient = divideHalfUp(this.#sums.total(group) * this.#factor, BigInt(rows));
    const { precision, scale } = this.#type as Extract<SqlType, { kind: "DECIMAL" }>;
    const limit = pow10(precision);
    if (quotient < limit && quotient > -limit) return exact(quotient);
    const message = `AVG: ${decimalText(quotient, scale)} does not fit ${plainText(this.#type)}`;
    throw new MillraceError("DATA_OVERFLOW", message, { hint: "CAST the argument to DOUBLE." });
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

/** Exact: a double division may round up to the next integer, which the remainder shows. */
function truncatedQuotient(sum: number, rows: number): number {
  return (sum - (sum % rows)) / rows + 0;
}

class FloatAvgState implements AggregateState {
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
    this.#sums.merge((other as FloatAvgState).#sums, from, into, count);
  }

  values(groups: Int32Array, count: number): Vector {
    const sums = this.#sums;
    return floatVector(
      groups,
      count,
      (g) => sums.count(g),
      (g) => sums.total(g) / sums.count(g),
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
