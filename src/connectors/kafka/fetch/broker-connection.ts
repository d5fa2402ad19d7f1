// One connection to one broker: requests go out, responses come back by correlation id. Plain or TLS, with SASL when the
// user logs in. After an error or a time-out it is closed, and whoever waits is told; a new one is made by the owner.
import type { Socket } from "node:net";
import type { KafkaConnection } from "../connection.ts";
import { FramePool } from "./frame-pool.ts";
import { logIn } from "./sasl.ts";
import { frameOf } from "./wire.ts";

/** Longer answers are refused: a broker that speaks something else must not fill the memory. */
const FRAME_BYTES_MAX = 512 * 1024 * 1024;
const READ_BYTES = 256 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;

export interface Answer {
  /** Behind the correlation id. */
  readonly body: Buffer;
  /** The buffer that holds it, for the pool. */
  readonly frame: Buffer;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export class BrokerConnection {
  readonly #socket: Socket;
  readonly #clientId: string;
  readonly #waiting = new Map<number, Waiting>();
  #correlationId = 0;
  /** The frame being read: its bytes and how many of them have come; null between frames. */
  #frame: Buffer | null = null;
  #frameLength = 0;
  #filled = 0;
  /** Where bytes between frames are read to. */
  readonly #small: Buffer;
  readonly #pool: FramePool;
  readonly #header = Buffer.alloc(4);
  #headerFilled = 0;
  #error: Error | null = null;

  private constructor(socket: Socket, clientId: string, small: Buffer, pool: FramePool) {
    this.#socket = socket;
    this.#clientId = clientId;
    this.#small = small;
    this.#pool = pool;
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("connection closed by the broker")));
  }

  /** `pool`: buffers of answers come from there; who is done with one may give it back. */
  static async open(
    host: string,
    port: number,
    connection: KafkaConnection,
    pool = new FramePool(),
  ): Promise<BrokerConnection> {
    let opened: BrokerConnection | null = null;
    const small = Buffer.allocUnsafeSlow(READ_BYTES);
    const socket = await openSocket(host, port, connection, {
      // The bytes of a frame go straight to their place.
      buffer: () => opened?.target() ?? small,
      callback: (count, bytes) => {
        opened?.take(bytes, count);
        return true;
      },
    });
    opened = new BrokerConnection(socket, connection.clientId, small, pool);
    if (connection.tls !== null) socket.on("data", (bytes) => opened?.take(bytes as Buffer, bytes.length));
    try {
      if (connection.sasl !== null) await logIn(opened, connection.sasl, connection.requestTimeoutMs);
    } catch (error) {
      opened.close();
      throw error;
    }
    return opened;
  }

  get isOpen(): boolean {
    return this.#error === null;
  }

  request(apiKey: number, version: number, body: Buffer, timeoutMs: number): Promise<Answer> {
    if (this.#error !== null) return Promise.reject(this.#error);
    const id = this.#correlationId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#fail(new Error(`connection timed out: no answer in ${timeoutMs} ms`)),
        timeoutMs,
      );
      this.#waiting.set(id, { resolve, reject, timer });
      this.#socket.write(frameOf(apiKey, version, id, this.#clientId, body));
    });
  }

  close(): void {
    this.#fail(new Error("connection closed"));
  }

  /** Where the socket reads to next. */
  target(): Uint8Array {
    const frame = this.#frame;
    return frame === null || this.#error !== null ? this.#small : frame.subarray(this.#filled, this.#frameLength);
  }

  /** Bytes [0, count) of what the socket read. */
  take(bytes: Uint8Array, count: number): void {
    let at = 0;
    const frame = this.#frame;
    if (frame !== null && bytes.buffer === frame.buffer && bytes.byteOffset === frame.byteOffset + this.#filled) {
      this.#filled += count;
      if (this.#filled === this.#frameLength) this.#endFrame(frame);
      return;
    }
    while (at < count && this.#error === null) {
      if (this.#frame === null) {
        this.#header[this.#headerFilled++] = bytes[at++];
        if (this.#headerFilled === 4) this.#beginFrame();
        continue;
      }
      const length = Math.min(count - at, this.#frameLength - this.#filled);
      this.#frame.set(bytes.subarray(at, at + length), this.#filled);
      this.#filled += length;
      at += length;
      if (this.#filled === this.#frameLength) this.#endFrame(this.#frame);
    }
  }

  #beginFrame(): void {
    const length = this.#header.readInt32BE(0);
    this.#headerFilled = 0;
    if (length < 4 || length > FRAME_BYTES_MAX) {
      this.#fail(new Error(`this is no Kafka broker, or it speaks TLS: an answer of ${length} bytes`));
      return;
    }
    this.#frame = this.#pool.take(length);
    this.#frameLength = length;
    this.#filled = 0;
  }

  #endFrame(frame: Buffer): void {
    this.#frame = null;
    const id = frame.readInt32BE(0);
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.resolve({ body: frame.subarray(4, this.#frameLength), frame });
  }

  #fail(error: Error): void {
    if (this.#error !== null) return;
    this.#error = error;
    this.#socket.destroy();
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.#waiting.clear();
  }
}

interface OnRead {
  readonly buffer: () => Uint8Array;
  readonly callback: (count: number, bytes: Uint8Array) => boolean;
}

/** TLS sockets know no onread: they tell their bytes as data. The modules of Node.js load here: without Kafka nobody waits for them. */
function openSocket(host: string, port: number, { tls }: KafkaConnection, onread: OnRead): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket =
      tls === null
        ? process.getBuiltinModule("node:net").connect({ host, port, noDelay: true, keepAlive: true, onread })
        : process.getBuiltinModule("node:tls").connect({ host, port, ...(/^[\d.:]+$/.test(host) ? {} : { servername: host }), ...tls });
    const timer = setTimeout(() => give(new Error(`connection timed out: ${host}:${port}`)), CONNECT_TIMEOUT_MS);
    function give(error: Error): void {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    }
    socket.once("error", give);
    socket.once(tls === null ? "connect" : "secureConnect", () => {
      clearTimeout(timer);
      socket.off("error", give);
      resolve(socket);
    });
  });
}
