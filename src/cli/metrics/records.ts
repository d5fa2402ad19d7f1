// Every metric that `run --metrics` serves: name, kind, labels, meaning, and how it is read. docs/guides/operations.md lists
// them from here, and a test holds the page to it.
import type { Progress } from "../../index.ts";
import type { JobView } from "./job-view.ts";

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

export interface MetricRecord {
  readonly name: string;
  /** counter: since the job began, or since the start where it says so; gauge: now. */
  readonly kind: "counter" | "gauge";
  readonly labels: readonly string[];
  readonly help: string;
  /** Empty: not known (yet). */
  read(view: JobView): readonly Sample[];
}

/** Times of batches as histograms, observed after each. */
export interface HistogramRecord {
  readonly name: string;
  readonly help: string;
  /** Seconds. */
  of(progress: Progress): number;
}

export const HISTOGRAMS: readonly HistogramRecord[] = [
  {
    name: "millrace_batch_processing_seconds",
    help: "Time of a batch from its plan to its commit",
    of: (p) => p.batchMs / 1000,
  },
  {
    name: "millrace_batch_scheduling_delay_seconds",
    help: "How much later than its interval asks a batch began",
    of: (p) => p.schedulingDelayMs / 1000,
  },
  {
    name: "millrace_batch_total_delay_seconds",
    help: "Scheduling delay and processing time of a batch",
    of: (p) => (p.batchMs + p.schedulingDelayMs) / 1000,
  },
  {
    name: "millrace_checkpoint_seconds",
    help: "Part of a batch that packed state and committed it",
    of: (p) => p.checkpointMs / 1000,
  },
];

function plain(value: number | null | undefined): readonly Sample[] {
  return value === null || value === undefined ? [] : [{ labels: {}, value }];
}

/** A figure of the last batch. */
function last(name: string, help: string, of: (progress: Progress, view: JobView) => number | null): MetricRecord {
  return {
    name,
    kind: "gauge",
    labels: [],
    help,
    read: (view) => (view.progress === null ? [] : plain(of(view.progress, view))),
  };
}

/** A figure of the run, by the names of Spark Streaming. */
function streaming(
  name: string,
  help: string,
  of: (view: JobView) => number | null,
  kind: MetricRecord["kind"] = "gauge",
): MetricRecord {
  return { name: `millrace_streaming_${name}`, kind, labels: [], help, read: (view) => plain(of(view)) };
}

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);

const JOB: readonly MetricRecord[] = [
  {
    name: "millrace_info",
    kind: "gauge",
    labels: ["job", "version"],
    help: "1; the job and the version that runs it",
    read: (view) => [{ labels: { job: view.job, version: view.version }, value: 1 }],
  },
  {
    name: "millrace_healthy",
    kind: "gauge",
    labels: [],
    help: "1 while /health says ok, else 0",
    read: (view) => plain(view.health().status === "ok" ? 1 : 0),
  },
  last("millrace_batch_id", "The last committed batch", (p) => p.batchId),
  last(
    "millrace_input_rows_per_second",
    "Input rate: rows read, over the last two seconds of work",
    (p) => p.rowsPerSecond,
  ),
  last("millrace_rate_limit_rows_per_second", "What backpressure allows; absent while it is off", (p) => p.rateLimit),
  last("millrace_restore_seconds", "Time that reading back the state took at the start", (p) => p.restoreMs / 1000),
  last("millrace_state_rows", "Rows of all state tables", (p) => p.stateRows),
  last("millrace_state_bytes", "Bytes of all state tables, roughly", (p) => p.stateBytes),
];

const EDGES: readonly MetricRecord[] = [
  {
    name: "millrace_rows_total",
    kind: "counter",
    labels: ["source", "sink", "fate"],
    help: "Rows of a source on their way into a sink by what became of them: used, filtered, late, bad; together what was read",
    read: ({ progress }) =>
      (progress?.accounts ?? []).flatMap((account) =>
        (["used", "filtered", "late", "bad"] as const).map((fate) => ({
          labels: { source: account.table, sink: account.sinkName, fate },
          value: account[fate],
        })),
      ),
  },
  {
    name: "millrace_rows_late_for_some_total",
    kind: "counter",
    labels: ["source", "sink"],
    help: "Used rows that were late for some of their windows",
    read: ({ progress }) =>
      (progress?.accounts ?? []).map((account) => ({
        labels: { source: account.table, sink: account.sinkName },
        value: account.lateForSome,
      })),
  },
  {
    name: "millrace_sink_changes_total",
    kind: "counter",
    labels: ["sink"],
    help: "Changes written into a sink",
    read: ({ progress }) =>
      (progress?.written ?? []).map(({ sinkName, rows }) => ({ labels: { sink: sinkName }, value: rows })),
  },
  {
    name: "millrace_watermark_timestamp_seconds",
    kind: "gauge",
    labels: ["source"],
    help: "Watermark of a source table; absent while it has none",
    read: ({ progress }) =>
      (progress?.sources ?? []).flatMap(({ table, watermarkMs }) =>
        watermarkMs === null ? [] : [{ labels: { source: table }, value: watermarkMs / 1000 }],
      ),
  },
  {
    name: "millrace_watermark_lag_seconds",
    kind: "gauge",
    labels: ["source"],
    help: "Time of the last batch minus the watermark of a source table",
    read: ({ progress }) =>
      (progress?.sources ?? []).flatMap(({ table, lagMs }) =>
        lagMs === null ? [] : [{ labels: { source: table }, value: lagMs / 1000 }],
      ),
  },
  {
    name: "millrace_split_lag_records",
    kind: "gauge",
    labels: ["source", "split"],
    help: "Records of a split that are there and not read; of sources that know (Kafka)",
    read: ({ progress }) =>
      (progress?.splitLags ?? []).map(({ table, split, records }) => ({
        labels: { source: table, split },
        value: records,
      })),
  },
];

const STREAMING: readonly MetricRecord[] = [
  streaming("receivers", "Source tables", (view) => view.progress?.sources.length ?? null),
  streaming("total_completed_batches", "Batches committed since the start", (view) => view.completedBatches, "counter"),
  streaming(
    "total_received_records",
    "Records that batches took since the start",
    (view) => view.receivedRecords,
    "counter",
  ),
  streaming(
    "total_processed_records",
    "Records of committed batches since the start",
    (view) => view.processedRecords,
    "counter",
  ),
  streaming("waiting_batches", "Batches that are due by the interval and have not begun", (view) =>
    view.waitingBatches(),
  ),
  streaming("running_batches", "1 while a batch runs", (view) => (view.running === null ? 0 : 1)),
  streaming(
    "unprocessed_batches",
    "Waiting and running batches",
    (view) => view.waitingBatches() + (view.running === null ? 0 : 1),
  ),
  streaming(
    "retained_completed_batches",
    "Committed batches in the logs of the state file",
    (view) => view.retainedBatches,
  ),
  streaming("last_completed_batch_submission_time", "When it was due, seconds since 1970", (view) =>
    seconds(view.completed?.submissionMs ?? null),
  ),
  streaming("last_completed_batch_processing_start_time", "When it began, seconds since 1970", (view) =>
    seconds(view.completed?.startMs ?? null),
  ),
  streaming("last_completed_batch_processing_end_time", "When it was committed, seconds since 1970", (view) =>
    seconds(view.completed?.endMs ?? null),
  ),
  streaming("last_completed_batch_processing_delay", "Its processing time, seconds", (view) =>
    seconds(view.progress?.batchMs ?? null),
  ),
  streaming("last_completed_batch_scheduling_delay", "How late it began, seconds", (view) =>
    seconds(view.progress?.schedulingDelayMs ?? null),
  ),
  streaming("last_completed_batch_total_delay", "Both together, seconds", (view) =>
    view.progress === null ? null : (view.progress.batchMs + view.progress.schedulingDelayMs) / 1000,
  ),
  streaming("last_received_batch_records", "Records of the batch that began last", (view) => view.lastReceivedRecords),
];

export const METRICS: readonly MetricRecord[] = [...JOB, ...EDGES, ...STREAMING];
