// Snappy, raw blocks and the framing of the Java library (xerial), which Kafka's producers write.
// Formats: github.com/google/snappy/format_description.txt; xerial: 8 bytes of magic, two versions, then blocks with lengths.
import { CodecError, checkedLength } from "./codec-error.ts";

/** A copy of 64 bytes takes three: no byte stands for more. */
const RATIO_MAX = 22;
const XERIAL_HEADER_BYTES = 16;
const XERIAL_MAGIC = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00];

/** @throws CodecError */
export function unsnappy(data: Buffer, bytesMax: number): Buffer {
  if (!XERIAL_MAGIC.every((byte, i) => data[i] === byte)) return block(data, bytesMax);
  const blocks: Buffer[] = [];
  let total = 0;
  for (let at = XERIAL_HEADER_BYTES; at < data.length; ) {
    if (at + 4 > data.length) throw new CodecError("a snappy block is cut");
    const length = data.readInt32BE(at);
    at += 4;
    if (length < 0 || at + length > data.length) throw new CodecError("a snappy block is cut");
    blocks.push(block(data.subarray(at, at + length), bytesMax - total));
    total += blocks.at(-1)!.length;
    at += length;
  }
  return blocks.length === 1 ? blocks[0] : Buffer.concat(blocks);
}

function block(data: Buffer, bytesMax: number): Buffer {
  let at = 0;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    if (at >= data.length || shift > 28) throw new CodecError("a snappy block has no length");
    const byte = data[at++];
    length += (byte & 127) * 2 ** shift;
    if (byte < 128) break;
  }
  checkedLength(length, bytesMax);
  // What it claims to hold is reserved before it is seen: not more than so few bytes can stand for.
  if (length > data.length * RATIO_MAX) throw new CodecError("a snappy block is damaged");
  const out = Buffer.allocUnsafe(length);
  if (expand(data, at, out) !== length) throw new CodecError("a snappy block is damaged");
  return out;
}

/** Returns the bytes written; -1: the block is damaged. */
function expand(data: Uint8Array, from: number, out: Uint8Array): number {
  let at = from;
  let to = 0;
  while (at < data.length) {
    const tag = data[at++];
    let length = (tag >> 2) + 1;
    let offset = 0;
    switch (tag & 3) {
      case 0: {
        if (length > 60) {
          const extra = length - 60;
          length = 1;
          for (let i = 0; i < extra; i++) length += (data[at + i] ?? 0) * 2 ** (8 * i);
          at += extra;
        }
        if (at + length > data.length || to + length > out.length) return -1;
        if (length > 32) out.set(data.subarray(at, at + length), to);
        else for (let i = 0; i < length; i++) out[to + i] = data[at + i];
        at += length;
        to += length;
        continue;
      }
      case 1:
        length = ((tag >> 2) & 7) + 4;
        offset = ((tag >> 5) << 8) | data[at++];
        break;
      case 2:
        offset = data[at] | (data[at + 1] << 8);
        at += 2;
        break;
      case 3:
        offset = (data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24)) >>> 0;
        at += 4;
        break;
    }
    if (at > data.length || offset === 0 || offset > to || to + length > out.length) return -1;
    for (let i = 0; i < length; i++, to++) out[to] = out[to - offset];
  }
  return to;
}
