// JavaScript conditions for comparisons of two values that are not NULL: the code twin of functions/operator/compare-values.ts.
//
// Texts and bytes are compared as slices where both sides are slices: UTF-8 order is code point order.
// Exact numbers of different scales compare without a cast, so that no digit is lost.
import { isApproximate, isBinary, isExactInteger64, isString } from "../common/types.ts";
import type { Value } from "./compile-value.ts";
import type { KernelWriter } from "./compile-writer.ts";
import { type ComparisonOperator, compareValues, scaleOf } from "./functions/operator/compare-values.ts";

export function comparisonCode(writer: KernelWriter, operator: ComparisonOperator, a: Value, b: Value): string {
  if (isString(a.type) || isBinary(a.type)) return sliceCode(writer, operator, a, b);
  if (isApproximate(a.type)) return doubleCode(operator, a, b);
  if (a.type.kind === "ARRAY" || a.type.kind === "MAP" || a.type.kind === "MULTISET" || a.type.kind === "ROW") {
    const compare = writer.bind(compareValues(a.type, b.type));
    return `${compare}(${a.code}, ${b.code}) ${signTest(operator)}`;
  }
  const left = exactCode(writer, a);
  const right = exactCode(writer, b);
  const aScale = scaleOf(a.type);
  const bScale = scaleOf(b.type);
  if (aScale !== bScale) {
    const [x, y] = aScale < bScale ? [factor(writer, bScale - aScale), "1"] : ["1", factor(writer, aScale - bScale)];
    return `compareScaled(${left}, ${x}, ${right}, ${y}) ${signTest(operator)}`;
  }
  // A bigint beside an INT: only the loose operators compare across the two.
  const isMixed = isBigint(writer, a) !== isBigint(writer, b);
  const symbol = operator === "=" ? (isMixed ? "==" : "===") : operator === "<>" ? (isMixed ? "!=" : "!==") : operator;
  return `${left} ${symbol} ${right}`;
}

/** A constant beyond the safe integers is compared as the bigint it is: no reason to leave the number variant. */
function exactCode(writer: KernelWriter, value: Value): string {
  return typeof value.constant === "bigint" ? writer.bind(value.constant) : value.code;
}

function isBigint(writer: KernelWriter, value: Value): boolean {
  return typeof value.constant === "bigint" || (writer.isBig && isExactInteger64(value.type));
}

function factor(writer: KernelWriter, digits: number): string {
  return digits <= 15 ? String(10 ** digits) : writer.bind(10n ** BigInt(digits));
}

function signTest(operator: ComparisonOperator): string {
  return operator === "=" ? "=== 0" : operator === "<>" ? "!== 0" : `${operator} 0`;
}

function sliceCode(writer: KernelWriter, operator: ComparisonOperator, a: Value, b: Value): string {
  if (a.bytes !== null && b.bytes !== null) {
    const slices = `${a.bytes.data}, ${a.bytes.start}, ${a.bytes.end}, ${b.bytes.data}, ${b.bytes.start}, ${b.bytes.end}`;
    if (operator === "=") return `bytesEqual(${slices})`;
    if (operator === "<>") return `!bytesEqual(${slices})`;
    return `bytesCompare(${slices}) ${signTest(operator)}`;
  }
  const x = writer.plain(a).code;
  const y = writer.plain(b).code;
  if (isString(a.type)) {
    if (operator === "=") return `${x} === ${y}`;
    if (operator === "<>") return `${x} !== ${y}`;
    return `compareText(${x}, ${y}) ${signTest(operator)}`;
  }
  return `bytesCompare(${x}, 0, ${x}.length, ${y}, 0, ${y}.length) ${signTest(operator)}`;
}

/** NaN equals itself and is greater than every other number. */
function doubleCode(operator: ComparisonOperator, a: Value, b: Value): string {
  const isPlain = (value: Value): boolean => typeof value.constant === "number" && !Number.isNaN(value.constant);
  switch (operator) {
    case "=":
      return isPlain(a) || isPlain(b) ? `${a.code} === ${b.code}` : `equalsDouble(${a.code}, ${b.code})`;
    case "<>":
      return isPlain(a) || isPlain(b) ? `${a.code} !== ${b.code}` : `!equalsDouble(${a.code}, ${b.code})`;
    case "<":
      return isPlain(b) ? `${a.code} < ${b.code}` : `lessDouble(${a.code}, ${b.code})`;
    case ">":
      return isPlain(a) ? `${b.code} < ${a.code}` : `lessDouble(${b.code}, ${a.code})`;
    case "<=":
      return isPlain(a) ? `!(${b.code} < ${a.code})` : `!lessDouble(${b.code}, ${a.code})`;
    case ">=":
      return isPlain(b) ? `!(${a.code} < ${b.code})` : `!lessDouble(${a.code}, ${b.code})`;
  }
}
