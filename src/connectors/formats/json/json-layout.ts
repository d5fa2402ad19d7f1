// The layout of a JSON line: the bytes before each of its values, learned from a sample, so that the lines of one writer
// are recognised by comparing bytes.
import type { DecodeSpec } from "../format.ts";
import { skipSpace, skipText, skipValue } from "./json-skip.ts";

export interface LayoutValue {
  readonly before: Uint8Array;
  readonly slot: number;
  /** It was a text: the others probably are. */
  readonly isText: boolean;
}

export interface JsonLayout {
  /** In order: what stands between the value before (or the line's start) and this value, and the slot it fills; -1: none. */
  readonly values: readonly LayoutValue[];
  /** From the last value to the LF, inclusive. */
  readonly tail: Uint8Array;
  /** Slots that have no key. */
  readonly missing: readonly number[];
}

const VALUES_MAX = 128;
const BYTES_MAX = 8192;

/** The layout of the line at `at`, or null when it is none of an object, or not one for a template. */
export function learnLayout(b: Buffer, dv: DataView, at: number, spec: DecodeSpec): JsonLayout | null {
  const slotOf = new Map(spec.readColumns.map((column, slot) => [spec.columns[column].name, slot]));
  const unseen = new Set(slotOf.values());
  const values: LayoutValue[] = [];
  let from = at;
  let p = skipSpace(b, at);
  if (b[p] !== 123) return null;
  p = skipSpace(b, p + 1);
  while (b[p] === 34) {
    const key = p + 1;
    p = skipText(b, dv, key);
    if (p === -1) return null;
    const name = b.toString("utf8", key, p - 1);
    p = skipSpace(b, p);
    if (name.includes("\\") || b[p] !== 58) return null;
    p = skipSpace(b, p + 1);
    const slot = slotOf.get(name) ?? -1;
    if (slot !== -1 && !unseen.delete(slot)) return null;
    values.push({ before: Uint8Array.from(b.subarray(from, p)), slot, isText: b[p] === 34 });
    p = skipValue(b, dv, p);
    if (p === -1 || values.length > VALUES_MAX || p - at > BYTES_MAX * 16) return null;
    from = p;
    p = skipSpace(b, p);
    if (b[p] !== 44) break;
    p = skipSpace(b, p + 1);
    if (b[p] !== 34) return null;
  }
  if (b[p] !== 125) return null;
  p = skipSpace(b, p + 1);
  if (b[p] !== 10) return null;
  const tail = Uint8Array.from(b.subarray(from, p + 1));
  const literalBytes = values.reduce((sum, value) => sum + value.before.length, tail.length);
  return literalBytes > BYTES_MAX ? null : { values, tail, missing: [...unseen] };
}
