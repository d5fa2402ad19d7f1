// Casts to BINARY(n), VARBINARY(n) and BYTES: from text its UTF-8; cut to n bytes, BINARY filled up with zero bytes.
import { isBinary, isString, type SqlType } from "../../common/types.ts";
import type { CastFamily } from "./cast-family.ts";

const encoder = new TextEncoder();

export const castBinary: CastFamily = (from, to) => {
  if (!isBinary(to)) return null;
  if (isString(from)) return { evaluate: (value) => fitBytes(encoder.encode(value as string), to) };
  if (!isBinary(from)) return null;
  return {
    isNoOp: to.kind === "VARBINARY" && (from as { readonly length: number }).length <= to.length,
    evaluate: (value) => fitBytes(value as Uint8Array, to),
  };
};

function fitBytes(bytes: Uint8Array, to: SqlType): Uint8Array {
  const { length } = to as { readonly length: number };
  if (bytes.length > length) return bytes.slice(0, length);
  if (to.kind !== "BINARY" || bytes.length === length) return bytes;
  const padded = new Uint8Array(length);
  padded.set(bytes);
  return padded;
}
