// Parts to run the driver without SQL: a source of lines in memory, an exactly-once sink of each commit order that outlives
// a run, a stateful operator, a store whose k-th write fails. All are full implementations of the interfaces.

import { vectorOf } from "../../src/columnar/builders.ts";
import type { ChangeBatch } from "../../src/columnar/change-batch.ts";
import { packColumns } from "../../src/columnar/pack.ts";
import { scalarAt } from "../../src/columnar/read.ts";
import { unpackColumns } from "../../src/columnar/unpack.ts";
import { BIGINT, STRING } from "../../src/common/types.ts";
import type {
  BadRow,
  RunLimit,
  RunResult,
  Sink,
  SinkManifest,
  Source,
  SourceRows,
  SplitCursor,
  SplitState,
} from "../../src/connectors/connector.ts";
import type { Surroundings } from "../../src/exec/driver/surroundings.ts";
import type { BatchContext, ExecGraph, Operator, ScanOperator, SourceBatch } from "../../src/exec/operator.ts";
import type { StateStore } from "../../src/exec/state/state-store.ts";
import type { StateTable, StateView } from "../../src/exec/state/state-table.ts";
import type { ResolvedTable } from "../../src/planner/logical.ts";
import type { PhysicalNode, PhysicalPlan } from "../../src/planner/physical.ts";

/** The k-th step that is announced fails; then all go well. */
export class Faults {
  #left: number;
  /** Names of the steps so far. */
  readonly steps: string[] = [];

  constructor(failAt = Number.POSITIVE_INFINITY) {
    this.#left = failAt;
  }

  step(name: string): void {
    this.steps.push(name);
    if (--this.#left === 0) throw new Error(`fault at ${name}`);
  }
}

/** Texts by split; a split may grow when the source is unbounded. A text that begins with "!" is a bad record. */
export interface Lines {
  readonly splits: Map<string, string[]>;
  /** Watermark group of a split; default: each is one. */
  laneOf?(split: string): string;
  readonly isBounded: boolean;
  /** Bytes that a record takes in its split. */
  readonly recordBytes?: number;
}

export class LinesSource implements Source {
  readonly isBounded: boolean;
  readonly #lines: Lines;
  readonly #table: string;
  readonly #bytes: number;
  #batch: { text: string; offset: number; split: string }[] = [];

  constructor(table: string, lines: Lines) {
    this.#table = table;
    this.#lines = lines;
    this.isBounded = lines.isBounded;
    this.#bytes = lines.recordBytes ?? 16;
  }

  open(): void {}

  discover(): readonly SplitState[] {
    return [...this.#lines.splits].sort().map(([split, texts]) => ({
      split,
      start: { offset: 0 },
      hasMore: (cursor: SplitCursor) => cursor.offset < texts.length * this.#bytes,
      isEnded: (cursor: SplitCursor) => this.isBounded && cursor.offset >= texts.length * this.#bytes,
      watermarkGroup: this.#lines.laneOf?.(split) ?? split,
    }));
  }

  beginBatch(): void {
    this.#batch = [];
  }

  readRun(split: string, from: SplitCursor, limit: RunLimit, replayTo: SplitCursor | null): RunResult {
    const texts = this.#lines.splits.get(split)!;
    const bad: BadRow[] = [];
    let { offset } = from;
    let rowCount = 0;
    const end = replayTo?.offset ?? limit.beginBefore;
    while (offset < end && offset / this.#bytes < texts.length && rowCount + bad.length < limit.recordsMax) {
      if (offset - from.offset >= limit.bytesMax) break;
      const text = texts[offset / this.#bytes];
      if (text.startsWith("!")) bad.push(badRow(split, offset, offset / this.#bytes + 1, text));
      else {
        this.#batch.push({ text, offset, split });
        rowCount++;
      }
      offset += this.#bytes;
    }
    return { rowCount, bad, to: { offset }, isEnded: this.isBounded && offset >= texts.length * this.#bytes };
  }

  endBatch(): SourceRows {
    const runs: { firstRow: number; split: string }[] = [];
    this.#batch.forEach(({ split }, row) => {
      if (runs.at(-1)?.split !== split) runs.push({ firstRow: row, split });
    });
    return {
      rowCount: this.#batch.length,
      columns: [
        vectorOf(
          STRING,
          this.#batch.map((r) => r.text),
        ),
      ],
      kinds: null,
      origin: { table: this.#table, runs, offsets: Float64Array.from(this.#batch, (r) => r.offset) },
    };
  }

  close(): void {}
}

function badRow(split: string, offset: number, line: number, text: string): BadRow {
  const raw = new TextEncoder().encode(text);
  return {
    split,
    offset,
    line,
    column: "text",
    code: "DATA_BAD_VALUE",
    message: `"${text}" is no text of this test`,
    raw,
  };
}

export function linesTable(name: string, options: Readonly<Record<string, string>> = {}): ResolvedTable {
  return {
    name,
    connector: "lines",
    columns: [{ kind: "physical", name: "text", type: STRING }],
    primaryKey: null,
    partitionedBy: [],
    watermark: null,
    options,
  };
}

/** Hands its rows on; keeps what it was told about lanes. */
export class LinesScan implements ScanOperator {
  readonly id: string;
  readonly table: ResolvedTable;
  readonly sourceColumns = [0];
  readonly stateTables: readonly StateTable[] = [];
  readonly seen: SourceBatch[] = [];

  constructor(table: ResolvedTable) {
    this.id = `scan-${table.name}`;
    this.table = table;
  }

  processSource(batch: SourceBatch, context: BatchContext): ChangeBatch {
    this.seen.push(batch);
    const { rows } = batch;
    const steps = context.isEndOfInput
      ? { rows: Int32Array.of(rows.rowCount), marks: Float64Array.of(Number.POSITIVE_INFINITY), count: 1 }
      : { rows: new Int32Array(0), marks: new Float64Array(0), count: 0 };
    return { ...rows, selection: null, steps, arrival: batch.arrival };
  }
}

/** Numbers its rows, beginning where the last batch ended: what comes out shows a lost or doubled row. */
export class NumberRows implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #counter: Counter;
  readonly #random: boolean;

  constructor(id = "number-rows", layoutVersion = 1, random = false) {
    this.id = id;
    this.#counter = new Counter(layoutVersion);
    this.#random = random;
    this.stateTables = [this.#counter];
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const texts: string[] = [];
    const live = input.selection ?? Int32Array.from({ length: input.rowCount }, (_, i) => i);
    for (const row of live) {
      const text = scalarAt(input.columns[0], STRING, row);
      texts.push(`${this.#counter.add(1)}:${text}${this.#random ? `:${context.evaluation.random()}` : ""}`);
    }
    context.report.used(this.id, live.length);
    return {
      rowCount: texts.length,
      columns: [vectorOf(STRING, texts)],
      kinds: null,
      selection: null,
      steps: { rows: new Int32Array(0), marks: new Float64Array(0), count: 0 },
      origin: null,
      arrival: null,
    };
  }
}

class Counter implements StateTable {
  readonly name = "counter";
  readonly layoutVersion: number;
  #value = 0;
  #isChanged = false;

  constructor(layoutVersion: number) {
    this.layoutVersion = layoutVersion;
  }

  add(by: number): number {
    this.#value += by;
    this.#isChanged = true;
    return this.#value;
  }

  takeDelta(): Uint8Array | null {
    return this.#isChanged ? this.takeSnapshot() : null;
  }

  takeSnapshot(): Uint8Array {
    this.#isChanged = false;
    return packColumns(1, [vectorOf(BIGINT, [this.#value])]);
  }

  restore(_kind: "snapshot" | "delta", payload: Uint8Array): void {
    this.#value = scalarAt(unpackColumns(payload).columns[0], BIGINT, 0) as number;
  }

  view(): StateView {
    return {
      rowCount: 1,
      columns: [{ role: "own", name: "value", type: BIGINT, vector: vectorOf(BIGINT, [this.#value]) }],
    };
  }

  rowCount(): number {
    return 1;
  }

  sizeBytes(): number {
    return 8;
  }
}

/** Drops rows that contain `text`. */
export class DropRows implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[] = [];
  readonly #text: string;

  constructor(id: string, text: string) {
    this.id = id;
    this.#text = text;
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const rows = Array.from({ length: input.rowCount }, (_, row) => row);
    const kept = rows.filter((row) => !String(scalarAt(input.columns[0], STRING, row)).includes(this.#text));
    context.report.filtered(this.id, rows.length - kept.length, input.origin?.table ?? null);
    return { ...input, selection: Int32Array.from(kept) };
  }
}

/** What is outside of the job and outlives it. */
export interface Outside {
  /** Rows that anyone can see, by sink name. */
  readonly visible: Map<string, string[]>;
  /** "first" sinks: the last batch they hold. */
  readonly held: Map<string, number>;
  /** "after" sinks: what is prepared and not yet finished, by batch. */
  readonly prepared: Map<string, Map<number, string[]>>;
  readonly closed: string[];
}

export function outside(): Outside {
  return { visible: new Map(), held: new Map(), prepared: new Map(), closed: [] };
}

/** Shows rows and batch id in one step, before the state is written. */
export class FirstSink implements Sink {
  readonly commitOrder = "first";
  readonly #name: string;
  readonly #outside: Outside;
  readonly #faults: Faults;
  #rows: string[] = [];

  constructor(name: string, to: Outside, faults: Faults) {
    this.#name = name;
    this.#outside = to;
    this.#faults = faults;
  }

  open(): void {
    this.#faults.step("first open");
  }

  lastBatchId(): number | null {
    return this.#outside.held.get(this.#name) ?? null;
  }

  write(batch: ChangeBatch): void {
    this.#rows.push(...textsOf(batch));
  }

  prepare(): SinkManifest | null {
    this.#faults.step("first prepare");
    return null;
  }

  commit(batchId: number): void {
    this.#faults.step("first before commit");
    const shown = this.#outside.visible.get(this.#name) ?? [];
    this.#outside.visible.set(this.#name, [...shown, ...this.#rows]);
    this.#outside.held.set(this.#name, batchId);
    this.#rows = [];
    this.#faults.step("first after commit");
  }

  close(): void {}
}

/** Prepares invisibly, shows after the state is written; what was prepared later than the state knows is thrown away. */
export class AfterSink implements Sink {
  readonly commitOrder = "after";
  readonly #name: string;
  readonly #outside: Outside;
  readonly #faults: Faults;
  #rows: string[] = [];

  constructor(name: string, to: Outside, faults: Faults) {
    this.#name = name;
    this.#outside = to;
    this.#faults = faults;
  }

  open(last: SinkManifest | null): void {
    this.#faults.step("after open");
    if (last !== null) this.finish(last);
    this.#outside.prepared.set(this.#name, new Map());
  }

  write(batch: ChangeBatch): void {
    this.#rows.push(...textsOf(batch));
  }

  prepare(batchId: number, _batchTimeMs: number, isLast: boolean): SinkManifest {
    this.#faults.step("after before prepare");
    this.#outside.prepared.get(this.#name)!.set(batchId, this.#rows);
    this.#rows = [];
    this.#faults.step("after prepared");
    if (isLast) this.#outside.closed.push(`${this.#name} at ${batchId}`);
    return { batchId };
  }

  finish(manifest: SinkManifest): void {
    this.#faults.step("after before finish");
    const batchId = manifest["batchId"] as number;
    const rows = this.#outside.prepared.get(this.#name)?.get(batchId);
    if (rows === undefined) return;
    this.#outside.visible.set(this.#name, [...(this.#outside.visible.get(this.#name) ?? []), ...rows]);
    this.#outside.prepared.get(this.#name)!.delete(batchId);
    this.#faults.step("after finished");
  }

  close(): void {}
}

export function textsOf(batch: ChangeBatch): string[] {
  const live = batch.selection ?? Int32Array.from({ length: batch.rowCount }, (_, i) => i);
  return [...live].map((row) => String(scalarAt(batch.columns[0], STRING, row)));
}

/** A store whose writes can fail, before or after they are done. */
export function faultyStore(store: StateStore, faults: Faults): StateStore {
  const writes = new Set(["writeMeta", "logOffsets", "dropPending", "commit", "compact"]);
  return new Proxy(store, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      const method = value.bind(target) as (...args: readonly unknown[]) => unknown;
      if (typeof key !== "string" || !writes.has(key)) return method;
      return (...args: readonly unknown[]) => {
        faults.step(`before ${key}`);
        const result = method(...args);
        faults.step(`after ${key}`);
        return result;
      };
    },
  });
}

export interface KitNode {
  readonly operator?: Operator;
  readonly scan?: ScanOperator;
  readonly inputs?: readonly number[];
}

/** A graph from nodes in topological order; `sinks`: name -> node. */
export function kitGraph(
  nodes: readonly KitNode[],
  sinks: Readonly<Record<string, number>>,
  plan: PhysicalPlan,
): ExecGraph {
  return {
    nodes: nodes.map(({ operator, scan, inputs = [] }) =>
      scan === undefined ? { kind: "operator", operator: operator!, inputs } : { kind: "scan", scan },
    ),
    sinks: Object.values(sinks).map((input, i) => ({ sink: plan.sinks[i], input })),
  };
}

/** A plan that only names things: the driver takes operators from the graph. */
export function kitPlan(
  sinks: readonly string[],
  options: {
    readonly fingerprint?: string;
    readonly settings?: Readonly<Record<string, string>>;
    readonly isQuery?: boolean;
  } = {},
): PhysicalPlan {
  const node: PhysicalNode = {
    kind: "values",
    id: "unused",
    columns: [{ name: "text", type: STRING }],
    changelogMode: "append",
    streamKey: null,
    watermarkColumns: [],
    state: [],
    isBounded: true,
    rows: [],
  };
  return {
    sinks: sinks.map((name) => ({
      id: `sink-${name}`,
      name,
      table: options.isQuery === true ? null : linesTable(name),
      input: node,
      keyColumns: null,
    })),
    fingerprint: options.fingerprint ?? "one",
    settings: options.settings ?? {},
  };
}

export interface KitOptions {
  readonly sources: Readonly<Record<string, Lines>>;
  readonly outside: Outside;
  readonly faults?: Faults;
  graph(plan: PhysicalPlan): ExecGraph;
  compileStored?: Surroundings["compileStored"];
}

/** Sinks whose name begins with "first" commit first, the others after. */
export function kitSurroundings({
  sources,
  outside: to,
  faults = new Faults(),
  graph,
  compileStored,
}: KitOptions): Surroundings {
  return {
    zone: "UTC",
    createSource: (table) => new LinesSource(table.name, sources[table.name]),
    createSink: (table) =>
      table.name.startsWith("first") ? new FirstSink(table.name, to, faults) : new AfterSink(table.name, to, faults),
    buildGraph: graph,
    compileStored:
      compileStored ??
      (() => {
        throw new Error("there is nothing stored in this test");
      }),
  };
}
