// Answers of lookups that are remembered: by key, those asked for last. Time is batch time. In memory only: after a restart it
// is empty, and what a batch took from it is in the external log like every other answer.
import type { LookupCacheSpec } from "../../../connectors/connector.ts";
import type { AnsweredRow } from "./answers.ts";

interface Entry {
  readonly rows: readonly AnsweredRow[];
  readonly writtenMs: number;
  askedMs: number;
}

export class LookupCache {
  readonly #spec: LookupCacheSpec;
  /** In the order in which keys were last asked for. */
  readonly #entries = new Map<string, Entry>();

  constructor(spec: LookupCacheSpec) {
    this.#spec = spec;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Null: it must be asked for. */
  find(key: string, nowMs: number): readonly AnsweredRow[] | null {
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    this.#entries.delete(key);
    const { expireAfterWriteMs, expireAfterAccessMs } = this.#spec;
    if (nowMs - entry.writtenMs >= expireAfterWriteMs || nowMs - entry.askedMs >= expireAfterAccessMs) return null;
    entry.askedMs = nowMs;
    this.#entries.set(key, entry);
    return entry.rows;
  }

  put(key: string, rows: readonly AnsweredRow[], nowMs: number): void {
    if (rows.length === 0 && !this.#spec.keepsMissing) return;
    this.#entries.delete(key);
    this.#entries.set(key, { rows, writtenMs: nowMs, askedMs: nowMs });
    if (this.#entries.size <= this.#spec.keysMax) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }
}
