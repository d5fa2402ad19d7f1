// Buffers of large answers, used again: fresh memory for each would cost page faults and garbage that is collected late.

/** Smaller answers are not worth keeping. */
const POOLED_BYTES_MIN = 256 * 1024;
const POOLED_MAX = 3;

export class FramePool {
  #free: Buffer[] = [];

  /** A buffer of at least `length` bytes. */
  take(length: number): Buffer {
    const at = length < POOLED_BYTES_MIN ? -1 : this.#free.findIndex((buffer) => buffer.length >= length);
    if (at === -1) return Buffer.allocUnsafeSlow(length);
    return this.#free.splice(at, 1)[0];
  }

  /** Nobody looks at the buffer any more. When there are too many, the smallest goes. */
  give(buffer: Buffer): void {
    if (buffer.length < POOLED_BYTES_MIN) return;
    this.#free = [...this.#free, buffer].sort((a, b) => b.length - a.length).slice(0, POOLED_MAX);
  }
}
