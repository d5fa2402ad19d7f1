// The brokers by @platformatic/kafka: its connections, log-in and protocol messages, without its clients. Those know transactions only
// with the offsets of a consumer that read the records, and try again for as long as they like.
//
// The versions of the messages are those that brokers from 3.0 to 4.2 take; a transaction keeps its producer epoch, as with kafkajs.
import type { Connection, ConnectionPool, metadataV12 } from "@platformatic/kafka";
import { MillraceError } from "../../../common/errors.ts";
import type { KafkaConnection } from "../connection.ts";
import type { Platformatic } from "./load-platformatic.ts";
import { passesSoon } from "./platformatic-errors.ts";

export type Metadata = Pick<metadataV12.MetadataResponse, "brokers" | "topics">;

const CONNECT_TIMEOUT_MS = 10_000;
const READY_TRIES = 20;
const READY_WAIT_MS = 100;
const COORDINATOR_KINDS = { group: 0, transaction: 1 } as const;

export class PlatformaticCluster {
  readonly library: Platformatic;
  readonly #connection: KafkaConnection;
  readonly #pool: ConnectionPool;
  readonly #coordinators = new Map<string, Promise<{ readonly host: string; readonly port: number }>>();

  constructor(library: Platformatic, connection: KafkaConnection) {
    const { clientId, tls, sasl, requestTimeoutMs, brokers } = connection;
    this.library = library;
    this.#connection = connection;
    const named = brokers.find(({ host }) => !/^[\d.]+$|:/.test(host));
    this.#pool = new library.ConnectionPool(clientId, {
      connectTimeout: Math.min(CONNECT_TIMEOUT_MS, requestTimeoutMs),
      requestTimeout: requestTimeoutMs,
      ...(tls === null ? {} : { tls, ...(named === undefined ? {} : { tlsServerName: true }) }),
      ...(sasl === null ? {} : { sasl: { ...sasl } }),
    });
  }

  /** `topics` null: all there are. A partition may be without a leader. */
  async metadata(topics: readonly string[] | null): Promise<Metadata> {
    const connection = await this.#pool.getFirstAvailable([...this.#connection.brokers]);
    try {
      return await this.library.metadataV12.api.async(connection, topics === null ? null : [...topics], false, false);
    } catch (error) {
      // It rejects when any partition has no leader, which is no reason to know nothing of the others.
      const response = (error as { response?: Metadata }).response;
      if (response?.topics === undefined) throw error;
      if (topics !== null && response.topics.some(({ errorCode }) => errorCode !== 0)) throw error;
      return { brokers: response.brokers, topics: response.topics.filter(({ errorCode }) => errorCode === 0) };
    }
  }

  /** The connection of a broker that metadata named. */
  to({ brokers }: Metadata, nodeId: number): Promise<Connection> {
    const broker = brokers.find((candidate) => candidate.nodeId === nodeId);
    if (broker === undefined) return Promise.reject(noLeader());
    return this.#pool.get({ host: broker.host, port: broker.port });
  }

  /** Asks the coordinator of a group or transactional id, another one when it moved. */
  async withCoordinator<T>(
    kind: keyof typeof COORDINATOR_KINDS,
    key: string,
    ask: (connection: Connection) => Promise<T>,
    waitMs = READY_WAIT_MS,
  ): Promise<T> {
    const name = `${kind} ${key}`;
    try {
      return await untilReady(async (isAgain) => {
        if (isAgain) this.#coordinators.delete(name);
        const found = this.#coordinators.get(name) ?? this.#findCoordinator(COORDINATOR_KINDS[kind], key);
        this.#coordinators.set(name, found);
        return ask(await this.#pool.get(await found));
      }, waitMs);
    } catch (error) {
      this.#coordinators.delete(name);
      throw error;
    }
  }

  /** It cannot be used again. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  async #findCoordinator(kind: 0 | 1, key: string): Promise<{ readonly host: string; readonly port: number }> {
    const connection = await this.#pool.getFirstAvailable([...this.#connection.brokers]);
    const { coordinators } = await this.library.findCoordinatorV4.api.async(connection, kind, [key]);
    return { host: coordinators[0].host, port: coordinators[0].port };
  }
}

class NoLeaderError extends MillraceError {
  readonly apiId = "LEADER_NOT_AVAILABLE";
}

function noLeader(): NoLeaderError {
  return new NoLeaderError("CONNECTOR_KAFKA_UNREACHABLE", "a partition has no leader at the moment", {
    hint: "Is one of the brokers down?",
  });
}

/** Tries again while it is only a matter of moments. */
export async function untilReady<T>(ask: (isAgain: boolean) => Promise<T>, waitMs = READY_WAIT_MS): Promise<T> {
  const tries = Math.ceil((READY_TRIES * READY_WAIT_MS) / waitMs);
  for (let count = 1; ; count++) {
    try {
      return await ask(count > 1);
    } catch (error) {
      if (!passesSoon(error) || count >= tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
