// One source of the job: its connector's Source, the scans that read it, and where each of its splits stands.
// A table is read once for all its scans; it is read twice only where OPTIONS hints make two tables of one name.
import { createHash } from "node:crypto";
import { MillraceError } from "../../common/errors.ts";
import type { BadRow, Source, SplitCursor, SplitState } from "../../connectors/connector.ts";
import type { ResolvedTable } from "../../planner/logical.ts";
import type { ScanOperator } from "../operator.ts";
import type { OpenedSplit } from "../state/state-store.ts";
import { parseDurationMs } from "../../common/duration.ts";
import { SourcePositions } from "./positions.ts";
import type { Surroundings } from "./surroundings.ts";

/** Options that say nothing about which records a position counts: a source keeps its positions when they change. */
const NOT_OF_POSITION =
  /^(on-error|scan\.(watermark|startup|bounded|topic-partition-discovery)\..*|scan\.(rate-limit|on-data-loss)|rowtime\.null|source\.monitor-interval|((key|value)\.)?(format|(csv|json|raw|[a-z]+-json)\..*)|(key|value)\.fields.*|properties\.(?!bootstrap\.servers$).*|sink\..*)$/;

type Settings = Readonly<Record<string, string>>;

export type OnError = "fail" | "skip" | "dead-letter";

export class OpenSource {
  /** The table's name; with a hash where hints make several tables of it. */
  readonly id: string;
  readonly table: ResolvedTable;
  readonly source: Source;
  readonly scans: readonly ScanOperator[];
  /** Ascending indexes into the physical and metadata columns: what any of the scans reads. */
  readonly readColumns: readonly number[];
  readonly positions = new SourcePositions();
  readonly onError: OnError;
  /** null: lanes never become idle. */
  readonly idleTimeoutMs: number | null;
  /** Records per second; Infinity: no limit. */
  readonly rateLimit: number;
  /** Records that may be read now under the rate limit. */
  tokens = Number.POSITIVE_INFINITY;
  #tokensAtMs: number | null = null;
  /** Batch time at which each lane last had something to read. */
  readonly #activeMs = new Map<string, number>();
  /** Splits opened since the last logged batch. */
  #opened: OpenedSplit[] = [];

  constructor(id: string, scans: readonly ScanOperator[], surroundings: Surroundings, settings: Settings) {
    const { table } = scans[0];
    this.id = id;
    this.table = table;
    this.scans = scans;
    this.readColumns = [...new Set(scans.flatMap((s) => s.sourceColumns))].sort((a, b) => a - b);
    this.source = surroundings.createSource(table, this.readColumns);
    this.onError = onErrorOf(table);
    const timeout = table.options["scan.watermark.idle-timeout"] ?? settings["table.exec.source.idle-timeout"];
    this.idleTimeoutMs = timeout === undefined || this.source.isBounded ? null : parseDurationMs(timeout) || null;
    this.rateLimit = rateLimitOf(table);
  }

  /** Owner of the positions in the state. */
  get ownerId(): string {
    const options = Object.entries(this.table.options).filter(([key]) => !NOT_OF_POSITION.test(key));
    return `source:${this.id}:${shortHash([this.table.connector, options.sort()])}`;
  }

  /** Looks for new data and opens what is new. Returns the splits by lane in order; lanes that ended are left out. */
  discover(batchTimeMs: number): readonly Lane[] {
    this.#refill(batchTimeMs);
    const lanes = new Map<string, Lane>();
    for (const state of this.source.discover(batchTimeMs)) {
      this.#openSplit(state, batchTimeMs);
      const position = this.positions.get(state.split);
      if (position === null || position.isEnded) continue;
      if (state.hasMore(position.cursor)) this.#activeMs.set(position.lane, batchTimeMs);
      const lane = lanes.get(position.lane);
      if (lane === undefined) lanes.set(position.lane, { source: this, lane: position.lane, splits: [state] });
      else lane.splits.push(state);
    }
    return [...lanes.values()];
  }

  #openSplit(state: SplitState, batchTimeMs: number): void {
    const { split, start, watermarkGroup: lane } = state;
    const known = this.positions.get(split);
    const cursor = known?.cursor ?? start;
    const isClosed = known === null || known.isEnded;
    if (!isClosed || (state.isEnded(cursor) && !state.hasMore(cursor))) return;
    this.open({ table: this.id, split, lane }, cursor);
    this.#opened.push({ table: this.id, split, lane, start: cursor });
    this.#activeMs.set(lane, batchTimeMs);
  }

  /** A split that is new, or one that had ended and goes on (new files for a finished job). */
  open(opened: OpenedSplit, cursor: SplitCursor): void {
    this.positions.put({ split: opened.split, lane: opened.lane, cursor, isEnded: false });
  }

  takeOpened(): readonly OpenedSplit[] {
    const opened = this.#opened;
    this.#opened = [];
    return opened;
  }

  get hasOpened(): boolean {
    return this.#opened.length > 0;
  }

  /** Lanes without anything to read for the idle timeout. */
  idleLanes(batchTimeMs: number): readonly string[] {
    const timeoutMs = this.idleTimeoutMs;
    if (timeoutMs === null) return [];
    return this.positions.liveLanes().filter((lane) => {
      const activeMs = this.#activeMs.get(lane);
      if (activeMs === undefined) this.#activeMs.set(lane, batchTimeMs);
      return activeMs !== undefined && batchTimeMs - activeMs >= timeoutMs;
    });
  }

  /** A second's worth at most is saved up; a tenth of it is there at the start. */
  #refill(batchTimeMs: number): void {
    if (this.rateLimit === Number.POSITIVE_INFINITY) return;
    const most = Math.max(1, this.rateLimit);
    if (this.#tokensAtMs === null) this.tokens = Math.max(1, this.rateLimit / 10);
    else this.tokens = Math.min(most, this.tokens + (this.rateLimit * (batchTimeMs - this.#tokensAtMs)) / 1000);
    this.#tokensAtMs = batchTimeMs;
  }
}

/** Splits that are read one after the other and share a watermark. */
export interface Lane {
  readonly source: OpenSource;
  readonly lane: string;
  /** Not ended, in order; the first is read. */
  readonly splits: SplitState[];
}

/** Groups the scans of a graph by what they read; in name order. */
export function openSources(
  scans: readonly ScanOperator[],
  surroundings: Surroundings,
  settings: Settings,
): readonly OpenSource[] {
  const byTable = new Map<string, Map<string, ScanOperator[]>>();
  for (const scan of scans) {
    const variants = byTable.get(scan.table.name) ?? new Map<string, ScanOperator[]>();
    byTable.set(scan.table.name, variants);
    const key = JSON.stringify([scan.table.connector, Object.entries(scan.table.options).sort()]);
    variants.set(key, [...(variants.get(key) ?? []), scan]);
  }
  const sources: OpenSource[] = [];
  for (const [name, variants] of byTable) {
    for (const [key, group] of variants) {
      sources.push(
        new OpenSource(variants.size === 1 ? name : `${name}#${shortHash(key)}`, group, surroundings, settings),
      );
    }
  }
  return sources.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** @throws under 'on-error' = 'fail'. */
export function checkBadRows(source: OpenSource, bad: readonly BadRow[]): void {
  if (bad.length === 0 || source.onError !== "fail") return;
  const row = bad[0];
  const line = row.line === 0 ? `, record ${row.offset}` : `:${row.line}`;
  const column = row.column === null ? "" : `, column ${row.column}`;
  throw new MillraceError(row.code, row.message, {
    location: `${row.split}${line}${column}`,
    hint: `Mend the record, or let ${source.table.name} go on without it: 'on-error' = 'skip' counts it, 'dead-letter' also keeps the record.`,
  });
}

function onErrorOf({ options }: ResolvedTable): OnError {
  const isIgnoring = ["", "value."].some((prefix) => {
    const format = options[`${prefix}format`]?.toLowerCase();
    return options[`${prefix}${format}.ignore-parse-errors`]?.toLowerCase() === "true";
  });
  const value = options["on-error"]?.toLowerCase() ?? (isIgnoring ? "skip" : "fail");
  return value === "skip" || value === "dead-letter" ? value : "fail";
}

function rateLimitOf(table: ResolvedTable): number {
  const value = table.options["scan.rate-limit"];
  if (value === undefined) return Number.POSITIVE_INFINITY;
  const limit = Number(value);
  if (limit > 0) return limit;
  throw new MillraceError("CONNECTOR_BAD_OPTION", `'scan.rate-limit' of ${table.name} is '${value}'`, {
    hint: "Records per second, a number above 0.",
  });
}

function shortHash(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 8);
}
