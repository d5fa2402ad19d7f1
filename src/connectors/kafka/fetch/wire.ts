// The primitive types of the Kafka protocol (before its flexible versions), and the frame of a request.

export class WireError extends Error {}

/** Reads a response. @throws WireError beyond its end. */
export class WireReader {
  readonly data: Buffer;
  at = 0;

  constructor(data: Buffer) {
    this.data = data;
  }

  int8(): number {
    return this.data.readInt8(this.#take(1));
  }

  int16(): number {
    return this.data.readInt16BE(this.#take(2));
  }

  int32(): number {
    return this.data.readInt32BE(this.#take(4));
  }

  /** Offsets and ids; exact up to 2^53, which no log reaches. */
  int64(): number {
    const at = this.#take(8);
    return this.data.readInt32BE(at) * 2 ** 32 + this.data.readUInt32BE(at + 4);
  }

  bigint64(): bigint {
    return this.data.readBigInt64BE(this.#take(8));
  }

  string(): string | null {
    const length = this.int16();
    if (length < 0) return null;
    const at = this.#take(length);
    return this.data.toString("utf8", at, at + length);
  }

  bytes(): Buffer | null {
    const length = this.int32();
    if (length < 0) return null;
    const at = this.#take(length);
    return this.data.subarray(at, at + length);
  }

  list<T>(read: (reader: WireReader) => T): T[] {
    const count = this.int32();
    // Every element takes a byte at least: a length that cannot be is no reason to loop.
    if (count > this.data.length - this.at) throw new WireError("a list is longer than its message");
    return Array.from({ length: Math.max(0, count) }, () => read(this));
  }

  #take(length: number): number {
    const at = this.at;
    if (length < 0 || at + length > this.data.length) throw new WireError("a message ends too early");
    this.at = at + length;
    return at;
  }
}

/** Builds a request. */
export class WireWriter {
  #data = Buffer.allocUnsafe(512);
  #length = 0;

  int8(value: number): this {
    this.#data.writeInt8(value, this.#room(1));
    return this;
  }

  int16(value: number): this {
    this.#data.writeInt16BE(value, this.#room(2));
    return this;
  }

  int32(value: number): this {
    this.#data.writeInt32BE(value, this.#room(4));
    return this;
  }

  int64(value: number): this {
    this.#data.writeBigInt64BE(BigInt(value), this.#room(8));
    return this;
  }

  string(value: string | null): this {
    if (value === null) return this.int16(-1);
    const bytes = Buffer.from(value, "utf8");
    this.int16(bytes.length);
    bytes.copy(this.#data, this.#room(bytes.length));
    return this;
  }

  bytes(value: Uint8Array): this {
    this.int32(value.length);
    this.#data.set(value, this.#room(value.length));
    return this;
  }

  list<T>(values: readonly T[], write: (value: T) => void): this {
    this.int32(values.length);
    for (const value of values) write(value);
    return this;
  }

  finish(): Buffer {
    return this.#data.subarray(0, this.#length);
  }

  #room(length: number): number {
    const at = this.#length;
    this.#length += length;
    if (this.#length > this.#data.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.#length, this.#data.length * 2));
      this.#data.copy(grown, 0, 0, at);
      this.#data = grown;
    }
    return at;
  }
}

/** Length, header (version 1) and body of a request. */
export function frameOf(
  apiKey: number,
  version: number,
  correlationId: number,
  clientId: string,
  body: Buffer,
): Buffer {
  const header = new WireWriter().int16(apiKey).int16(version).int32(correlationId).string(clientId).finish();
  const length = Buffer.alloc(4);
  length.writeInt32BE(header.length + body.length);
  return Buffer.concat([length, header, body]);
}
