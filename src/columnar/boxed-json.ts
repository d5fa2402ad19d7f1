// Boxed values as JSON and back, nothing lost: texts, booleans, plain numbers, null and arrays are themselves; the rest are
// objects with one key: {"n": "123"} a bigint, {"f": "NaN"} a number that JSON has no form for, {"b": base64} bytes,
// {"m": [[key, value], ...]} a map or multiset.
import { isSqlMap, type Scalar } from "./scalar.ts";

export type BoxedJson =
  | null
  | boolean
  | number
  | string
  | readonly BoxedJson[]
  | { readonly [key: string]: string | readonly (readonly [BoxedJson, BoxedJson])[] };

export function boxedToJson(value: Scalar): BoxedJson {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") {
    if (Object.is(value, -0)) return { f: "-0" };
    return Number.isFinite(value) ? value : { f: String(value) };
  }
  if (typeof value === "bigint") return { n: String(value) };
  if (value instanceof Uint8Array) return { b: Buffer.from(value).toString("base64") };
  if (isSqlMap(value)) return { m: value.entries.map(([k, v]) => [boxedToJson(k), boxedToJson(v)] as const) };
  return value.map(boxedToJson);
}

/** @throws Error when it is not of boxedToJson's form. */
export function boxedFromJson(json: unknown): Scalar {
  if (json === null || typeof json === "boolean" || typeof json === "string" || typeof json === "number") return json;
  if (Array.isArray(json)) return json.map(boxedFromJson);
  const { n, f, b, m } = json as Readonly<Record<string, unknown>>;
  if (typeof n === "string") return BigInt(n);
  if (typeof f === "string") return Number(f);
  if (typeof b === "string") return new Uint8Array(Buffer.from(b, "base64"));
  if (Array.isArray(m))
    return { entries: m.map((entry) => [boxedFromJson(entry[0]), boxedFromJson(entry[1])] as const) };
  throw new Error("not a boxed value");
}
