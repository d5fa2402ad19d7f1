// Growing typed arrays, and the limits of what a vector can hold.
import { MillraceError } from "../common/errors.ts";

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
/** Bytes that one vector of texts can address. */
export const BYTES_MAX = 2 ** 31 - 1;

export function isInt64(value: bigint): boolean {
  return value >= INT64_MIN && value <= INT64_MAX;
}

type GrowableArray = Uint8Array | Int32Array | Float64Array | BigInt64Array;

/** The values in an array of at least `needed` elements, doubled. */
export function grown<T extends GrowableArray>(array: T, needed: number): T {
  if (needed <= array.length) return array;
  const next = new (array.constructor as new (length: number) => T)(Math.max(needed, array.length * 2));
  next.set(array as never);
  return next;
}

export function tooManyBytes(): MillraceError {
  return new MillraceError("DATA_BATCH_TOO_LARGE", "the texts of one column of one batch exceed 2 GiB", {
    hint: "Make batches smaller: --batch-rows, or SET 'execution.batch-rows'.",
  });
}
