// The composition root: what index.ts makes public. This folder may know every layer; nothing else does.
export type {
  BadRow,
  Connector,
  ConnectorContext,
  OptionSpec,
  RunLimit,
  RunResult,
  Sink,
  SinkContext,
  SinkFactory,
  SinkManifest,
  Source,
  SourceFactory,
  SourceRows,
  SplitCursor,
  SplitState,
  TableColumn,
  TableSpec,
} from "../connectors/connector.ts";
export type { OperatorFigures } from "../exec/driver/operator-figures.ts";
export type { JobSummary, Progress, RunOptions, SinkAccount, SourceProgress, StartedBatch } from "../exec/driver/run-options.ts";
export { type UpgradeItem, type UpgradePlan, upgradeText } from "../exec/driver/upgrade-plan.ts";
export type { ReplayedBatch } from "../exec/inspect/replay.ts";
export type { NamedTable } from "../exec/inspect/restored-state.ts";
export type { TableDiff } from "../exec/inspect/state-diff.ts";
export type { TracedEdge } from "../exec/inspect/trace.ts";
export type { RefusedRecord, StoredTable } from "../exec/state/sqlite/state-file-reader.ts";
export type { Account, CommitEntry, DiscardedState, JobTotals, OffsetEntry } from "../exec/state/state-store.ts";
export { isCompleteStatement } from "../parser/complete-statement.ts";
export { type HighlightKind, type HighlightToken, tokenize } from "../parser/tokenize.ts";
export type { Completion, Completions } from "./completion.ts";
export { FoldedRows } from "./fold.ts";
export { type HeavyKey, StateInspector, type StateRows } from "./inspect.ts";
export type { ExplainOptions, PreparedJob } from "./job.ts";
export { type JobHandle, Millrace, type MillraceOptions, type Query } from "./library.ts";
export { Session } from "./session.ts";
export type { SessionOptions } from "./state.ts";
export type { Step } from "./step.ts";
export type {
  AggregateDefinition,
  AsyncDefinition,
  FunctionDefinition,
  JsAnswer,
  ScalarDefinition,
  TableDefinition,
} from "./user-function.ts";
export type { Change, JsRow, JsValue } from "./values.ts";
