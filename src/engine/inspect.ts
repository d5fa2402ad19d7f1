// Looking into the state file of a job: what was read, what is kept, one batch again. Read-only, also while the job runs.
// Everything it needs loads when the first file is opened.
import type { Scalar } from "../columnar/scalar.ts";
import { MillraceError } from "../common/errors.ts";
import type { Column } from "../common/types.ts";
import type { Zone } from "../common/zone.ts";
import type { ReplayedBatch } from "../exec/inspect/replay.ts";
import type { NamedTable, RestoredState } from "../exec/inspect/restored-state.ts";
import type { TableDiff } from "../exec/inspect/state-diff.ts";
import type { RefusedRecord, StateFileReader, StoredTable } from "../exec/state/sqlite/state-file-reader.ts";
import type { CommitEntry, JobMeta, OffsetEntry } from "../exec/state/state-store.ts";
import type { PreparedJob } from "./job.ts";
import { Redactor } from "./redactor.ts";
import type { SessionOptions } from "./state.ts";

/** State rows of one table with their columns by name. */
export interface StateRows {
  readonly table: NamedTable;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Scalar[])[];
  /** That fit, of which `rows` are the first. */
  readonly count: number;
}

/** Rows of state that share a key. */
export interface HeavyKey {
  readonly table: NamedTable;
  readonly key: string;
  readonly rows: number;
  readonly bytes: number;
}

export class StateInspector implements Disposable {
  readonly #file: StateFileReader;
  readonly #options: SessionOptions;
  readonly #redactor: Redactor;
  #job: PreparedJob | null = null;
  #restored: RestoredState | null = null;
  readonly #compile: typeof import("./compile.ts").compileStored;
  readonly #replay: typeof import("../exec/inspect/replay.ts").replayBatch;
  readonly #diff: typeof import("../exec/inspect/state-diff.ts").diffStates;
  readonly #restore: typeof RestoredState;
  readonly #findOperator: typeof import("../exec/inspect/restored-state.ts").findOperator;

  private constructor(file: StateFileReader, options: SessionOptions, parts: Parts) {
    this.#file = file;
    this.#options = options;
    this.#redactor = new Redactor(options.workingDirectory ?? process.cwd());
    this.#compile = parts.compile.compileStored;
    this.#replay = parts.replay.replayBatch;
    this.#diff = parts.diff.diffStates;
    this.#restore = parts.restored.RestoredState;
    this.#findOperator = parts.restored.findOperator;
  }

  /** @throws STATE_IO, STATE_CORRUPT, STATE_FOREIGN_FILE, STATE_VERSION */
  static async open(path: string, options: SessionOptions = {}): Promise<StateInspector> {
    const { StateFileReader } = await import("../exec/state/sqlite/state-file-reader.ts");
    return new StateInspector(await StateFileReader.open(path), options, await loadParts());
  }

  get path(): string {
    return this.#file.path;
  }

  /** Of the session of the job. */
  get zone(): Zone {
    return this.#state().zone;
  }

  meta(): JobMeta {
    return this.#file.meta();
  }

  processId(): string | null {
    return this.#file.processId();
  }

  /** The newest batches, oldest first. */
  batches(limit: number): readonly { readonly commit: CommitEntry; readonly offsets: OffsetEntry | null }[] {
    return this.#file.commits(limit).map((commit) => ({ commit, offsets: this.#file.offsets(commit.batchId) }));
  }

  commit(batchId: number): CommitEntry | null {
    return this.#file.commit(batchId);
  }

  /** The batch that was begun and not committed. */
  pending(): OffsetEntry | null {
    const last = this.#file.lastCommit()?.batchId ?? 0;
    return this.#file.offsets(last + 1);
  }

  storedTables(): readonly StoredTable[] {
    return this.#file.storedTables();
  }

  /** Late and bad rows, the newest, with source, offset and reason. */
  refused(
    table: "late_rows" | "bad_rows",
    limit: number,
  ): { readonly count: number; readonly rows: readonly RefusedRecord[] } {
    return this.#file.refused(table, limit);
  }

  /** Every state table by owner. @throws STATE_CORRUPT, STATE_UNREADABLE */
  tables(): readonly NamedTable[] {
    return this.#state().tables;
  }

  /** Rows of an operator's tables; `key`: only those whose key, or one column of it, is written so. @throws STATE_NO_OPERATOR */
  rows(operator: string, key: string | null, limit: number): readonly StateRows[] {
    const state = this.#state();
    return state.find(operator).map((table) => {
      const rows: (readonly Scalar[])[] = [];
      let count = 0;
      for (let i = 0; i < table.rowCount; i++) {
        const row = table.row(i);
        if (key !== null && !this.#hasKey(table, row, key)) continue;
        count++;
        if (rows.length < limit) rows.push(row);
      }
      return { table, columns: table.columns, rows, count };
    });
  }

  #hasKey(table: NamedTable, row: readonly Scalar[], key: string): boolean {
    const state = this.#state();
    if (table.keys.length === 0) return false;
    if (state.keyText(table, row) === key) return true;
    return table.keys.some((place) => state.keyText({ ...table, keys: [place] }, row) === key);
  }

  /** The keys under which most bytes are kept, over all operators. */
  heavyKeys(limit: number): readonly HeavyKey[] {
    const state = this.#state();
    const heavy: HeavyKey[] = [];
    for (const table of state.tables) {
      if (table.keys.length === 0) continue;
      const sums = new Map<string, { rows: number; bytes: number }>();
      for (let i = 0; i < table.rowCount; i++) {
        const key = state.keyText(table, table.row(i));
        const sum = sums.get(key) ?? { rows: 0, bytes: 0 };
        sum.rows++;
        sum.bytes += table.rowBytes(i);
        sums.set(key, sum);
      }
      for (const [key, sum] of sums) heavy.push({ table, key, ...sum });
      heavy.sort((a, b) => b.bytes - a.bytes).splice(limit);
    }
    return heavy;
  }

  /** Runs one batch again and hears what every operator hands on; `trace`: only this operator and what it reads. */
  async replay(batchId: number, trace: string | null, rowsMax: number): Promise<ReplayedBatch> {
    const job = this.#compiled();
    try {
      const surroundings = job.surroundings({ statePath: this.path }, this.#redactor);
      const replayed = await this.#replay(this.#file, job, surroundings, batchId, rowsMax);
      if (trace === null) return replayed;
      const { edges } = replayed;
      const id = this.#findOperator(trace, new Map(edges.map((edge) => [edge.operatorId, edge.label])));
      const wanted = new Set([id, ...(edges.find((edge) => edge.operatorId === id)?.inputs ?? [])]);
      return { ...replayed, edges: edges.filter((edge) => wanted.has(edge.operatorId)) };
    } catch (error) {
      throw this.#redactor.error(error);
    }
  }

  /** What differs in the other, taken as the later one. */
  diff(later: StateInspector, rowsMax: number): readonly TableDiff[] {
    return this.#diff(this.tables(), later.tables(), rowsMax);
  }

  close(): void {
    this.#file.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #compiled(): PreparedJob {
    if (this.#job !== null) return this.#job;
    const { sql, settings } = this.meta();
    try {
      this.#job = this.#compile(this.#options, sql, settings);
    } catch (error) {
      throw new MillraceError(
        "STATE_UNREADABLE",
        "the statements of the job do not compile here, so its state cannot be read",
        {
          location: this.path,
          hint: `They say: ${error instanceof Error ? error.message : String(error)}. Run this in the folder and with the functions that the job has.`,
          cause: error,
        },
      );
    }
    return this.#job;
  }

  #state(): RestoredState {
    if (this.#restored !== null) return this.#restored;
    const job = this.#compiled();
    try {
      this.#restored = new this.#restore(job, job.surroundings({ statePath: this.path }, this.#redactor), this.#file);
    } catch (error) {
      throw this.#redactor.error(error);
    }
    return this.#restored;
  }
}

type Parts = Awaited<ReturnType<typeof loadParts>>;

async function loadParts() {
  return {
    compile: await import("./compile.ts"),
    replay: await import("../exec/inspect/replay.ts"),
    diff: await import("../exec/inspect/state-diff.ts"),
    restored: await import("../exec/inspect/restored-state.ts"),
  };
}
