// Avro's primitive values as bytes.
import type { ByteWriter } from "../../../columnar/byte-writer.ts";

const LONG_BYTES_MAX = 10;
/** Twice as much is an exact double. */
const DOUBLED_MAX = 2 ** 52 - 1;

/** An int or a long, zigzag. */
export function writeLong(out: ByteWriter, value: number | bigint): void {
  out.reserve(LONG_BYTES_MAX);
  if (typeof value === "bigint" || value > DOUBLED_MAX || value < -DOUBLED_MAX) {
    writeWide(out, BigInt(value));
    return;
  }
  const { bytes } = out;
  let at = out.length;
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  // Bit operations take 32 bits.
  while (rest > 0x7fffffff) {
    bytes[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  while (rest > 127) {
    bytes[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  out.length = at;
}

function writeWide(out: ByteWriter, value: bigint): void {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  while (rest > 127n) {
    out.bytes[out.length++] = Number(rest & 127n) | 128;
    rest >>= 7n;
  }
  out.bytes[out.length++] = Number(rest);
}

/** Doubles and their bytes. */
export class FloatBytes {
  readonly view = new DataView(new ArrayBuffer(8));
  readonly bytes = new Uint8Array(this.view.buffer);
}

export function writeFloat(out: ByteWriter, value: number, scratch: FloatBytes): void {
  scratch.view.setFloat32(0, value, true);
  out.writeBytes(scratch.bytes, 0, 4);
}

export function writeDouble(out: ByteWriter, value: number, scratch: FloatBytes): void {
  scratch.view.setFloat64(0, value, true);
  out.writeBytes(scratch.bytes, 0, 8);
}
