// One transaction per micro-batch: its records and, as the offset of a group, its id. Both become visible together, so what a crash left
// open is known by asking the group.
//
// Whatever goes wrong in a transaction makes its producer useless: it is closed, a new one with the same transactional id fences it and
// aborts what it left, the group says whether the batch is in (a commit that reported an error may have gone through), and if it is not,
// the batch is sent again. The group is read only after that fencing: offsets of a transaction whose markers are still being written
// do not show before. Seen with Kafka 4.2; the records come before the offsets, as two transactions with only offsets block each other.
import type { Clock } from "../../../common/clock.ts";
import { MillraceError } from "../../../common/errors.ts";
import type { KafkaClient, KafkaProducer, KafkaTransaction, OutgoingRecord } from "../client.ts";
import type { SinkSettings } from "./sink-options.ts";

const RETRY_MS = 100;
const RETRY_MS_MAX = 5_000;

/** What no second attempt mends. */
const FINAL_CODES: ReadonlySet<string> = new Set([
  "CONNECTOR_KAFKA_UNKNOWN_TOPIC",
  "CONNECTOR_KAFKA_NOT_AUTHORIZED",
  "CONNECTOR_KAFKA_AUTHENTICATION",
  "CONNECTOR_KAFKA_TOO_LARGE",
  "CONNECTOR_KAFKA_BAD_TIMESTAMP",
  "CONNECTOR_KAFKA_TLS",
]);

function isFinal(error: unknown): boolean {
  return error instanceof MillraceError && FINAL_CODES.has(error.code);
}

export interface TransactionSetup {
  readonly client: KafkaClient;
  readonly settings: SinkSettings;
  readonly transactionalId: string;
  /** Its offset of partition 0 of the topic is the id of the last batch. */
  readonly groupId: string;
  readonly clock: Clock;
  warn(text: string): void;
}

export class Transactions {
  readonly #setup: TransactionSetup;
  #producer: KafkaProducer | null = null;

  constructor(setup: TransactionSetup) {
    this.#setup = setup;
  }

  /** Fences earlier runs, aborts what they left open. The last batch that is in; null: none. */
  async recover(): Promise<number | null> {
    return retrying(
      this.#setup,
      async () => {
        const transaction = await this.#begin();
        const held = await this.#heldBatch();
        await transaction.abort();
        return held;
      },
      () => this.#drop(),
    );
  }

  /** `sends`: makes the records anew at each attempt. */
  async write(batchId: number, sends: () => Iterable<readonly OutgoingRecord[]>): Promise<void> {
    let isFirst = true;
    await retrying(
      this.#setup,
      async () => {
        const { topic } = this.#setup.settings;
        const transaction = await this.#begin();
        if (!isFirst && (await this.#heldBatch()) === batchId) return transaction.abort();
        isFirst = false;
        try {
          for (const records of sends()) await transaction.send(topic, records);
          await transaction.sendOffsets(this.#setup.groupId, [{ topic, partition: 0, offset: batchId, metadata: "" }]);
        } catch (error) {
          // The job ends: what it left open would keep readers waiting until the transaction's time-out.
          if (isFinal(error)) await transaction.abort().catch(() => {});
          throw error;
        }
        await transaction.commit();
      },
      () => this.#drop(),
    );
  }

  async close(): Promise<void> {
    await this.#drop();
  }

  #begin(): Promise<KafkaTransaction> {
    const { client, settings, transactionalId } = this.#setup;
    const { transactionTimeoutMs, compression } = settings;
    this.#producer ??= client.producer({ transactionalId, transactionTimeoutMs, acks: "all", compression });
    return this.#producer.begin();
  }

  async #heldBatch(): Promise<number | null> {
    const { client, groupId, settings } = this.#setup;
    const offsets = await client.groupOffsets(groupId, [settings.topic]);
    return offsets.find(({ topic, partition }) => topic === settings.topic && partition === 0)?.offset ?? null;
  }

  async #drop(): Promise<void> {
    const producer = this.#producer;
    this.#producer = null;
    // It may be in no state to say goodbye.
    await producer?.close().catch(() => {});
  }
}

/**
 * Tries again until it works, the error is a final one, or the time for delivery is over. Being fenced is final, but for a
 * transaction that was open for longer than its time-out: then it was the broker that ended it.
 */
export async function retrying<T>(
  { clock, settings, warn }: Pick<TransactionSetup, "clock" | "settings" | "warn">,
  attempt: () => Promise<T>,
  drop: () => Promise<void>,
): Promise<T> {
  const beganMs = clock.nowMs();
  let told = "";
  for (let waitMs = RETRY_MS; ; waitMs = Math.min(2 * waitMs, RETRY_MS_MAX)) {
    const attemptMs = clock.nowMs();
    try {
      return await attempt();
    } catch (error) {
      await drop();
      if (!(error instanceof MillraceError) || isFinal(error)) throw error;
      const isFenced = error.code === "CONNECTOR_KAFKA_FENCED";
      if (isFenced && clock.nowMs() - attemptMs < settings.transactionTimeoutMs) throw error;
      if (clock.nowMs() - beganMs + waitMs > settings.deliveryTimeoutMs) throw error;
      if (error.message !== told) warn(`${settings.topic}: ${error.message}; trying again`);
      told = error.message;
      await clock.sleep(waitMs);
    }
  }
}
