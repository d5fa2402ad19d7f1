// `millrace run`: the statements in order; a bare SELECT prints its rows at its place, all INSERTs together are one job.
import { basename } from "node:path";
import {
  type ChangeBatch,
  FoldedRows,
  type JobSummary,
  type PreparedJob,
  parseDurationMs,
  Session,
  type Step,
  type UpgradePlan,
  upgradeText,
  zoneFor,
} from "../index.ts";
import { countValue, oneValue, type ParsedArgs, pairValues, UsageError } from "./args.ts";
import { confirm } from "./confirm.ts";
import { EXIT_DONE } from "./failure.ts";
import { JobWatch } from "./job-watch.ts";
import type { JsonLog } from "./json-log.ts";
import type { Address } from "./metrics/address.ts";
import type { JobReporter } from "./metrics/job-reporter.ts";
import { type RowsWriter, rowsWriter } from "./rows-writer.ts";
import { readScript, statePathOf } from "./script-text.ts";
import { summaryText } from "./summary.ts";
import type { RowForm } from "./table.ts";
import { paint, type Terminal } from "./terminal.ts";
import { valueTable } from "./value-table.ts";

/** How the rows and jobs of a run are to be treated. */
export interface RunSettings {
  readonly form: RowForm;
  readonly isFinal: boolean;
  readonly showsChanges: boolean;
  readonly statePath: string | null;
  readonly isFresh: boolean;
  readonly upgrade: "ask" | "allow" | "reject";
  readonly batchRowsMax?: number;
  readonly batchIntervalMs: number | null;
  readonly batchesMax: number | null;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  /** One JSON object a line on stderr; null: text. */
  readonly log?: JsonLog | null;
  /** Where --metrics listens; null: nowhere. */
  readonly metrics?: Address | null;
  /** What the job is called in logs and metrics. */
  readonly jobName?: string;
}

export async function runCommand(args: ParsedArgs, terminal: Terminal): Promise<number> {
  const script = readScript(args);
  const statePath = statePathOf(args, script);
  const jobName = statePath === null ? "query" : basename(statePath).replace(/\.db$/, "");
  const settings = { ...runSettings(args, terminal), ...(await reportSettings(args, terminal, jobName)) };
  const session = new Session({ settings: pairValues(args, "set"), stdout: terminal.stdout });
  const steps = await session.compile(script.sources);
  const needsState = steps.some((step) => step.kind === "job" && step.role === "inserts");
  if (needsState && statePath === null) {
    throw new UsageError("an INSERT of -e or standard input keeps its checkpoint where you say: give --state PATH");
  }
  if (!needsState && oneValue(args, "state") !== null) {
    throw new UsageError("--state is for INSERTs; a bare SELECT keeps its state in memory and always starts anew");
  }
  for (const step of steps) await runStep(step, session, { ...settings, statePath }, terminal);
  return EXIT_DONE;
}

/** Loaded only when they are asked for. */
async function reportSettings(
  args: ParsedArgs,
  terminal: Terminal,
  jobName: string,
): Promise<Pick<RunSettings, "log" | "metrics" | "jobName">> {
  const address = oneValue(args, "metrics");
  const isJson = oneValue(args, "log-format") === "json";
  return {
    jobName,
    log: isJson ? new (await import("./json-log.ts")).JsonLog(terminal, jobName) : null,
    metrics: address === null ? null : (await import("./metrics/address.ts")).parseAddress(address),
  };
}

function runSettings(args: ParsedArgs, terminal: Terminal): RunSettings {
  const interval = oneValue(args, "batch-interval");
  const intervalMs = interval === null ? null : parseDurationMs(interval);
  if (interval !== null && (intervalMs === null || intervalMs <= 0))
    throw new UsageError(`--batch-interval is a duration such as '1 s', not "${interval}"`);
  const isTerminal = terminal.isStdoutTerminal;
  return {
    form: (oneValue(args, "output") as RowForm | null) ?? (isTerminal ? "table" : "csv"),
    isFinal: args.flags.has("final"),
    showsChanges: args.flags.has("changelog"),
    statePath: null,
    isFresh: args.flags.has("fresh"),
    upgrade:
      (oneValue(args, "upgrade") as RunSettings["upgrade"] | null) ?? (process.stdin.isTTY === true ? "ask" : "reject"),
    batchRowsMax: countValue(args, "batch-rows") ?? undefined,
    batchIntervalMs: intervalMs,
    batchesMax: countValue(args, "max-batches"),
    isQuiet: args.flags.has("quiet"),
    isVerbose: args.flags.has("verbose"),
  };
}

/** Runs one step; also the REPL's way to run what was typed. */
export async function runStep(step: Step, session: Session, settings: RunSettings, terminal: Terminal): Promise<void> {
  switch (step.kind) {
    case "message":
      if (!settings.isVerbose || settings.isQuiet) return;
      if (settings.log) settings.log.write("info", "statement", { message: step.text });
      else terminal.stderr.write(`${step.text}\n`);
      return;
    case "warning":
      if (settings.log) settings.log.write("warn", "warning", { message: step.text });
      else terminal.stderr.write(`${paint(terminal, "yellow", "warning:")} ${step.text}\n`);
      return;
    case "text":
      terminal.stdout.write(step.text.endsWith("\n") ? step.text : `${step.text}\n`);
      return;
    case "analyze":
      return analyzeJob(step.job, settings, terminal);
    case "rows":
      terminal.stdout.write(valueTable(step.columns, step.rows, settings.form, zoneFor(session.zone)));
      return;
    case "jobs":
      throw new UsageError("jobs run side by side only at the prompt: start millrace without a command");
    case "job":
      await runJob(step.job, step.role === "query", settings, terminal);
  }
}

async function runJob(job: PreparedJob, isQuery: boolean, settings: RunSettings, terminal: Terminal): Promise<void> {
  if (isQuery && settings.isFinal && !job.isBounded) {
    throw new UsageError("--final prints when the input ends, and this query reads a source without end");
  }
  const watch = new JobWatch(terminal, !settings.isQuiet, settings.log ?? null, settings.isVerbose);
  const rows = isQuery ? queryRows(job, settings, terminal, watch) : null;
  let reporter: JobReporter | null = null;
  let failure: unknown = null;
  try {
    reporter = await openReporter(settings, watch, !isQuery);
    const summary = await job.run({
      ...reporter?.events,
      // A bare SELECT keeps its state in memory.
      statePath: isQuery ? null : settings.statePath,
      isFresh: settings.isFresh,
      upgrade: settings.upgrade === "ask" ? (plan: UpgradePlan) => askUpgrade(plan, watch, terminal) : settings.upgrade,
      batchRowsMax: settings.batchRowsMax,
      batchIntervalMs: settings.batchIntervalMs,
      batchesMax: settings.batchesMax,
      signal: watch.signal,
      onRows: rows?.take,
      onProgress: (progress) => {
        reporter?.progress(progress);
        watch.progress(progress);
      },
      onWarning: (text) => watch.warn(text),
    });
    watch.clearLine();
    rows?.end();
    if (!settings.isQuiet && settings.log) settings.log.summary(summary);
    else if (!settings.isQuiet) terminal.stderr.write(summaryText(summary, !isQuery));
    if (!settings.isQuiet) await sayWhySilent(job, summary, watch);
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    reporter?.close(failure);
    watch.end();
  }
}

async function openReporter(settings: RunSettings, watch: JobWatch, keepsState: boolean): Promise<JobReporter | null> {
  const { metrics = null, jobName = "query", batchIntervalMs } = settings;
  if (metrics === null) return null;
  const { JobReporter } = await import("./metrics/job-reporter.ts");
  const reporter = await JobReporter.open(metrics, { job: jobName, intervalMs: batchIntervalMs, keepsState });
  if (!settings.isQuiet) watch.say("metrics", `metrics at ${reporter.url}/metrics`, { url: reporter.url });
  return reporter;
}

async function sayWhySilent(job: PreparedJob, summary: JobSummary, watch: JobWatch): Promise<void> {
  for (const silence of await job.whySilent(summary)) {
    const { sinkName, evidence, change } = silence;
    watch.say("no-output", `no output for ${sinkName}: ${evidence}\n  ${change}`, { sink: sinkName, evidence, change });
  }
}

/** EXPLAIN ANALYZE; a signal ends it early, with the figures so far. */
async function analyzeJob(job: PreparedJob, settings: RunSettings, terminal: Terminal): Promise<void> {
  const watch = new JobWatch(terminal, !settings.isQuiet);
  try {
    const text = await job.analyze({ signal: watch.signal, onWarning: (warning) => watch.warn(warning) });
    terminal.stdout.write(`${text}\n`);
  } finally {
    watch.end();
  }
}

async function askUpgrade(plan: UpgradePlan, watch: JobWatch, terminal: Terminal): Promise<boolean> {
  watch.clearLine();
  terminal.stderr.write(`${upgradeText(plan)}\n`);
  return confirm("Go on with what is kept?", terminal);
}

interface QueryRows {
  readonly take: (batch: ChangeBatch) => void;
  end(): void;
}

/** So long rows of bounded input may wait for a table that fits all of them. */
const HELD_MS_MAX = 500;

/** Rows of a bare SELECT: as they come, or folded at the end with --final. */
function queryRows(job: PreparedJob, settings: RunSettings, terminal: Terminal, watch: JobWatch): QueryRows {
  const isUpdating = job.changelogMode !== "append";
  const writer: RowsWriter = rowsWriter(settings.form, {
    columns: job.columns,
    withOp: settings.showsChanges || (isUpdating && !settings.isFinal),
    zone: zoneFor(job.zone),
    out: terminal.stdout,
  });
  const startMs = Date.now();
  const folded = settings.isFinal && isUpdating ? new FoldedRows(job.columns, job.streamKey) : null;
  return {
    take: (batch) => {
      if (folded !== null) return folded.apply(batch);
      watch.clearLine();
      writer.write(batch);
      if (!job.isBounded || Date.now() - startMs > HELD_MS_MAX) writer.settle();
    },
    end: () => {
      if (folded !== null) writer.write(folded.toBatch());
      writer.end();
    },
  };
}
