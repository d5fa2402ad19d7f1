// One job of a session, planned and ready to run: all INSERTs of a script together, or one SELECT.
import type { Column } from "../common/types.ts";
import { buildGraph } from "../exec/build.ts";
import { runJob } from "../exec/driver/driver.ts";
import type { JobSummary, RunOptions } from "../exec/driver/run-options.ts";
import type { DriverJob, Surroundings } from "../exec/driver/surroundings.ts";
import {
  explainDot,
  explainJson,
  explainMermaid,
  explainText,
  type LogicalSink,
  type PhysicalPlan,
} from "../planner/index.ts";
import type { ChangelogMode } from "../planner/physical.ts";
import { Redactor } from "./redactor.ts";
import type { SessionState } from "./state.ts";
import type { Silence } from "./why/index.ts";

export interface ExplainOptions {
  readonly format?: "text" | "json" | "dot" | "mermaid";
  /** Kinds of changes on every edge. */
  readonly changelog?: boolean;
  /** Ids and layouts of state tables. */
  readonly state?: boolean;
  /** Ids, column types and the generated kernels. */
  readonly verbose?: boolean;
}

export class PreparedJob implements DriverJob {
  readonly plan: PhysicalPlan;
  readonly sinks: readonly LogicalSink[];
  readonly sql: string;
  /** Session zone of the job. */
  readonly zone: string;
  readonly #state: SessionState;
  readonly #compileStored: Surroundings["compileStored"];

  constructor(
    state: SessionState,
    sinks: readonly LogicalSink[],
    plan: PhysicalPlan,
    sql: string,
    compileStored: Surroundings["compileStored"],
  ) {
    this.#state = state;
    this.sinks = sinks;
    this.plan = plan;
    this.sql = sql;
    this.zone = state.zone;
    this.#compileStored = compileStored;
  }

  /** Columns of the (first) result. */
  get columns(): readonly Column[] {
    return this.plan.sinks[0].input.columns;
  }

  get changelogMode(): ChangelogMode {
    return this.plan.sinks[0].input.changelogMode;
  }

  /** Columns that identify a row of an updating result; null: rows are told apart by all of them. */
  get streamKey(): readonly number[] | null {
    return this.plan.sinks[0].input.streamKey;
  }

  /** True when it ends by itself. */
  get isBounded(): boolean {
    return this.plan.sinks.every((sink) => sink.input.isBounded);
  }

  explain(options: ExplainOptions = {}): string {
    const { format = "text" } = options;
    switch (format) {
      case "text":
        return explainText(this.sinks, this.plan, { ...options, optimize: this.#state.optimize });
      case "json":
        return explainJson(this.plan);
      case "dot":
        return explainDot(this.plan);
      case "mermaid":
        return explainMermaid(this.plan);
    }
  }

  /** Runs it to its end, writes nothing anywhere, and answers its plan with what each operator did. @throws MillraceError */
  async analyze(options: Pick<RunOptions, "signal" | "onWarning" | "clock"> & { showsTime?: boolean } = {}): Promise<string> {
    const sinks = this.plan.sinks.map((sink) => ({ ...sink, table: null, keyColumns: null }));
    const { analyzedText } = await import("./analyzed-text.ts");
    const dry = new PreparedJob(this.#state, this.sinks, { ...this.plan, sinks }, this.sql, this.#compileStored);
    const { showsTime = true, ...run } = options;
    return analyzedText(this.plan, await dry.run(run), showsTime);
  }

  /** Why sinks got nothing by the end of bounded input; empty when they did, or when no cause is sure. */
  async whySilent(summary: JobSummary): Promise<readonly Silence[]> {
    if (summary.written.every(({ rows }) => rows > 0)) return [];
    const { silencesOf } = await import("./why/index.ts");
    return silencesOf(this.plan, summary);
  }

  /** Runs it to its end or stop. @throws MillraceError */
  async run(options: RunOptions = {}): Promise<JobSummary> {
    const redactor = new Redactor(this.#state.workingDirectory);
    const onWarning = options.onWarning && ((text: string) => options.onWarning?.(redactor.text(text)));
    const quiet = { ...options, ...(onWarning === undefined ? {} : { onWarning }) };
    try {
      return await runJob(this, this.surroundings(quiet, redactor), quiet);
    } catch (error) {
      throw redactor.error(error);
    }
  }

  /** What its driver reaches the world with; secrets of options become known to `redactor`. */
  surroundings({ store, statePath, onWarning }: RunOptions, redactor: Redactor): Surroundings {
    const { connectors, workingDirectory, stdout } = this.#state;
    const context = {
      workingDirectory,
      zone: this.zone,
      statePath: store?.path ?? statePath ?? null,
      warn: (text: string) => onWarning?.(text),
      stdout: { write: (text: string | Uint8Array) => void stdout.write(text) },
    };
    return {
      zone: this.zone,
      createSource: (table, readColumns) => {
        redactor.note(table.options);
        return connectors.createSource(table, readColumns, context);
      },
      createLookup: (table, columns) => {
        redactor.note(table.options);
        return connectors.createLookup(table, columns, context);
      },
      createSink: (table, names) => {
        redactor.note(table.options);
        return connectors.createSink(table, { ...context, ...names });
      },
      buildGraph,
      compileStored: this.#compileStored,
    };
  }
}
