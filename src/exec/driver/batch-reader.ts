// Reads the records of one micro-batch over all sources, in arrival order.
//
// Arrival order is a function of offsets alone (architecture law 3): lanes (watermark groups) stand in (table, lane)
// order and take turns; a turn is the records that begin in the next 64 KiB of the lane's current split. A batch may end
// inside a turn: the cursor says where, the log says whose turn it is. With one lane left turns mean nothing, and it is
// read in one run.
//
// A replay reads exactly the logged runs; lanes and idle lanes come from the log and the stored positions, never from
// what the source finds now.
import { MillraceError } from "../../common/errors.ts";
import type { BadRow, RunResult, SourceRows, SplitCursor, SplitState } from "../../connectors/connector.ts";
import type { LaneRun } from "../operator.ts";
import type { LaneRef, LoggedRun, OffsetEntry } from "../state/state-store.ts";
import { checkBadRows, type Lane, type OpenSource } from "./open-source.ts";

/** Part of a split that one turn reads. */
const TURN_BYTES = 64 * 1024;

/** Bytes of a batch, about: bounds what decoded rows of one batch take. */
const BATCH_BYTES_MAX = 32 * 1024 * 1024;

/** What one source brought. */
export interface SourceRead {
  readonly source: OpenSource;
  readonly rows: SourceRows;
  readonly runs: readonly LaneRun[];
  readonly lanes: readonly string[];
  readonly idleLanes: readonly string[];
  readonly arrival: Float64Array | null;
  readonly bad: readonly BadRow[];
}

export interface BatchRead {
  readonly entry: Omit<OffsetEntry, "batchId">;
  readonly sources: readonly SourceRead[];
  /** Good and bad. */
  readonly recordCount: number;
  /** True when a source has more to read at once. */
  readonly hasMore: boolean;
}

export class BatchReader {
  readonly #sources: readonly OpenSource[];
  readonly #needsArrival: boolean;
  /** Whose turn it is, from the last batch. */
  turn: LaneRef | null = null;
  #idle = "[]";

  constructor(sources: readonly OpenSource[], needsArrival: boolean) {
    this.#sources = sources;
    this.#needsArrival = needsArrival;
  }

  /** True when no source will bring anything any more. */
  get isEnded(): boolean {
    return this.#sources.every((s) => s.source.isBounded && s.positions.liveLanes().length === 0);
  }

  /** Waits for what the sources need before the next batch. */
  async prepare(signal: AbortSignal | undefined): Promise<void> {
    for (const { source } of this.#sources) await source.prepare?.(signal);
  }

  /** False: `signal` aborted before the records of `entry` were there. */
  async prepareReplay(entry: OffsetEntry, signal: AbortSignal | undefined): Promise<boolean> {
    for (const { id, source } of this.#sources) {
      const runs = entry.runs.filter((run) => run.table === id);
      if ((await source.prepareReplay?.(runs, signal)) === false) return false;
    }
    return true;
  }

  /** Resolves when a source that waits for its data may have more; never when none does. */
  whenReady(): Promise<void> {
    const waits = this.#sources.flatMap(({ source }) => source.whenReady?.() ?? []);
    return waits.length === 0 ? new Promise(() => {}) : Promise.race(waits);
  }

  /** Plans and reads the next batch; null when there is nothing to tell. `wasEnded`: the last one was the end of input. */
  readNext(batchTimeMs: number, recordsMax: number, wasEnded: boolean): BatchRead | null {
    const lanes = this.#sources.flatMap((source) => source.discover(batchTimeMs));
    const batch = new OpenBatch(this.#sources, (source) => source.idleLanes(batchTimeMs));
    const turns = new Turns(lanes, this.turn, batch);
    turns.readUpTo(recordsMax);
    const idleLanes = batch.idleLanes();
    const isEndOfInput = this.isEnded;
    const idle = JSON.stringify(idleLanes);
    const hasOpened = this.#sources.some((source) => source.hasOpened);
    if (batch.runs.length === 0 && idle === this.#idle && !hasOpened && (!isEndOfInput || wasEnded)) {
      batch.end(false);
      return null;
    }
    this.#idle = idle;
    this.turn = turns.next();
    const openedSplits = this.#sources.flatMap((source) => source.takeOpened());
    const entry = { batchTimeMs, runs: batch.runs, openedSplits, idleLanes, turn: this.turn, isEndOfInput };
    return { entry, ...batch.end(this.#needsArrival), hasMore: turns.hasMore() };
  }

  /** A batch without rows: the sinks close what they have open. */
  readNothing(batchTimeMs: number): BatchRead {
    const batch = new OpenBatch(this.#sources, (source) => source.idleLanes(batchTimeMs));
    const openedSplits = this.#sources.flatMap((source) => source.takeOpened());
    const idleLanes = batch.idleLanes();
    const entry = { batchTimeMs, runs: [], openedSplits, idleLanes, turn: this.turn, isEndOfInput: false };
    return { entry, ...batch.end(this.#needsArrival), hasMore: false };
  }

  /** Reads what `entry` says. @throws STATE_REPLAY when a source no longer gives the same records. */
  replay(entry: OffsetEntry): BatchRead {
    const starts = new Map<string, SplitCursor>();
    for (const source of this.#sources) {
      for (const { split, start } of source.source.discover(entry.batchTimeMs))
        starts.set(`${source.id}\n${split}`, start);
    }
    for (const opened of entry.openedSplits) {
      const { table, split } = opened;
      const source = this.#sourceNamed(table);
      const firstRun = entry.runs.find((run) => run.table === table && run.split === split);
      const known = source.positions.get(split)?.cursor ?? firstRun?.from ?? opened.start;
      const cursor = known ?? starts.get(`${table}\n${split}`);
      if (cursor !== undefined) source.open(opened, cursor);
    }
    const idleOf = (source: OpenSource) => entry.idleLanes.filter((l) => l.table === source.id).map((l) => l.lane);
    const batch = new OpenBatch(this.#sources, idleOf);
    for (const run of entry.runs) batch.replayRun(this.#sourceNamed(run.table), run);
    this.turn = entry.turn;
    this.#idle = JSON.stringify(entry.idleLanes);
    return { entry, ...batch.end(this.#needsArrival), hasMore: true };
  }

  #sourceNamed(id: string): OpenSource {
    const source = this.#sources.find((s) => s.id === id);
    if (source === undefined) {
      throw new MillraceError("STATE_REPLAY", `the pending batch reads "${id}", which this job does not read`, {
        hint: "Run the statements that made the state file once, or start over with --fresh.",
      });
    }
    return source;
  }
}

/** Whose turn it is among the lanes of a batch. */
class Turns {
  readonly #lanes: Lane[];
  readonly #batch: OpenBatch;
  #at: number;

  constructor(lanes: readonly Lane[], turn: LaneRef | null, batch: OpenBatch) {
    this.#lanes = [...lanes];
    this.#batch = batch;
    const at = lanes.findIndex((l) => l.source.id === turn?.table && l.lane === turn.lane);
    this.#at = Math.max(0, at);
  }

  readUpTo(recordsMax: number): void {
    const batch = this.#batch;
    let stalled = 0;
    while (stalled < this.#lanes.length && batch.recordCount < recordsMax && batch.bytes < BATCH_BYTES_MAX) {
      const lane = this.#lanes[this.#at];
      // In a bounded run a lane that must wait for its rate limit keeps its turn: order is a function of offsets alone.
      if (lane.source.tokens < 1 && lane.source.source.isBounded) return;
      const { hasMoved, isOver } = this.#take(lane, recordsMax - batch.recordCount);
      if (!hasMoved && !isOver) return;
      stalled = hasMoved ? 0 : stalled + 1;
      if (!isOver) continue;
      if (lane.splits.length === 0) this.#lanes.splice(this.#at, 1);
      else this.#at++;
      if (this.#at >= this.#lanes.length) this.#at = 0;
    }
  }

  /** One turn, or what the limits leave of it. Neither moved nor over: it waits for its data, and keeps its turn. */
  #take(lane: Lane, recordsMax: number): { hasMoved: boolean; isOver: boolean } {
    const { source } = lane;
    const split = lane.splits[0];
    const { cursor } = source.positions.get(split.split)!;
    if (!split.hasMore(cursor)) {
      if (!split.isEnded(cursor)) return { hasMoved: false, isOver: true };
      this.#batch.endSplit(source, split.split, cursor);
      lane.splits.shift();
      return { hasMoved: true, isOver: lane.splits.length === 0 };
    }
    if (source.tokens < 1) return { hasMoved: false, isOver: true };
    const turnLength = source.source.turnLength ?? TURN_BYTES;
    const turnEnd = (Math.floor(cursor.offset / turnLength) + 1) * turnLength;
    const limit = {
      recordsMax: Math.min(recordsMax, Math.floor(source.tokens)),
      beginBefore: this.#lanes.length === 1 ? Number.POSITIVE_INFINITY : turnEnd,
      bytesMax: BATCH_BYTES_MAX - this.#batch.bytes,
    };
    const result = source.source.readRun(split.split, cursor, limit, null);
    const recordCount = result.rowCount + result.bad.length;
    const hasMoved = recordCount > 0 || result.isEnded || result.to.offset !== cursor.offset;
    if (!hasMoved) return { hasMoved, isOver: !source.source.isBounded };
    source.tokens -= recordCount;
    this.#batch.addRun(
      source,
      { table: source.id, split: split.split, from: cursor, to: result.to, isEnded: result.isEnded },
      result,
    );
    if (result.isEnded) lane.splits.shift();
    return { hasMoved, isOver: result.isEnded || result.to.offset >= turnEnd || !split.hasMore(result.to) };
  }

  next(): LaneRef | null {
    if (this.#lanes.length === 0) return null;
    const { source, lane } = this.#lanes[this.#at];
    return { table: source.id, lane };
  }

  hasMore(): boolean {
    return this.#lanes.some(({ source, splits }) => hasMore(source, splits[0]));
  }
}

function hasMore(source: OpenSource, split: SplitState): boolean {
  return source.tokens >= 1 && split.hasMore(source.positions.get(split.split)!.cursor);
}

/** The batch while it is read: runs and row counts by source, arrival positions. */
class OpenBatch {
  readonly runs: LoggedRun[] = [];
  recordCount = 0;
  bytes = 0;
  readonly #parts: ReadonlyMap<OpenSource, Part>;
  #arrived = 0;

  constructor(sources: readonly OpenSource[], idleOf: (source: OpenSource) => readonly string[]) {
    this.#parts = new Map(
      sources.map((source) => {
        source.source.beginBatch();
        return [
          source,
          { lanes: source.positions.liveLanes(), idleLanes: idleOf(source), runs: [], bad: [], firsts: [] },
        ];
      }),
    );
  }

  idleLanes(): readonly LaneRef[] {
    return [...this.#parts].flatMap(([{ id }, part]) => part.idleLanes.map((lane) => ({ table: id, lane })));
  }

  /** A split that ended without a record. */
  endSplit(source: OpenSource, split: string, cursor: SplitCursor): void {
    const run = { table: source.id, split, from: cursor, to: cursor, isEnded: true };
    this.addRun(source, run, { rowCount: 0, bad: [], to: cursor, isEnded: true });
  }

  addRun(source: OpenSource, run: LoggedRun, result: RunResult): void {
    checkBadRows(source, result.bad);
    const part = this.#parts.get(source)!;
    const { lane } = source.positions.get(run.split)!;
    source.positions.put({ split: run.split, lane, cursor: run.to, isEnded: run.isEnded });
    this.runs.push(run);
    this.recordCount += result.rowCount + result.bad.length;
    this.bytes += result.byteCount ?? run.to.offset - run.from.offset;
    part.firsts.push(this.#arrived);
    this.#arrived += result.rowCount;
    part.runs.push({ lane, rowCount: result.rowCount, isEnded: run.isEnded && source.positions.isLaneEnded(lane) });
    for (const row of result.bad) part.bad.push(row);
  }

  replayRun(source: OpenSource, run: LoggedRun): void {
    const position = source.positions.get(run.split);
    const isInPlace = position !== null && position.cursor.offset === run.from.offset;
    const limit = {
      recordsMax: Number.POSITIVE_INFINITY,
      beginBefore: Number.POSITIVE_INFINITY,
      bytesMax: Number.POSITIVE_INFINITY,
    };
    const result =
      run.from.offset === run.to.offset
        ? { rowCount: 0, bad: [], to: run.to, isEnded: run.isEnded }
        : source.source.readRun(run.split, run.from, limit, run.to);
    if (!isInPlace || result.to.offset !== run.to.offset) {
      throw new MillraceError(
        "STATE_REPLAY",
        `${run.split} no longer gives the records of the pending batch (offsets ${run.from.offset} to ${run.to.offset})`,
        {
          location: run.split,
          hint: "What was read once must stay as it was. Put the input back, or start over with --fresh.",
        },
      );
    }
    this.addRun(source, run, result);
  }

  end(needsArrival: boolean): { readonly sources: readonly SourceRead[]; readonly recordCount: number } {
    const sources = [...this.#parts].map(([source, part]) => ({
      source,
      rows: source.source.endBatch(),
      runs: part.runs,
      lanes: part.lanes,
      idleLanes: part.idleLanes,
      arrival: needsArrival ? arrivalOf(part) : null,
      bad: part.bad,
    }));
    return { sources, recordCount: this.recordCount };
  }
}

interface Part {
  readonly lanes: readonly string[];
  readonly idleLanes: readonly string[];
  readonly runs: LaneRun[];
  readonly bad: BadRow[];
  /** Arrival position of the first row of each run. */
  readonly firsts: number[];
}

function arrivalOf({ runs, firsts }: Part): Float64Array {
  const arrival = new Float64Array(runs.reduce((sum, run) => sum + run.rowCount, 0));
  let row = 0;
  for (let k = 0; k < runs.length; k++) {
    for (let i = 0; i < runs[k].rowCount; i++) arrival[row++] = firsts[k] + i;
  }
  return arrival;
}
