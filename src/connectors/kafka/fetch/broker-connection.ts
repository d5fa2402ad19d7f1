// One connection to one broker: requests go out, responses come back by correlation id. Plain or TLS, with SASL when the
// user logs in. After an error or a time-out it is closed, and whoever waits is told; a new one is made by the owner.
import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { KafkaConnection } from "../connection.ts";
import { logIn } from "./sasl.ts";
import { frameOf } from "./wire.ts";

/** Longer answers are refused: a broker that speaks something else must not fill the memory. */
const FRAME_BYTES_MAX = 512 * 1024 * 1024;
const READ_BYTES = 256 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;

interface Waiting {
  readonly resolve: (response: Buffer) => void;
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
  #filled = 0;
  readonly #header = Buffer.alloc(4);
  #headerFilled = 0;
  #error: Error | null = null;

  private constructor(socket: Socket, clientId: string) {
    this.#socket = socket;
    this.#clientId = clientId;
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("connection closed by the broker")));
  }

  static async open(host: string, port: number, connection: KafkaConnection): Promise<BrokerConnection> {
    let opened: BrokerConnection | null = null;
    const onBytes = (bytes: Uint8Array, count: number) => opened?.take(bytes, count);
    const socket = await openSocket(host, port, connection, onBytes);
    opened = new BrokerConnection(socket, connection.clientId);
    if (connection.tls !== null) socket.on("data", (bytes) => onBytes(bytes as Buffer, bytes.length));
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

  /** The body of the response. */
  request(apiKey: number, version: number, body: Buffer, timeoutMs: number): Promise<Buffer> {
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

  /** Bytes [0, count) of what the socket read; they are copied. */
  take(bytes: Uint8Array, count: number): void {
    let at = 0;
    while (at < count && this.#error === null) {
      if (this.#frame === null) {
        this.#header[this.#headerFilled++] = bytes[at++];
        if (this.#headerFilled === 4) this.#beginFrame();
        continue;
      }
      const length = Math.min(count - at, this.#frame.length - this.#filled);
      this.#frame.set(bytes.subarray(at, at + length), this.#filled);
      this.#filled += length;
      at += length;
      if (this.#filled === this.#frame.length) this.#endFrame(this.#frame);
    }
  }

  #beginFrame(): void {
    const length = this.#header.readInt32BE(0);
    this.#headerFilled = 0;
    if (length < 4 || length > FRAME_BYTES_MAX) {
      this.#fail(new Error(`this is no Kafka broker, or it speaks TLS: an answer of ${length} bytes`));
      return;
    }
    this.#frame = Buffer.allocUnsafeSlow(length);
    this.#filled = 0;
  }

  #endFrame(frame: Buffer): void {
    this.#frame = null;
    const id = frame.readInt32BE(0);
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.resolve(frame.subarray(4));
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

function openSocket(
  host: string,
  port: number,
  { tls }: KafkaConnection,
  onBytes: (bytes: Uint8Array, count: number) => void,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const onread = {
      buffer: Buffer.allocUnsafeSlow(READ_BYTES),
      callback: (count: number, bytes: Uint8Array) => {
        onBytes(bytes, count);
        return true;
      },
    };
    const socket =
      tls === null
        ? connectPlain({ host, port, noDelay: true, keepAlive: true, onread })
        : connectTls({ host, port, ...(/^[\d.:]+$/.test(host) ? {} : { servername: host }), ...tls });
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
