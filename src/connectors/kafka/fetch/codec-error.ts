// What a decompressor says about data that it cannot take; the caller names the place.

export class CodecError extends Error {}

/** @throws CodecError when what is announced is more than may be. */
export function checkedLength(length: number, bytesMax: number): number {
  if (length > bytesMax) throw new CodecError(`it expands to more than ${bytesMax} bytes`);
  return length;
}
