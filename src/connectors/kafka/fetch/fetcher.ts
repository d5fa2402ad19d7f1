// Fetches the partitions of a source: one connection and one request under way per broker, long polls while nothing comes.
//
// A partition is asked for while less than its share of the buffer is filled, or more is needed for a replay; the order
// in a request turns, as a broker fills its answer from the front. While some partition is full the poll is short, so that
// it is asked for again soon after it was read.
//
// Trouble: a broker that does not answer or leads no longer is asked again after a pause, with leaders looked up anew; what
// asking again cannot mend (an offset that is gone, a topic that is gone, a refusal) is kept at the partition, and the
// source tells it. Nothing here reads a clock: pauses are timers, so a waiting job costs two requests a second.
import { MillraceError } from "../../../common/errors.ts";
import type { KafkaClient } from "../client.ts";
import type { KafkaConnection } from "../connection.ts";
import { kafkaError } from "../kafka-errors.ts";
import { BrokerConnection } from "./broker-connection.ts";
import {
  decodeFetch,
  encodeFetch,
  FETCH_API_KEY,
  FETCH_VERSION,
  type FetchedPartition,
  type FetchResponse,
} from "./fetch-protocol.ts";
import { FramePool } from "./frame-pool.ts";
import type { RecordScout } from "./look-ahead.ts";
import type { PartitionLog } from "./partition-log.ts";
import { Signal } from "./signal.ts";

export interface FetchSettings {
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  /** Of one partition in one answer. */
  readonly partitionMaxBytes: number;
}

/** Bytes that are fetched ahead, of all partitions together: about; a partition may go over its share by one answer. */
const BUFFER_BYTES_MAX = 48 * 1024 * 1024;
const PARTITION_BYTES_MIN = 64 * 1024;
const SHORT_WAIT_MS = 20;
const PAUSE_MS = 100;
const PAUSE_MS_MAX = 2000;
/** Leaders that cannot be found for so many tries in a row: a topic that is gone. */
const LOST_TRIES_MAX = 10;

const OFFSET_OUT_OF_RANGE = 1;
/** Errors that say: look up the leaders again. */
const MOVED = new Set([3, 5, 6, 9, 56, 74, 75, 76, 78, 100, 103]);
const REFUSED = new Map([
  [29, "TOPIC_AUTHORIZATION_FAILED"],
  [10, "MESSAGE_TOO_LARGE"],
]);

/** Troubles that asking again may mend. */
const PASSING = new Set(["CONNECTOR_KAFKA_UNREACHABLE", "CONNECTOR_KAFKA_FAILED", "CONNECTOR_REGISTRY_UNREACHABLE"]);

/** A partition and what fetching it met. */
export interface Watched {
  readonly log: PartitionLog;
  leader: number;
  /** Fetched at least up to here, however full the buffer is. */
  needTo: number;
  /** The broker has no record at fetchOffset: gone by retention, or the topic was made anew. */
  isOutOfRange: boolean;
  error: MillraceError | null;
  /** Answers in a row without a record although the log goes on: a gap at its end. */
  emptyCount: number;
}

export class Fetcher {
  readonly #client: KafkaClient;
  readonly #connection: KafkaConnection;
  readonly #settings: FetchSettings;
  readonly #scout: RecordScout | null;
  readonly #watched = new Map<string, Watched>();
  readonly #loops = new Map<number, Promise<void>>();
  readonly #open = new Map<number, BrokerConnection>();
  #addresses = new Map<number, { readonly host: string; readonly port: number }>();
  readonly #pool = new FramePool();
  #isClosed = false;
  #lostTries = 0;
  #refreshing: Promise<void> | null = null;
  #electionTimer: NodeJS.Timeout | null = null;
  /** Told when something arrived or went wrong. */
  readonly arrived = new Signal();
  /** Told when there is room again, or other partitions. */
  readonly #room = new Signal();
  /** The last trouble with a broker; null while all is well. */
  trouble: MillraceError | null = null;

  /** `scout`: looks through what is fetched before it is taken; null: nobody has to. */
  constructor(
    client: KafkaClient,
    connection: KafkaConnection,
    settings: FetchSettings,
    scout: RecordScout | null = null,
  ) {
    this.#scout = scout;
    this.#client = client;
    this.#connection = connection;
    this.#settings = settings;
  }

  watch(log: PartitionLog): Watched {
    const watched = { log, leader: -1, needTo: -1, isOutOfRange: false, error: null, emptyCount: 0 };
    this.#watched.set(log.name, watched);
    return watched;
  }

  /** After partitions were added, or their logs read or moved. */
  wake(): void {
    this.#room.notify();
  }

  /** Looks up leaders and begins. @throws CONNECTOR_KAFKA_ */
  async start(): Promise<void> {
    await this.#findLeaders();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#scout?.close();
    if (this.#electionTimer !== null) clearTimeout(this.#electionTimer);
    for (const connection of this.#open.values()) connection.close();
    this.#room.notify();
    await Promise.all(this.#loops.values());
    await this.#refreshing?.catch(() => {});
  }

  async #findLeaders(): Promise<void> {
    const topics = [...new Set([...this.#watched.values()].map(({ log }) => log.topic))];
    if (topics.length === 0) return;
    const { brokers, topics: found } = await this.#client.describe(topics);
    this.#addresses = new Map(brokers.map(({ id, host, port }) => [id, { host, port }]));
    for (const { topic, partitions } of found) {
      for (const { partition, leader } of partitions) {
        const watched = this.#watched.get(`${topic}/${partition}`);
        if (watched !== undefined) watched.leader = leader;
      }
    }
    const leaders = [...this.#watched.values()].map(({ leader }) => leader);
    // Nobody leads a partition while one is elected; its own broker cannot tell when that is over.
    if (leaders.includes(-1) && !this.#isClosed) {
      this.#electionTimer = setTimeout(() => void this.#refresh(), PAUSE_MS_MAX);
    }
    for (const leader of leaders) {
      if (leader >= 0 && !this.#isClosed && !this.#loops.has(leader)) this.#loops.set(leader, this.#loop(leader));
    }
    this.#room.notify();
  }

  /** One look-up at a time; after it failed for long, partitions get its error. */
  #refresh(): Promise<void> {
    this.#refreshing ??= this.#findLeaders()
      .then(() => {
        this.#lostTries = 0;
      })
      .catch((error: unknown) => {
        const problem = kafkaError(error, "looking up leaders", this.#connection);
        this.trouble = problem;
        this.#lostTries++;
        const isLost = problem.code === "CONNECTOR_KAFKA_UNKNOWN_TOPIC" && this.#lostTries >= LOST_TRIES_MAX;
        if (
          isLost ||
          problem.code === "CONNECTOR_KAFKA_NOT_AUTHORIZED" ||
          problem.code === "CONNECTOR_KAFKA_AUTHENTICATION"
        ) {
          for (const watched of this.#watched.values()) watched.error ??= problem;
          this.arrived.notify();
        }
      })
      .finally(() => {
        this.#refreshing = null;
      });
    return this.#refreshing;
  }

  /** Asks one broker for as long as the source is open. */
  async #loop(broker: number): Promise<void> {
    let pauseMs = PAUSE_MS;
    let turn = 0;
    while (!this.#isClosed) {
      const mine = [...this.#watched.values()].filter(
        (w) => w.leader === broker && !w.isOutOfRange && w.error === null,
      );
      const share = BUFFER_BYTES_MAX / Math.max(1, this.#watched.size);
      const wanted = mine.filter(({ log, needTo }) => log.bufferedBytes < share || log.fetchOffset < needTo);
      if (wanted.length === 0) {
        await this.#room.wait();
        continue;
      }
      turn = (turn + 1) % wanted.length;
      const inTurn = [...wanted.slice(turn), ...wanted.slice(0, turn)];
      try {
        const isMoved = await this.#fetch(broker, inTurn, wanted.length < mine.length);
        if (!isMoved) {
          pauseMs = PAUSE_MS;
          this.trouble = null;
          continue;
        }
      } catch (error) {
        if (this.#isClosed) return;
        this.#open.get(broker)?.close();
        this.#open.delete(broker);
        this.#takeTrouble(error, broker);
      }
      await this.#room.wait(pauseMs);
      pauseMs = Math.min(2 * pauseMs, PAUSE_MS_MAX);
      if (!this.#isClosed) await this.#refresh();
    }
  }

  #takeTrouble(error: unknown, broker: number): void {
    const address = this.#addresses.get(broker);
    const where = address === undefined ? `broker ${broker}` : `${address.host}:${address.port}`;
    const problem = kafkaError(error, `fetching from ${where}`, this.#connection);
    this.trouble = problem;
    if (PASSING.has(problem.code)) return;
    for (const watched of this.#watched.values()) if (watched.leader === broker) watched.error ??= problem;
    this.arrived.notify();
  }

  /** Returns whether some partition is led elsewhere now. */
  async #fetch(broker: number, wanted: readonly Watched[], isShort: boolean): Promise<boolean> {
    const { minBytes, maxBytes, partitionMaxBytes } = this.#settings;
    const maxWaitMs = isShort ? Math.min(SHORT_WAIT_MS, this.#settings.maxWaitMs) : this.#settings.maxWaitMs;
    const connection = await this.#connectionTo(broker);
    const isCommittedOnly = this.#connection.isolation === "read_committed";
    const asked = new Map(wanted.map((watched) => [watched, watched.log.fetchOffset]));
    // Of many partitions each gets little, so that all of them together stay within the buffer.
    const share = Math.ceil(BUFFER_BYTES_MAX / this.#watched.size);
    const partitions = wanted.map(({ log }) => ({
      topic: log.topic,
      partition: log.partition,
      offset: log.fetchOffset,
      maxBytes: Math.min(partitionMaxBytes, Math.max(PARTITION_BYTES_MIN, share)),
    }));
    const body = encodeFetch({ maxWaitMs, minBytes, maxBytes, isCommittedOnly, partitions });
    const timeoutMs = this.#connection.requestTimeoutMs + maxWaitMs;
    const { body: answer, frame } = await connection.request(FETCH_API_KEY, FETCH_VERSION, body, timeoutMs);
    const response = decodeFetch(answer);
    if (response.errorCode !== 0) throw new Error(`the broker refused a fetch: error ${response.errorCode}`);
    if (this.#scout !== null) {
      for (const { records, topic, partition } of response.partitions) {
        await this.#scout.look(records, `${topic}/${partition}`);
      }
    }
    return this.#take(response, asked, frame);
  }

  #take(response: FetchResponse, asked: ReadonlyMap<Watched, number>, frame: Buffer): boolean {
    let isMoved = false;
    // The frame is used again when all that is kept of it was read.
    let holders = 1;
    const release = () => {
      if (--holders === 0) this.#pool.give(frame);
    };
    const byteCount = response.partitions.reduce((sum, { records }) => sum + records.length, 0);
    // An answer that is not full and not held back tells that there was no more.
    const isWhole = response.throttleMs === 0 && byteCount + this.#settings.partitionMaxBytes < this.#settings.maxBytes;
    for (const fetched of response.partitions) {
      const watched = this.#watched.get(`${fetched.topic}/${fetched.partition}`);
      // One that was moved meanwhile gets nothing from an answer for where it was.
      if (watched === undefined || asked.get(watched) !== watched.log.fetchOffset) continue;
      if (fetched.errorCode === 0) {
        holders++;
        this.#takeRecords(watched, fetched, isWhole, release);
      } else if (fetched.errorCode === OFFSET_OUT_OF_RANGE) watched.isOutOfRange = true;
      else if (MOVED.has(fetched.errorCode)) isMoved = true;
      else {
        const type = REFUSED.get(fetched.errorCode);
        const refusal = Object.assign(new Error(`error ${fetched.errorCode}`), { type });
        watched.error = kafkaError(refusal, `fetching ${watched.log.name}`, this.#connection);
      }
    }
    release();
    this.arrived.notify();
    return isMoved;
  }

  #takeRecords(watched: Watched, fetched: FetchedPartition, isWhole: boolean, release: () => void): void {
    const { log } = watched;
    try {
      const count = log.append(fetched, release);
      const isEmpty = count === 0 && fetched.records.length === 0 && log.endOffset > log.fetchOffset;
      watched.emptyCount = isEmpty && isWhole ? watched.emptyCount + 1 : 0;
      if (watched.emptyCount > 1) log.skipToEnd();
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error;
      watched.error = error;
    }
  }

  async #connectionTo(broker: number): Promise<BrokerConnection> {
    const open = this.#open.get(broker);
    if (open?.isOpen === true) return open;
    const address = this.#addresses.get(broker);
    if (address === undefined) throw new Error(`connection error: no address of broker ${broker}`);
    const connection = await BrokerConnection.open(address.host, address.port, this.#connection, this.#pool);
    if (this.#isClosed) connection.close();
    this.#open.set(broker, connection);
    return connection;
  }
}
