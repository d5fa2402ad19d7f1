// Texts as numbers and booleans, as Flink's BinaryStringDataUtil and Java's parseDouble: integers take spaces around,
// a sign, and a fraction that is cut; doubles and decimals take all of Java's white space and a type suffix (1d, 1f).
import { parseDecimal } from "../decimal.ts";

const TRUE = new Set(["t", "true", "y", "yes", "1"]);
const FALSE = new Set(["f", "false", "n", "no", "0"]);

/** Null: it is none. No spaces around. */
export function parseBoolean(text: string): boolean | null {
  const lower = text.toLowerCase();
  return TRUE.has(lower) ? true : FALSE.has(lower) ? false : null;
}

export function parseInteger(text: string): bigint | null {
  const match = /^ *([+-]?)(\d*)(?:\.\d*)? *$/.exec(text);
  if (match === null) return null;
  const [whole, sign, digits] = match;
  if (!/[\d.]/.test(whole)) return null;
  const value = BigInt(digits === "" ? "0" : digits);
  return sign === "-" ? -value : value;
}

/** Cut as Java's String.trim: everything up to a space. */
function trimmed(text: string): string {
  return text.replace(/^[\0- ]+|[\0- ]+$/g, "");
}

export function parseDouble(text: string): number | null {
  const bare = trimmed(text);
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/.test(bare)) return Number(bare.replace(/[dDfF]$/, ""));
  const named = /^([+-]?)(NaN|Infinity)$/.exec(bare);
  if (named === null) return null;
  return named[2] === "NaN" ? Number.NaN : named[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** The text as an integer at `scale`, half up. */
export function parseDecimalText(text: string, scale: number): bigint | null {
  return parseDecimal(trimmed(text).replace(/(?<=[\d.])[dDfF]$/, ""), scale);
}
