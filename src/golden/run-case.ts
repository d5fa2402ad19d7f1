// Runs a golden case in one of the modes. What comes out is data: the text of the canonical mode and the parts that the other modes are
// compared by.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "../common/clock.ts";
import type { SourceText } from "../common/span.ts";
import { type PreparedJob, type RunOptions, Session, type Step } from "../engine/index.ts";
import { MemoryStore } from "../exec/state/memory-store.ts";
import type { GoldenCase } from "./case-file.ts";
import { prepareInputs, sinkFiles } from "./case-inputs.ts";
import {
  accountTexts,
  CollectedRows,
  errorOutcome,
  foldChanges,
  plainOutcome,
  rowText,
  type StepOutcome,
} from "./outcome.ts";
import { collectConnector, rowsConnector, type TestTables, testTables } from "./rows-connector.ts";

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

export const CRASH: Mode = {
  name: "restart after every batch",
  batchRowsMax: 2,
  restarts: true,
  comparesAccounts: true,
};

/** All but the canonical one. */
export const MODES: readonly Mode[] = [
  { name: "optimizer off", optimize: false, comparesAccounts: false },
  { name: "one row per batch", batchRowsMax: 1, comparesAccounts: true },
  { name: "one big batch", batchRowsMax: 1_000_000, comparesAccounts: true },
  CRASH,
];

/** Runs the case; an error is an outcome too. */
export async function runCase(golden: GoldenCase, mode: Mode): Promise<readonly StepOutcome[]> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-golden-"));
  try {
    const tables = testTables();
    const sources = await prepareInputs(golden, folder, tables);
    return await new CaseRun(golden, mode, folder, sources, tables).all();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class CaseRun {
  readonly #golden: GoldenCase;
  readonly #mode: Mode;
  readonly #folder: string;
  readonly #sources: readonly SourceText[];
  readonly #tables: TestTables;

  constructor(golden: GoldenCase, mode: Mode, folder: string, sources: readonly SourceText[], tables: TestTables) {
    this.#golden = golden;
    this.#mode = mode;
    this.#folder = folder;
    this.#sources = sources;
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
    return session.compile(this.#sources);
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
      case "analyze":
        return [plainOutcome("explain", await step.job.analyze({ showsTime: false }))];
      case "rows": {
        const rows = step.rows.map((row) => rowText(row, step.columns, "UTC"));
        return [plainOutcome("rows", `${step.columns.map((c) => c.name).join(" | ")}\n${rows.join("\n")}`)];
      }
      case "jobs":
        throw new Error("the session of a case has no jobs");
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
    const clock = new ManualClock(this.#golden.clockStartMs);
    // Sources that wait for a time move it on to the next one.
    this.#tables.clock = clock;
    this.#tables.waiting.clear();
    const options: RunOptions = {
      seed: 1,
      checksInvariants: true,
      clock,
      onProgress: () => clock.advance(this.#golden.tickMs),
      batchRowsMax: this.#batchRowsMax(),
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

  /** With a ticking clock the size of the batches is part of the result. */
  #batchRowsMax(): number | undefined {
    const ofCase = this.#golden.batchRows ?? undefined;
    return this.#golden.tickMs > 0 ? ofCase : (this.#mode.batchRowsMax ?? ofCase);
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
