// Runs a golden case in one of the modes. What comes out is data: the text of the canonical mode and the parts that the other modes are
// compared by.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChangeBatch, KIND_TEXTS } from "../../src/columnar/change-batch.ts";
import { rowScalars } from "../../src/columnar/read.ts";
import type { Scalar } from "../../src/columnar/scalar.ts";
import { scalarText } from "../../src/columnar/text.ts";
import { ManualClock } from "../../src/common/clock.ts";
import { MillraceError, MillraceErrors, renderError } from "../../src/common/errors.ts";
import { type Column, typeText } from "../../src/common/types.ts";
import { zoneFor } from "../../src/common/zone.ts";
import {
  FoldedRows,
  type JobSummary,
  type PreparedJob,
  type RunOptions,
  Session,
  type Step,
} from "../../src/engine/index.ts";
import { MemoryStore } from "../../src/exec/state/memory-store.ts";
import { collectConnector, rowsConnector, type TestTables, testTables } from "../helpers/rows-connector.ts";
import { TEST_RUN } from "../helpers/run-sql.ts";
import type { GoldenCase } from "./case-file.ts";
import { prepareInputs, sinkFiles } from "./inputs.ts";

export interface Mode {
  readonly name: string;
  readonly batchRowsMax?: number;
  readonly optimize?: boolean;
  /** Stop with a checkpoint after every batch and start again in a new session. */
  readonly restarts?: boolean;
  /** Row accounts must be those of the canonical mode too (not without the optimizer: a filter may stand elsewhere). */
  readonly comparesAccounts: boolean;
}

export const CANONICAL: Mode = { name: "canonical", comparesAccounts: true };

export const MODES: readonly Mode[] = [
  { name: "optimizer off", optimize: false, comparesAccounts: false },
  { name: "one row per batch", batchRowsMax: 1, comparesAccounts: true },
  { name: "one big batch", batchRowsMax: 1_000_000, comparesAccounts: true },
  { name: "restart after every batch", batchRowsMax: 2, restarts: true, comparesAccounts: true },
];

export interface StepOutcome {
  readonly title: string;
  /** Rows at the end, as texts. `isOrdered`: their order is part of the result. */
  readonly folded: readonly string[];
  readonly isOrdered: boolean;
  readonly accounts: readonly string[];
  /** The canonical text. */
  readonly text: string;
}

/** Runs the case; an error is an outcome too. */
export async function runCase(golden: GoldenCase, mode: Mode): Promise<readonly StepOutcome[]> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-golden-"));
  try {
    const tables = testTables();
    const sql = await prepareInputs(golden, folder, tables);
    return await new CaseRun(golden, mode, folder, sql, tables).all();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class CaseRun {
  readonly #golden: GoldenCase;
  readonly #mode: Mode;
  readonly #folder: string;
  readonly #sql: string;
  readonly #tables: TestTables;

  constructor(golden: GoldenCase, mode: Mode, folder: string, sql: string, tables: TestTables) {
    this.#golden = golden;
    this.#mode = mode;
    this.#folder = folder;
    this.#sql = sql;
    this.#tables = tables;
  }

  async all(): Promise<readonly StepOutcome[]> {
    const outcomes: StepOutcome[] = [];
    try {
      const steps = await this.#compile();
      for (let i = 0; i < steps.length; i++) outcomes.push(...(await this.#runStep(steps, i)));
    } catch (error) {
      outcomes.push(errorOutcome(error));
    }
    return outcomes;
  }

  #compile(): Promise<readonly Step[]> {
    const session = new Session({
      workingDirectory: this.#folder,
      settings: { "table.local-time-zone": "UTC", ...this.#golden.settings },
      connectors: [rowsConnector(this.#tables), collectConnector(this.#tables)],
      optimize: this.#mode.optimize,
      stdout: { write: () => true },
    });
    return session.compile([{ name: `${this.#golden.name}.sql`, text: this.#sql }]);
  }

  async #runStep(steps: readonly Step[], index: number): Promise<StepOutcome[]> {
    const step = steps[index];
    switch (step.kind) {
      case "message":
        return [];
      case "warning":
        return [plainOutcome("warning", step.text)];
      case "text":
        return [plainOutcome("explain", step.text)];
      case "rows": {
        const rows = step.rows.map((row) => rowText(row, step.columns, "UTC"));
        return [plainOutcome("rows", `${step.columns.map((c) => c.name).join(" | ")}\n${rows.join("\n")}`)];
      }
      case "job": {
        const title =
          step.role === "query" ? `query ${steps.slice(0, index + 1).filter((s) => s.kind === "job").length}` : "job";
        return this.#runJob(step.job, step.role === "query", title, index);
      }
    }
  }

  async #runJob(first: PreparedJob, isQuery: boolean, title: string, index: number): Promise<StepOutcome[]> {
    const collected = new CollectedRows(first.columns, first.zone, first.streamKey);
    const store = this.#mode.restarts === true ? new MemoryStore(true) : undefined;
    const options: RunOptions = {
      ...TEST_RUN,
      clock: new ManualClock(Date.UTC(2026, 0, 1)),
      batchRowsMax: this.#mode.batchRowsMax ?? this.#golden.batchRows ?? undefined,
      batchesMax: store === undefined ? null : 1,
      store,
      onRows: (batch, batchId) => collected.take(batch, batchId),
    };
    let summary = await first.run(options);
    while (summary.endedBy === "batches-max") {
      const again = (await this.#compile())[index];
      if (again.kind !== "job") throw new Error("the job is not there after a restart");
      summary = await again.job.run(options);
    }
    const accounts = accountTexts(summary);
    if (isQuery) return [collected.outcome(title, first, accounts)];
    return this.#sinkOutcomes(first, accounts);
  }

  #sinkOutcomes(job: PreparedJob, accounts: readonly string[]): StepOutcome[] {
    const tables = new Map(job.plan.sinks.map(({ table }) => [table?.name, table]));
    const outcomes = [...tables.values()].flatMap((table) => {
      const changes = table === null ? undefined : this.#tables.outputs.get(table.name);
      if (changes === undefined || table === null) return [];
      const columns = table.columns.filter((c) => c.kind !== "computed");
      const key = table.primaryKey?.map((name) => columns.findIndex((c) => c.name === name)) ?? null;
      const folded = foldChanges(
        changes.map((c) => ({
          kind: c.kind,
          text: rowText(c.values, columns, job.zone),
          key: key?.map((i) => String(c.values[i])).join("|") ?? null,
        })),
      );
      const lines = changes.map((c) => `  ${c.kind} ${rowText(c.values, columns, job.zone)}`);
      const text = [`-- table ${table.name}`, ...lines, "-- result", ...folded.map((row) => `  ${row}`)].join("\n");
      return [{ title: `table ${table.name}`, folded, isOrdered: false, accounts: [], text }];
    });
    for (const [folder, lines] of sinkFiles(this.#golden, this.#folder)) {
      const text = [`-- files in ${folder}`, ...lines.map((line) => `  ${line}`)].join("\n");
      outcomes.push({ title: `files in ${folder}`, folded: lines, isOrdered: false, accounts: [], text });
    }
    return [
      ...outcomes,
      {
        title: "job",
        folded: [],
        isOrdered: false,
        accounts,
        text: ["-- job", ...accounts.map((a) => `-- ${a}`)].join("\n"),
      },
    ];
  }
}

/** The changes of a bare SELECT, by batch and folded. */
class CollectedRows {
  readonly #columns: readonly Column[];
  readonly #zone: string;
  readonly #folded: FoldedRows;
  readonly #batches = new Map<number, string[]>();

  constructor(columns: readonly Column[], zone: string, streamKey: readonly number[] | null) {
    this.#columns = columns;
    this.#zone = zone;
    this.#folded = new FoldedRows(columns, streamKey);
  }

  take(batch: ChangeBatch, batchId: number): void {
    const types = this.#columns.map((c) => c.type);
    const lines = this.#batches.get(batchId) ?? [];
    this.#batches.set(batchId, lines);
    const count = batch.selection?.length ?? batch.rowCount;
    for (let i = 0; i < count; i++) {
      const row = batch.selection === null ? i : batch.selection[i];
      const kind = KIND_TEXTS[batch.kinds === null ? 0 : batch.kinds[row]];
      lines.push(`${kind} ${rowText(rowScalars(batch.columns, types, row), this.#columns, this.#zone)}`);
    }
    this.#folded.apply(batch);
  }

  outcome(title: string, job: PreparedJob, accounts: readonly string[]): StepOutcome {
    const folded = this.#folded.rows().map((row) => rowText(row, this.#columns, this.#zone));
    const schema = this.#columns.map((c) => `${c.name} ${typeText(c.type)}`).join(", ");
    const lines = [`-- ${title} (${schema}) ${job.changelogMode}`];
    for (const [batchId, changes] of this.#batches) {
      if (changes.length > 0) lines.push(`-- batch ${batchId}`, ...changes.map((change) => `  ${change}`));
    }
    if (job.changelogMode !== "append") lines.push("-- result", ...folded.map((row) => `  ${row}`));
    lines.push(...accounts.map((account) => `-- ${account}`));
    return { title, folded, isOrdered: ["sort", "time-sort"].includes(job.plan.sinks[0].input.kind), accounts, text: lines.join("\n") };
  }
}

function rowText(row: readonly Scalar[], columns: readonly Column[], zone: string): string {
  return row
    .map((value, i) => (value === null ? "NULL" : scalarText(value, columns[i].type, "csv", zoneFor(zone))))
    .join(" | ");
}

interface KeyedChange {
  readonly kind: string;
  readonly text: string;
  readonly key: string | null;
}

function foldChanges(changes: readonly KeyedChange[]): string[] {
  const rows: KeyedChange[] = [];
  for (const change of changes) {
    const isGone = change.kind === "-D" || change.kind === "-U";
    const at = rows.findIndex((row) =>
      change.key === null ? isGone && row.text === change.text : row.key === change.key,
    );
    if (at !== -1) rows.splice(at, 1);
    if (!isGone) rows.push(change);
  }
  return rows.map((row) => row.text);
}

function accountTexts(summary: JobSummary): string[] {
  const sinkNames = new Set(summary.accounts.map((a) => a.sinkName));
  return summary.accounts.map((a) => {
    const sinkName = sinkNames.size > 1 ? `${a.sinkName} from ` : "";
    const some = a.lateForSome === 0 ? "" : ` (late for some: ${a.lateForSome})`;
    return `${sinkName}${a.table}: in ${a.read} = used ${a.used} + filtered ${a.filtered} + late ${a.late} + bad ${a.bad}${some}`;
  });
}

function plainOutcome(title: string, text: string): StepOutcome {
  return {
    title,
    folded: text.split("\n"),
    isOrdered: true,
    accounts: [],
    text: `-- ${title}\n${text.replace(/\n$/, "")}`,
  };
}

/** @throws what is no error of ours. */
function errorOutcome(error: unknown): StepOutcome {
  const errors = error instanceof MillraceErrors ? error.errors : [error];
  const texts = errors.map((e) => {
    if (!(e instanceof MillraceError) || e.kind === "internal") throw e;
    return renderError(e);
  });
  return { title: "error", folded: texts, isOrdered: true, accounts: [], text: texts.join("\n") };
}
