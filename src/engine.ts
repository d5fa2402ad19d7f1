// The composition root: what index.ts makes public. The files engine-*.ts beside it may know every layer; nothing else does.
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
} from "./connectors/connector.ts";
export { FoldedRows } from "./engine-fold.ts";
export type { ExplainOptions, PreparedJob } from "./engine-job.ts";
export { type JobHandle, Millrace, type MillraceOptions, type Query } from "./engine-library.ts";
export { Session } from "./engine-session.ts";
export type { SessionOptions } from "./engine-state.ts";
export type { Step } from "./engine-step.ts";
export type { AggregateDefinition, FunctionDefinition, JsAnswer, ScalarDefinition } from "./engine-user-function.ts";
export type { Change, JsRow, JsValue } from "./engine-values.ts";
export type { JobSummary, Progress, RunOptions, SinkAccount } from "./exec/driver/run-options.ts";
export { type UpgradeItem, type UpgradePlan, upgradeText } from "./exec/driver/upgrade-plan.ts";
export type { Account, DiscardedState, JobTotals } from "./exec/state/state-store.ts";
export { isCompleteStatement } from "./parser/complete-statement.ts";
