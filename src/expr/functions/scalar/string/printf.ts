// PRINTF(format, value, ...): Java's Formatter for the conversions that SQL values have (d x X o c s S b e E f g, %%, %n) with flags, width, precision and
// argument numbers. A format or value that does not fit is NULL, as in Flink.
import { castText } from "../../../../columnar/text.ts";
import type { Scalar } from "../../../../columnar/scalar.ts";
import { isApproximate, isInteger, isNumeric, STRING, type SqlType } from "../../../../common/types.ts";
import type { Zone } from "../../../../common/zone.ts";
import { decimalText } from "../../../decimal.ts";
import { nullable, scalar, variadic } from "../../define.ts";

const CONVERSION = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

export const printf = scalar({
  name: "PRINTF",
  category: "string",
  syntax: ["PRINTF(format, value, ...)"],
  signatures: [["TEXT", variadic("ANY"), "->", nullable(STRING)]],
  summary: "Values written into a format as Java's String.format does; NULL when they do not fit it",
  examples: [
    ["PRINTF('%05d', 42)", "00042"],
    ["PRINTF('%s-%d', 'a', 3)", "a-3"],
    ["PRINTF('%d', 'a')", null],
  ],
  isStrict: false,
  evaluateCall: ([format, ...values], call, context) =>
    format === null ? null : formatted(format as string, values, call.argTypes.slice(1), context.timeZone),
});

class Misfit extends Error {}

function formatted(format: string, values: readonly Scalar[], types: readonly SqlType[], zone: Zone): string | null {
  let next = 0;
  try {
    const rest = format.replace(CONVERSION, "");
    if (rest.includes("%")) return null;
    return format.replace(
      CONVERSION,
      (
        _all,
        position: string | undefined,
        flags: string,
        width: string | undefined,
        precision: string | undefined,
        kind: string,
      ) => {
        if (kind === "%") return padded("%", flags, width);
        if (kind === "n") return "\n";
        const index = position === undefined ? next++ : Number(position) - 1;
        if (index < 0 || index >= values.length) throw new Misfit();
        const text = converted(values[index], types[index], kind, flags, precision, zone);
        return padded(flags.includes("0") && !"sScCbB".includes(kind) ? zeroPadded(text, width) : text, flags, width);
      },
    );
  } catch (error) {
    if (error instanceof Misfit) return null;
    throw error;
  }
}

function converted(
  value: Scalar,
  type: SqlType,
  kind: string,
  flags: string,
  precision: string | undefined,
  zone: Zone,
): string {
  const lower = kind.toLowerCase();
  if (value === null) return lower === "b" ? "false" : "null";
  const text = convertedLower(value, type, lower, flags, precision, zone);
  return kind === lower ? text : text.toUpperCase();
}

function convertedLower(
  value: Scalar,
  type: SqlType,
  kind: string,
  flags: string,
  precision: string | undefined,
  zone: Zone,
): string {
  switch (kind) {
    case "s": {
      const text = typeof value === "boolean" ? String(value) : castText(value, type, zone);
      return precision === undefined ? text : text.slice(0, Number(precision));
    }
    case "b":
      return typeof value === "boolean" ? String(value) : "true";
    case "d":
      if (!isInteger(type)) throw new Misfit();
      return signed(String(value), flags);
    case "x":
    case "o":
      if (!isInteger(type)) throw new Misfit();
      return BigInt.asUintN(type.kind === "BIGINT" ? 64 : 32, BigInt(value as number)).toString(kind === "x" ? 16 : 8);
    case "c":
      if (typeof value !== "number" || !isInteger(type)) throw new Misfit();
      return String.fromCodePoint(value);
    case "e":
    case "f":
    case "g":
      return fractional(value, type, kind, flags, precision);
    default:
      throw new Misfit();
  }
}

function fractional(value: Scalar, type: SqlType, kind: string, flags: string, precision: string | undefined): string {
  if (!isNumeric(type) || isInteger(type)) throw new Misfit();
  const places = precision === undefined ? 6 : Number(precision);
  const text = isApproximate(type)
    ? String(value)
    : decimalText(value as number, (type as { readonly scale: number }).scale);
  if (kind === "f") return signed(roundedHalfUp(text, places), flags);
  const number = Number(text);
  const exponential = (digits: number) => number.toExponential(digits).replace(/e([+-])(\d)$/, "e$10$2");
  if (kind === "e") return signed(exponential(places), flags);
  const significant = Math.max(1, places);
  const isPlain = number === 0 || (Math.abs(number) >= 1e-4 && Math.abs(number) < 10 ** significant);
  return signed(isPlain ? number.toPrecision(significant) : exponential(significant - 1), flags);
}

/** Java rounds the decimal text of a number half up. */
function roundedHalfUp(text: string, places: number): string {
  if (/[a-zA-Z]/.test(text.replace(/e/i, ""))) return text;
  const [mantissa, exponent = "0"] = text.toLowerCase().split("e");
  const isNegative = mantissa.startsWith("-");
  const [whole, fraction = ""] = mantissa.replace("-", "").split(".");
  const scale = fraction.length - Number(exponent);
  let digits = BigInt(whole + fraction);
  if (scale > places) {
    const unit = 10n ** BigInt(scale - places);
    digits = (digits + unit / 2n) / unit;
  } else digits *= 10n ** BigInt(places - scale);
  return decimalText(isNegative ? -digits : digits, places);
}

function signed(text: string, flags: string): string {
  const grouped = flags.includes(",") ? text.replace(/\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ",")) : text;
  if (grouped.startsWith("-")) return flags.includes("(") ? `(${grouped.slice(1)})` : grouped;
  return flags.includes("+") ? `+${grouped}` : flags.includes(" ") ? ` ${grouped}` : grouped;
}

function zeroPadded(text: string, width: string | undefined): string {
  const sign = /^[+\- ]/.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(Number(width ?? 0) - sign.length, "0");
}

function padded(text: string, flags: string, width: string | undefined): string {
  const size = Number(width ?? 0);
  return flags.includes("-") ? text.padEnd(size) : text.padStart(size);
}
