// The Flink that the referee asks: started when it does not run, and started again when it has lost its TaskManager.
import { missingFor, startServer, stopServer } from "../../servers/server.ts";
import { type FlinkAnswer, FlinkSession } from "./gateway.ts";

/** Jobs at a time; each takes one slot. */
export const SLOTS = 4;

const PROPERTIES = {
  "execution.runtime-mode": "streaming",
  "parallelism.default": "1",
  "restart-strategy.type": "none",
  // A watermark after each row that raises it.
  "pipeline.auto-watermark-interval": "0 ms",
};

export class FlinkCluster {
  #url = "";
  #starts = 0;
  #restarting: Promise<void> | null = null;

  /** Null, and what is missing, when this machine cannot run it. */
  static async start(): Promise<FlinkCluster | readonly string[]> {
    const missing = missingFor("flink");
    if (missing.length > 0) return missing;
    const cluster = new FlinkCluster();
    await cluster.#start();
    return cluster;
  }

  async #start(): Promise<void> {
    const lines = await startServer("flink", { env: { FLINK_SLOTS: String(SLOTS) } });
    this.#url = lines.find((line) => line.startsWith("FLINK_GATEWAY_URL="))?.split("=")[1] ?? "";
    this.#starts++;
  }

  async stop(): Promise<void> {
    await stopServer("flink");
  }

  /** A session with the tables of one input. */
  async session(zone: string, statements: readonly string[]): Promise<InputSession> {
    const open = async () => {
      const session = await FlinkSession.open(this.#url, { ...PROPERTIES, "table.local-time-zone": zone });
      for (const statement of statements) await session.configure(statement);
      return session;
    };
    return new InputSession(this, open);
  }

  /** Starts it again, once for all who ask at the same time. `seen`: how often it was started when they found out. */
  async restart(seen: number): Promise<void> {
    if (seen !== this.#starts) return this.#restarting ?? undefined;
    this.#restarting ??= (async () => {
      await stopServer("flink");
      await this.#start();
    })().finally(() => (this.#restarting = null));
    return this.#restarting;
  }

  get starts(): number {
    return this.#starts;
  }
}

/** A session that is opened again when the cluster was. */
export class InputSession {
  readonly #cluster: FlinkCluster;
  readonly #open: () => Promise<FlinkSession>;
  #session: { readonly starts: number; readonly opened: Promise<FlinkSession> } | null = null;

  constructor(cluster: FlinkCluster, open: () => Promise<FlinkSession>) {
    this.#cluster = cluster;
    this.#open = open;
  }

  async query(sql: string): Promise<FlinkAnswer> {
    const first = await this.#once(sql);
    if (first.kind !== "lost") return first;
    process.stderr.write(`Flink is started again: ${first.message.slice(0, 200)}\n`);
    await this.#cluster.restart(this.#session?.starts ?? this.#cluster.starts);
    return this.#once(sql);
  }

  async #once(sql: string): Promise<FlinkAnswer> {
    try {
      const starts = this.#cluster.starts;
      if (this.#session?.starts !== starts) this.#session = { starts, opened: this.#open() };
      return await (await this.#session.opened).query(sql);
    } catch (error) {
      this.#session = null;
      return { kind: "lost", message: String(error) };
    }
  }

  async close(): Promise<void> {
    await (await this.#session?.opened.catch(() => undefined))?.close().catch(() => undefined);
  }
}
