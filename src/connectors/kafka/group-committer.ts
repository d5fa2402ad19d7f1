// Tells the consumer group what was committed, for monitoring: the newest offsets, one commit under way, at most one a second.
// The job's own positions are in its state, so a commit that fails costs nothing but is told.
import type { GroupOffset, KafkaClient } from "./client.ts";

const INTERVAL_MS = 1000;

export class GroupCommitter {
  readonly #client: KafkaClient;
  readonly #groupId: string;
  readonly #warn: (text: string) => void;
  #waiting = new Map<string, GroupOffset>();
  #timer: NodeJS.Timeout | null = null;
  #sending: Promise<void> | null = null;
  #hasFailed = false;

  constructor(client: KafkaClient, groupId: string, warn: (text: string) => void) {
    this.#client = client;
    this.#groupId = groupId;
    this.#warn = warn;
  }

  commit(offsets: readonly GroupOffset[]): void {
    for (const offset of offsets) this.#waiting.set(`${offset.topic}/${offset.partition}`, offset);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.#sending === null) void this.#send();
      else this.commit([]);
    }, INTERVAL_MS);
  }

  /** Sends what waits and ends. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#sending;
    await this.#send();
  }

  #send(): Promise<void> {
    if (this.#waiting.size === 0) return Promise.resolve();
    const offsets = [...this.#waiting.values()];
    this.#waiting = new Map();
    this.#sending = this.#client
      .commitGroupOffsets(this.#groupId, offsets)
      .then(() => {
        this.#hasFailed = false;
      })
      .catch((error: unknown) => {
        // With the next batch they are tried again, unless newer ones came.
        for (const offset of offsets) {
          const name = `${offset.topic}/${offset.partition}`;
          if (!this.#waiting.has(name)) this.#waiting.set(name, offset);
        }
        if (!this.#hasFailed) this.#warn(`${error instanceof Error ? error.message : String(error)}; the job goes on`);
        this.#hasFailed = true;
      })
      .finally(() => {
        this.#sending = null;
      });
    return this.#sending;
  }
}
