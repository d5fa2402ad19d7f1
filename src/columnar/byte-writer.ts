// A byte buffer that grows by doubling. Encoders reserve room once per row, write through `bytes` and `length` and set
// `length`; a reserve may replace `bytes`, so hold it only between two reserves.
import { BYTES_MAX, tooManyBytes } from "./grow.ts";

const FIRST_BYTES = 1 << 16;

export class ByteWriter {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity: number = FIRST_BYTES) {
    this.bytes = new Uint8Array(Math.max(16, capacity));
  }

  /** Makes room for `byteCount` more bytes. */
  reserve(byteCount: number): void {
    const needed = this.length + byteCount;
    if (needed <= this.bytes.length) return;
    if (needed > BYTES_MAX) throw tooManyBytes();
    const next = new Uint8Array(Math.min(BYTES_MAX, Math.max(needed, this.bytes.length * 2)));
    next.set(this.bytes.subarray(0, this.length));
    this.bytes = next;
  }

  writeByte(byte: number): void {
    this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  writeBytes(bytes: Uint8Array, start: number = 0, end: number = bytes.length): void {
    const size = end - start;
    this.reserve(size);
    if (size < 32) for (let i = start; i < end; i++) this.bytes[this.length++] = bytes[i];
    else {
      this.bytes.set(bytes.subarray(start, end), this.length);
      this.length += size;
    }
  }

  /** A text as UTF-8. */
  writeText(text: string): void {
    this.reserve(text.length * 3);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) {
        at += new TextEncoder().encodeInto(text.slice(i), bytes.subarray(at)).written;
        break;
      }
      bytes[at++] = unit;
    }
    this.length = at;
  }

  /** What was written, valid until the next write. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** A copy of what was written; the writer is empty afterwards and keeps its buffer. */
  takeCopy(): Uint8Array {
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }

  clear(): void {
    this.length = 0;
  }
}
