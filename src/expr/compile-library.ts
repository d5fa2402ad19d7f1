// The names that generated code may use (function.ts, `emit`). Two families for exact 64-bit values:
//   *Safe   on numbers, in the number variant of a kernel: the result is a safe integer, or BAIL is thrown and the whole
//           batch is computed again by the bigint variant. Nothing is rounded, nothing wraps.
//   *Long   on bigints, in the bigint variant: what does not fit 64 bits is DATA_OVERFLOW.
// Zero is always +0 in exact results, so that equal values are equal bits.
import { textOf } from "../columnar/read.ts";
import { exact, type Scalar } from "../columnar/scalar.ts";
import { plainDate, plainDecimal, plainDouble, plainInteger, plainTimestampMs } from "./casts/plain-bytes.ts";
import { divideHalfUp, fitDecimal } from "./decimal.ts";
import { DataProblem } from "./function.ts";
import { setBytes, setText } from "./text-output.ts";

/** Thrown by the number variant of a kernel when a value is no safe integer. */
export const BAIL: { readonly bail: true } = { bail: true };

const SAFE = Number.MAX_SAFE_INTEGER;

function overflow(type: string, text: string): never {
  throw new DataProblem("DATA_OVERFLOW", `${text} does not fit ${type}`);
}

function divisionByZero(): never {
  throw new DataProblem("DATA_DIVISION_BY_ZERO", "division by zero");
}

function addInt(a: number, b: number): number {
  const r = a + b;
  return (r | 0) === r ? r : overflow("INT", `${a} + ${b}`);
}
function subInt(a: number, b: number): number {
  const r = a - b;
  return (r | 0) === r ? r : overflow("INT", `${a} - ${b}`);
}
function mulInt(a: number, b: number): number {
  const r = a * b;
  return r >= -2147483648 && r <= 2147483647 ? r | 0 : overflow("INT", `${a} * ${b}`);
}
function divInt(a: number, b: number): number {
  if (b === 0) divisionByZero();
  const r = Math.trunc(a / b);
  return r === 2147483648 ? overflow("INT", `${a} / ${b}`) : r | 0;
}
function remInt(a: number, b: number): number {
  return b === 0 ? divisionByZero() : (a % b) | 0;
}
/** An integer result of a type narrower than INT. */
function narrow(value: number, limit: number, type: string): number {
  return value >= -limit && value < limit ? value : overflow(type, String(value));
}

function safe(value: number): number {
  if (value <= SAFE && value >= -SAFE) return value + 0;
  throw BAIL;
}
function addSafe(a: number, b: number): number {
  const r = a + b;
  if (r <= SAFE && r >= -SAFE) return r;
  throw BAIL;
}
function subSafe(a: number, b: number): number {
  const r = a - b;
  if (r <= SAFE && r >= -SAFE) return r;
  throw BAIL;
}
function mulSafe(a: number, b: number): number {
  const r = a * b;
  if (r <= SAFE && r >= -SAFE) return r + 0;
  throw BAIL;
}
/** (a - a % b) is exact, so is its quotient: a / b alone could round up to the next integer. */
function divSafe(a: number, b: number): number {
  if (b === 0) divisionByZero();
  return (a - (a % b)) / b + 0;
}
function remSafe(a: number, b: number): number {
  return b === 0 ? divisionByZero() : (a % b) + 0;
}

function long(value: bigint): bigint {
  return BigInt.asIntN(64, value) === value ? value : overflow("BIGINT", String(value));
}
function addLong(a: bigint, b: bigint): bigint {
  return long(a + b);
}
function subLong(a: bigint, b: bigint): bigint {
  return long(a - b);
}
function mulLong(a: bigint, b: bigint): bigint {
  return long(a * b);
}
function divLong(a: bigint, b: bigint): bigint {
  return b === 0n ? divisionByZero() : long(a / b);
}
function remLong(a: bigint, b: bigint): bigint {
  return b === 0n ? divisionByZero() : a % b;
}

/** value / factor, half away from zero. */
function roundSafe(value: number, factor: number): number {
  const rest = value % factor;
  const quotient = (value - rest) / factor + 0;
  if (Math.abs(rest) * 2 < factor) return quotient;
  return value < 0 ? quotient - 1 : quotient + 1;
}

/** Decimal quotient: (a * factor) / b, half up. */
function divDecimalSafe(a: number, b: number, factor: number, precision: number, scale: number): number {
  if (b === 0) divisionByZero();
  const numerator = a * factor;
  if (numerator <= SAFE && numerator >= -SAFE) {
    const rest = numerator % b;
    const quotient = (numerator - rest) / b + 0;
    if (Math.abs(rest) < Math.abs(b) - Math.abs(rest)) return quotient;
    return numerator < 0 === b < 0 ? quotient + 1 : quotient - 1;
  }
  const wide = exact(fitDecimal(divideHalfUp(BigInt(a) * BigInt(factor), BigInt(b)), precision, scale));
  if (typeof wide === "number") return wide;
  throw BAIL;
}

/** Rounded towards minus infinity, for counts of time units. */
function floorDivSafe(a: number, b: number): number {
  const rest = a % b;
  return (a - rest) / b - (rest < 0 ? 1 : 0) + 0;
}
function floorDivLong(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

/** a = b, a <> b, order of DOUBLEs: NaN equals itself and is greater than everything. */
function equalsDouble(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}
function lessDouble(a: number, b: number): boolean {
  return a < b || (Number.isNaN(b) && !Number.isNaN(a));
}

/** Sign of a*aFactor - b*bFactor, for exact numbers of different scales. */
function compareScaled(
  a: number | bigint,
  aFactor: number | bigint,
  b: number | bigint,
  bFactor: number | bigint,
): number {
  if (typeof a === "number" && typeof b === "number" && typeof aFactor === "number" && typeof bFactor === "number") {
    const x = a * aFactor;
    const y = b * bFactor;
    if (x <= SAFE && x >= -SAFE && y <= SAFE && y >= -SAFE) return x - y;
  }
  const left = BigInt(a) * BigInt(aFactor);
  const right = BigInt(b) * BigInt(bFactor);
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates stand for code points above all other UTF-16 units.
    if (x >= 0xd800 && x <= 0xdfff) x += 0x10000;
    if (y >= 0xd800 && y <= 0xdfff) y += 0x10000;
    return x - y;
  }
  return a.length - b.length;
}

function bytesEqual(a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart: number, bEnd: number): boolean {
  const length = aEnd - aStart;
  if (length !== bEnd - bStart) return false;
  for (let i = 0; i < length; i++) if (a[aStart + i] !== b[bStart + i]) return false;
  return true;
}
/** Unsigned bytes; over UTF-8 this is the order by code point. */
function bytesCompare(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  const length = Math.min(aEnd - aStart, bEnd - bStart);
  for (let i = 0; i < length; i++) {
    const difference = a[aStart + i] - b[bStart + i];
    if (difference !== 0) return difference;
  }
  return aEnd - aStart - (bEnd - bStart);
}
function bytesContain(a: Uint8Array, start: number, end: number, needle: Uint8Array): boolean {
  const last = end - needle.length;
  for (let i = start; i <= last; i++) if (bytesEqual(a, i, i + needle.length, needle, 0, needle.length)) return true;
  return false;
}

/** What an evaluate function handed back for an exact type, as a number. */
function numberOf(value: Scalar): number {
  if (typeof value === "bigint") throw BAIL;
  return value as number;
}
function bigintOf(value: Scalar): bigint {
  return typeof value === "bigint" ? value : BigInt(value as number);
}

/** The names in scope of generated code. */
export const LIBRARY = {
  BAIL,
  EMPTY_BYTES: new Uint8Array(0),
  addInt,
  subInt,
  mulInt,
  divInt,
  remInt,
  narrow,
  safe,
  addSafe,
  subSafe,
  mulSafe,
  divSafe,
  remSafe,
  long,
  addLong,
  subLong,
  mulLong,
  divLong,
  remLong,
  divDecimalSafe,
  roundSafe,
  floorDivSafe,
  floorDivLong,
  equalsDouble,
  lessDouble,
  compareScaled,
  compareText,
  bytesEqual,
  bytesCompare,
  bytesContain,
  plainDate,
  plainDecimal,
  plainDouble,
  plainInteger,
  plainTimestampMs,
  textOf,
  setText,
  setBytes,
  numberOf,
  bigintOf,
  exact,
} as const;
