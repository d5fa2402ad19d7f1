// Order and equality of two scalars that are not NULL, by their types: texts by code point, bytes unsigned, NaN equal to
// itself and greatest, exact numbers of different scales without loss, collections element by element.
import type { Scalar } from "../../../columnar/scalar.ts";
import { isApproximate, isBinary, isString, isTimestamp, type SqlType } from "../../../common/types.ts";
import { pow10 } from "../../decimal.ts";
import { compareElements, elementKey } from "../scalar/collection/elements.ts";

export type ComparisonOperator = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** Digits after the point that a value of an exact type is counted in. */
export function scaleOf(type: SqlType): number {
  if (type.kind === "DECIMAL") return type.scale;
  return isTimestamp(type) ? (type as { readonly precision: number }).precision : 0;
}

/** The comparison for two types; collections without an order only tell 0 from 1. */
export function compareValues(a: SqlType, b: SqlType): (x: Scalar, y: Scalar) => number {
  if (isString(a) || isBinary(a) || a.kind === "BOOLEAN" || isApproximate(a)) return compareElements;
  if (a.kind === "ARRAY" || a.kind === "MAP" || a.kind === "MULTISET" || a.kind === "ROW") {
    return (x, y) => (elementKey(x) === elementKey(y) ? 0 : 1);
  }
  const aScale = scaleOf(a);
  const bScale = scaleOf(b);
  if (aScale === bScale) return compareElements;
  const aFactor = pow10(Math.max(0, bScale - aScale));
  const bFactor = pow10(Math.max(0, aScale - bScale));
  return (x, y) => compareElements(BigInt(x as number) * aFactor, BigInt(y as number) * bFactor);
}

export function holds(operator: ComparisonOperator, order: number): boolean {
  switch (operator) {
    case "=":
      return order === 0;
    case "<>":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}
