// What a caller may ask of one run of a job, and what it is told.
import type { ChangeBatch } from "../../columnar/change-batch.ts";
import type { Clock } from "../../common/clock.ts";
import type { SplitLag } from "../../connectors/connector.ts";
import type { Account, DiscardedState, JobTotals, StateStore } from "../state/state-store.ts";
import type { OperatorFigures } from "./operator-figures.ts";
import type { UpgradePlan } from "./upgrade-plan.ts";

export interface RunOptions {
  /** State file; null or absent: the state lives in memory and goes with the run. */
  readonly statePath?: string | null;
  /** A store to use instead of `statePath`; the caller closes it. */
  readonly store?: StateStore;
  /** Forget the checkpoint and start anew. */
  readonly isFresh?: boolean;
  /** What to do with a checkpoint of another query; absent: reject. */
  readonly upgrade?: "allow" | "reject" | ((plan: UpgradePlan) => Promise<boolean>);
  /** Records in a micro-batch at most. */
  readonly batchRowsMax?: number;
  /** One micro-batch per interval; absent or null: as fast as data comes. */
  readonly batchIntervalMs?: number | null;
  /** Stop, with a checkpoint, after so many micro-batches. */
  readonly batchesMax?: number | null;
  readonly clock?: Clock;
  /** Finish the batch, checkpoint, close the sinks, end. */
  readonly signal?: AbortSignal;
  /** Check laws 5, 6, 8 and 11 of the architecture in every batch. */
  readonly checksInvariants?: boolean;
  /** Seed of RAND and UUID; absent: random, and logged with each batch. */
  readonly seed?: number;
  /** Committed rows of a bare SELECT, in order. A promise holds the next batch back until it is kept. */
  onRows?(batch: ChangeBatch, batchId: number): void | Promise<void>;
  /** The state is restored, sources and sinks are open, a pending batch is finished: new batches come. */
  onReady?(): void;
  /** A batch is read and its offsets are logged; its operators run now. */
  onBatch?(batch: StartedBatch): void;
  onProgress?(progress: Progress): void;
  onWarning?(text: string): void;
}

export interface StartedBatch {
  readonly batchId: number;
  /** Records read, good and bad. */
  readonly records: number;
}

/** How far a source table is read. */
export interface SourceProgress {
  readonly table: string;
  /** null: none yet. */
  readonly watermarkMs: number | null;
  /** Batch time minus watermark. */
  readonly lagMs: number | null;
}

/** After each batch. Counts are since the job began, unless they say otherwise. */
export interface Progress {
  readonly batchId: number;
  /** Rows read in this batch. */
  readonly batchRows: number;
  readonly rowsIn: number;
  readonly rowsOut: number;
  /** Over the last seconds. */
  readonly rowsPerSecond: number;
  /** Smallest of the tables that have one; null: none yet. */
  readonly watermarkMs: number | null;
  /** Batch time minus watermark. */
  readonly lagMs: number | null;
  /** Records that are there and not read, by split; only of sources that know (Kafka), in order. */
  readonly splitLags: readonly (SplitLag & { readonly table: string })[];
  readonly late: number;
  readonly bad: number;
  /** Per source table, by name. */
  readonly sources: readonly SourceProgress[];
  /** Per sink and source table: read = used + filtered + late + bad. */
  readonly accounts: readonly SinkAccount[];
  /** Changes written, by sink, in order of the plan. */
  readonly written: readonly { readonly sinkId: string; readonly sinkName: string; readonly rows: number }[];
  /** Time of this batch from its plan to its commit; of it the packing of state and the transaction. */
  readonly batchMs: number;
  readonly checkpointMs: number;
  /** How much later than its interval asks this batch began; 0 without an interval. */
  readonly schedulingDelayMs: number;
  /** Records a second that backpressure allows the next batches; null: it is off, or has nothing to go by yet. */
  readonly rateLimit: number | null;
  /** Time that reading back the state took at the start of this run. */
  readonly restoreMs: number;
  readonly stateRows: number;
  readonly stateBytes: number;
  /** What every operator has done since this run began, as of the call. */
  operators(): readonly OperatorFigures[];
}

export interface SinkAccount extends Account {
  readonly sinkName: string;
}

export interface ExpiredState {
  readonly operatorId: string;
  /** As EXPLAIN names it. */
  readonly operator: string;
  /** True: `count` is rows, else keys. */
  readonly isJoin: boolean;
  readonly count: number;
  /** Changes that took back what was not there any more. */
  readonly retractions: number;
}

export interface JobSummary {
  readonly jobId: string;
  /** Committed by this run. */
  readonly batchCount: number;
  readonly lastBatchId: number | null;
  readonly endedBy: "end of input" | "stopped" | "batches-max";
  /** True when a finished job was run again and found nothing to read. */
  readonly isNothingNew: boolean;
  /** Since the job began. */
  readonly totals: JobTotals;
  /** Per sink and source table: read = used + filtered + late + bad. Since the job began. */
  readonly accounts: readonly SinkAccount[];
  /** Changes written since the job began, by sink, in order of the plan. */
  readonly written: readonly { readonly sinkId: string; readonly sinkName: string; readonly rows: number }[];
  /** By source table; null: no watermark. */
  readonly watermarksMs: Readonly<Record<string, number | null>>;
  /** Operators whose state has expired (state TTL), with what they are. Since the job began. */
  readonly expired: readonly ExpiredState[];
  /** What every operator has done in this run. */
  readonly operators: readonly OperatorFigures[];
  readonly elapsedMs: number;
  /** What --fresh threw away, perhaps nothing; null without it. */
  readonly discarded: DiscardedState | null;
}
