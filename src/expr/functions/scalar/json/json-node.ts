// JSON values with every digit of their numbers, and their text.
//
// Numbers stay text. Their form is that of Java's BigDecimal, as Flink prints them: 1.50 stays 1.50, 1e10 becomes 1E+10,
// 0.0000001 becomes 1E-7, -0 becomes 0. Objects are written with their keys in order, as Flink does.

export interface JsonNumber {
  readonly number: string;
}

/** A Map keeps the order of a document's members; of members with one name the last counts. */
export type JsonNode = null | boolean | string | JsonNumber | readonly JsonNode[] | ReadonlyMap<string, JsonNode>;

export function isJsonArray(node: JsonNode): node is readonly JsonNode[] {
  return Array.isArray(node);
}

export function isJsonObject(node: JsonNode): node is ReadonlyMap<string, JsonNode> {
  return node instanceof Map;
}

/** Null is no scalar: JSON_VALUE makes NULL of it. */
export function isJsonScalar(node: JsonNode): node is boolean | string | JsonNumber {
  return node !== null && !isJsonArray(node) && !isJsonObject(node);
}

/** The text of a scalar as a SQL value: strings without quotes. */
export function jsonScalarText(node: boolean | string | JsonNumber): string {
  return typeof node === "string" ? node : typeof node === "boolean" ? String(node) : node.number;
}

export function jsonText(node: JsonNode): string {
  if (node === null) return "null";
  if (typeof node === "string") return JSON.stringify(node);
  if (typeof node === "boolean") return String(node);
  if (isJsonArray(node)) return `[${node.map(jsonText).join(",")}]`;
  if (isJsonObject(node)) return jsonObjectText(node, jsonText);
  return node.number;
}

/** Members by the order of their keys. */
export function jsonObjectText<T>(members: ReadonlyMap<string, T>, text: (value: T) => string): string {
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${sorted.map(([key, value]) => `${JSON.stringify(key)}:${text(value)}`).join(",")}}`;
}

/** More digits than this are not written out. */
const PLAIN_DIGITS_MAX = 400;

/** A JSON number, or a Java double's text, as BigDecimal writes it. */
export function bigDecimalText(token: string): string {
  if (!/[.eE]/.test(token)) return token === "-0" ? "0" : token;
  const { sign, digits, scale } = parts(token);
  const isZero = digits === "0";
  const adjusted = digits.length - 1 - scale;
  const shownSign = isZero ? "" : sign;
  if (scale >= 0 && adjusted >= -6) {
    if (scale === 0) return shownSign + digits;
    const padded = digits.padStart(scale + 1, "0");
    return `${shownSign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  }
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
  return `${shownSign}${digits[0]}${fraction}E${adjusted >= 0 ? "+" : ""}${adjusted}`;
}

/** The number without an exponent, for casts to exact types; as it is when that would be very long. */
export function plainNumberText(token: string): string {
  if (!/[eE]/.test(token)) return token;
  const { sign, digits, scale } = parts(token);
  if (Math.abs(scale) > PLAIN_DIGITS_MAX) return token;
  if (scale <= 0) return sign + digits + "0".repeat(-scale);
  const padded = digits.padStart(scale + 1, "0");
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

interface NumberParts {
  readonly sign: string;
  /** All digits without leading zeros. */
  readonly digits: string;
  /** The value is digits times 10^-scale. */
  readonly scale: number;
}

function parts(token: string): NumberParts {
  const [mantissa, exponent = "0"] = token.split(/[eE]/);
  const sign = mantissa.startsWith("-") ? "-" : "";
  const [whole, fraction = ""] = mantissa.slice(sign.length).split(".");
  const digits = (whole + fraction).replace(/^0+(?=\d)/, "");
  return { sign, digits, scale: fraction.length - Number(exponent) };
}
