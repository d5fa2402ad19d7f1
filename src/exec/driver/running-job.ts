// One job while it runs: operators, sources, sinks, accounts; and how one micro-batch goes through them (architecture §3,
// steps 4 to 8). A batch that failed leaves the object unusable: the next start goes on from the store.
import { type ChangeBatch, liveRowCount } from "../../columnar/change-batch.ts";
import { LentArrays } from "../../columnar/lent-arrays.ts";
import { invariant } from "../../common/invariant.ts";
import { type Zone, zoneFor } from "../../common/zone.ts";
import type { PhysicalNode } from "../../planner/physical.ts";
import type { BatchContext, ExecGraph, Operator, OutsideLog, ScanOperator } from "../operator.ts";
import type { BatchCommit, ExternalEntry, OffsetEntry, StateSegment, StateStore } from "../state/state-store.ts";
import { Accounts } from "./accounts.ts";
import { type BatchRead, BatchReader, type SourceRead } from "./batch-reader.ts";
import { evaluationOf } from "./evaluation.ts";
import { type OpenSource, openSources } from "./open-source.ts";
import { OperatorMeter } from "./operator-figures.ts";
import { nodesById, type Owners, ownersOf, restoreTables } from "./owners.ts";
import { RowTexts } from "./row-json.ts";
import { BatchReport } from "./row-report.ts";
import type { RunOptions } from "./run-options.ts";
import { createSinks, netChanges, SinkSet, sinkIdsOf } from "./sinks.ts";
import type { DriverJob, Surroundings } from "./surroundings.ts";

/** What the batch took from outside: its seed, and on replay what its operators logged. */
export interface Taken {
  readonly seed: Uint8Array;
  readonly external: readonly ExternalEntry[];
}

export class RunningJob {
  readonly job: DriverJob;
  readonly graph: ExecGraph;
  readonly sources: readonly OpenSource[];
  readonly owners: Owners;
  readonly store: StateStore;
  readonly accounts: Accounts;
  readonly meter: OperatorMeter;
  readonly reader: BatchReader;
  sinks: SinkSet = new SinkSet([]);
  /** Time for packing state and the transaction of the last batch, and for restoring state at the start. */
  checkpointMs = 0;
  restoreMs = 0;
  /** By table, as committed. */
  readonly watermarksMs: Record<string, number | null>;
  readonly #surroundings: Surroundings;
  readonly #timeZone: Zone;
  readonly #rowTexts: RowTexts;
  readonly #options: RunOptions;
  readonly #lent = new LentArrays();
  readonly #isDone: (node: number) => boolean;

  constructor(job: DriverJob, surroundings: Surroundings, store: StateStore, options: RunOptions) {
    this.job = job;
    this.store = store;
    this.#surroundings = surroundings;
    this.#options = options;
    this.graph = surroundings.buildGraph(job.plan, {
      isChecked: options.checksInvariants === true,
      createLookup: (table, columns) => {
        invariant(surroundings.createLookup !== undefined, "there is something to look rows up in");
        return surroundings.createLookup(table, columns);
      },
    });
    const scans = this.graph.nodes.flatMap((node) => (node.kind === "scan" ? [node.scan] : []));
    this.sources = openSources(scans, surroundings, job.plan.settings);
    this.owners = ownersOf(job.plan, this.graph, this.sources);
    this.#timeZone = zoneFor(surroundings.zone);
    const last = store.readLastCommit();
    const byId = nodesById(job.plan);
    this.#rowTexts = new RowTexts(byId, this.#timeZone);
    const nodes = [...byId.values()];
    const kinds = {
      manyRows: new Set(nodes.filter(makesManyRows).map((node) => node.id)),
      unions: new Set(nodes.filter(handsRowsOn).map((node) => node.id)),
    };
    this.accounts = new Accounts(this.graph, sinkIdsOf(job.plan), kinds, last?.totals ?? null);
    this.meter = new OperatorMeter(this.graph, byId);
    this.watermarksMs = { ...last?.watermarksMs };
    for (const { table } of this.sources) this.watermarksMs[table.name] ??= null;
    const needsArrival = this.graph.nodes.some((node) => node.kind === "operator" && node.inputs.length > 1);
    this.reader = new BatchReader(this.sources, needsArrival);
    this.#isDone = doneNodes(this.graph);
  }

  /** Restores state, opens sources and sinks: the sinks finish what the last committed batch left. */
  async open(jobId: string, pendingBatchId: number | null): Promise<void> {
    const startMs = performance.now();
    restoreTables(this.store, this.owners.tables);
    this.restoreMs = performance.now() - startMs;
    for (const { source, positions } of this.sources) await source.open(positions.cursors());
    for (const operator of this.#operators()) await operator.open?.();
    this.sinks = new SinkSet(createSinks(this.job.plan, jobId, this.#surroundings));
    await this.sinks.open(this.store, pendingBatchId);
  }

  /** True when an operator has something to emit at a batch time, without input. */
  isTimerDue(batchTimeMs: number): boolean {
    return this.graph.nodes.some(
      (node) => node.kind === "operator" && (node.operator.nextTimerMs?.() ?? Number.POSITIVE_INFINITY) < batchTimeMs,
    );
  }

  /** True when all that can happen wakes the driver: every source tells when it may have more, and no timer is set. */
  get isWoken(): boolean {
    return this.sources.every(({ source }) => source.whenReady !== undefined) && !this.isTimerDue(Number.MAX_VALUE);
  }

  /** True when no sink can get another row, whatever comes. */
  get isDone(): boolean {
    return this.graph.sinks.length > 0 && this.graph.sinks.every((sink) => this.#isDone(sink.input));
  }

  /** Steps 3 to 8 for a batch whose offsets are logged. Returns whether the sinks closed what they had open. */
  async runBatch(
    entry: OffsetEntry,
    read: BatchRead,
    taken: Taken,
    isLast: () => boolean,
    committedAtMs: number,
  ): Promise<boolean> {
    const { batchId, batchTimeMs, isEndOfInput } = entry;
    const onError = this.job.plan.settings["execution.on-error"] === "skip" ? "skip" : "fail";
    const report = new BatchReport(this.accounts, this.meter, onError, this.store.keepsState, this.#rowTexts);
    for (const source of read.sources) report.read(source);
    const evaluation = evaluationOf(this.#surroundings.zone, this.#timeZone, batchTimeMs, taken.seed);
    const context = { batchId, batchTimeMs, isEndOfInput, evaluation, report, lent: this.#lent };
    this.#lent.begin();
    const outputs = await this.#runOperators(read.sources, context, taken.external);
    if (this.#options.checksInvariants === true) this.accounts.check();
    this.graph.sinks.forEach(({ sink, input }, i) => {
      const changes = netChanges(sink, outputs[input], this.#lent);
      this.accounts.wrote(this.sinks.sinks[i].id, liveRowCount(changes));
      this.sinks.write(i, changes, batchId);
    });
    const isLastNow = isEndOfInput || isLast();
    const manifests = await this.sinks.prepare(batchId, batchTimeMs, isLastNow);
    const commitMs = performance.now();
    const commit: BatchCommit = {
      entry: {
        batchId,
        batchTimeMs,
        committedAtMs,
        watermarksMs: { ...this.watermarksMs },
        totals: structuredClone(this.accounts.totals),
        isEndOfInput,
        isLast: isLastNow,
      },
      deltas: this.#takeDeltas(),
      manifests,
      late: report.lateRecords,
      bad: report.badRecords,
    };
    this.store.commit(commit);
    this.checkpointMs = performance.now() - commitMs;
    await this.sinks.finish(manifests);
    this.#acknowledge(entry);
    await this.#handOut(outputs, batchId);
    return isLastNow;
  }

  async #runOperators(
    reads: readonly SourceRead[],
    context: BatchContext,
    external: readonly ExternalEntry[],
  ): Promise<readonly ChangeBatch[]> {
    const log = new BatchOutsideLog(external);
    const outputs: ChangeBatch[] = [];
    for (const node of this.graph.nodes) {
      const startMs = performance.now();
      if (node.kind === "scan") {
        const { rows } = reads.find((read) => read.source.scans.includes(node.scan))!;
        const scanned = this.#scan(node.scan, reads, context);
        outputs.push(scanned);
        this.meter.ran(outputs.length - 1, rows.rowCount, scanned, performance.now() - startMs);
        continue;
      }
      const { operator } = node;
      const inputs = node.inputs.map((input) => outputs[input]);
      if (operator.takeOutside !== undefined) await operator.takeOutside(inputs, context, log);
      const output = operator.processBatch(inputs, context);
      outputs.push(output);
      const rowsIn = inputs.reduce((sum, input) => sum + liveRowCount(input), 0);
      this.meter.ran(outputs.length - 1, rowsIn, output, performance.now() - startMs);
    }
    if (this.store.keepsState && log.added.length > 0)
      this.store.logExternal(context.batchId, log.added, this.sinks.showsBeforeCommit);
    return outputs;
  }

  #operators(): readonly Operator[] {
    return this.graph.nodes.flatMap((node) => (node.kind === "operator" ? [node.operator] : []));
  }

  #scan(scan: ScanOperator, reads: readonly SourceRead[], context: BatchContext): ChangeBatch {
    const read = reads.find((r) => r.source.scans.includes(scan))!;
    const { rows, source } = read;
    const columns = scan.sourceColumns.map((column) => rows.columns[source.readColumns.indexOf(column)]);
    const output = scan.processSource({ ...read, rows: { ...rows, columns } }, context);
    const { steps } = output;
    for (let i = steps.count - 1; i >= 0; i--) {
      if (!Number.isFinite(steps.marks[i])) continue;
      this.watermarksMs[source.table.name] = Math.max(
        this.watermarksMs[source.table.name] ?? steps.marks[i],
        steps.marks[i],
      );
      break;
    }
    return output;
  }

  #takeDeltas(): StateSegment[] {
    const deltas: StateSegment[] = [];
    for (const { ownerId, table } of this.owners.tables) {
      if (!this.store.keepsState) {
        table.discardDelta?.();
        continue;
      }
      const payload = table.takeDelta();
      if (payload !== null) deltas.push({ operator: ownerId, table: table.name, kind: "delta", payload });
    }
    return deltas;
  }

  #acknowledge(entry: OffsetEntry): void {
    for (const { id, source } of this.sources) {
      if (source.acknowledge === undefined) continue;
      const runs = entry.runs.filter((run) => run.table === id);
      if (runs.length > 0) source.acknowledge(new Map(runs.map((run) => [run.split, run.to])));
    }
  }

  /** Rows of a bare SELECT, now that they are committed. */
  async #handOut(outputs: readonly ChangeBatch[], batchId: number): Promise<void> {
    for (let i = 0; i < this.graph.sinks.length; i++) {
      const output = outputs[this.graph.sinks[i].input];
      if (this.sinks.sinks[i].sink === null && liveRowCount(output) > 0) await this.#options.onRows?.(output, batchId);
    }
  }

  async close(): Promise<void> {
    try {
      for (const { source } of this.sources) await source.close();
      for (const operator of this.#operators()) await operator.close?.();
    } finally {
      await this.sinks.close();
    }
  }
}

/** The external log of one batch. */
class BatchOutsideLog implements OutsideLog {
  readonly added: ExternalEntry[] = [];
  readonly #before: ReadonlyMap<string, Uint8Array>;

  constructor(before: readonly ExternalEntry[]) {
    this.#before = new Map(before.map(({ operator, payload }) => [operator, payload]));
  }

  logged(operatorId: string): Uint8Array | null {
    return this.#before.get(operatorId) ?? null;
  }

  log(operator: string, payload: Uint8Array): void {
    this.added.push({ operator, payload });
  }
}

/** A row for each row, although some of them keep state. */
function handsRowsOn({ kind }: PhysicalNode): boolean {
  return kind === "union-all" || kind === "calc" || kind === "pin" || kind === "async-call";
}

function makesManyRows(node: PhysicalNode): boolean {
  if (node.kind === "expand" || node.kind === "unnest" || node.kind === "lookup") return true;
  return node.kind === "window" && node.window.kind !== "tumble" && node.window.kind !== "session";
}

/** What can give nothing more: operators that say so, and stateless ones above them. */
function doneNodes(graph: ExecGraph): (node: number) => boolean {
  return function isDone(index: number): boolean {
    const node = graph.nodes[index];
    if (node.kind === "scan") return false;
    if (node.operator.isDone?.() === true) return true;
    return node.operator.stateTables.length === 0 && node.inputs.length > 0 && node.inputs.every(isDone);
  };
}
