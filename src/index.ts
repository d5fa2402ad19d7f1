// The public API.

export { ByteWriter } from "./columnar/byte-writer.ts";
export { type ChangeBatch, KIND_TEXTS, liveRowCount } from "./columnar/change-batch.ts";
export { csvHeader, encodeCsv } from "./columnar/csv-encoder.ts";
export { encodeJsonLines } from "./columnar/json-encoder.ts";
export { rowScalars, scalarAt } from "./columnar/read.ts";
export type { Scalar, SqlMap } from "./columnar/scalar.ts";
export { scalarText, type TextStyle } from "./columnar/text.ts";
export type { Vector } from "./columnar/vector.ts";
export { type Clock, ManualClock, systemClock } from "./common/clock.ts";
export { parseDurationMs } from "./common/duration.ts";
export { type ErrorKind, MillraceError, MillraceErrors, renderError, type TextEdit } from "./common/errors.ts";
export type { SourceText, Span } from "./common/span.ts";
export { suggest } from "./common/suggest.ts";
export { type Column, isNumeric, type SqlType, typeText } from "./common/types.ts";
export { VERSION } from "./common/version.ts";
export { type Zone, zoneFor } from "./common/zone.ts";
// For connectors of one's own: SessionOptions.connectors.
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
} from "./engine/index.ts";
export {
  type Account,
  type AggregateDefinition,
  type AsyncDefinition,
  type Change,
  type CommitEntry,
  type Completion,
  type Completions,
  type DiscardedState,
  type ExplainOptions,
  FoldedRows,
  type FunctionDefinition,
  type HeavyKey,
  type HighlightKind,
  type HighlightToken,
  isCompleteStatement,
  type JobHandle,
  type JobSummary,
  type JobTotals,
  type JsAnswer,
  type JsRow,
  type JsValue,
  Millrace,
  type MillraceOptions,
  type NamedTable,
  type OffsetEntry,
  type OperatorFigures,
  type PreparedJob,
  type Progress,
  type Query,
  type RefusedRecord,
  type ReplayedBatch,
  type RunOptions,
  type ScalarDefinition,
  Session,
  type SessionOptions,
  type SinkAccount,
  type SourceProgress,
  type StartedBatch,
  StateInspector,
  type StateRows,
  type Step,
  type StoredTable,
  type TableDefinition,
  type TableDiff,
  type TracedEdge,
  tokenize,
  type UpgradeItem,
  type UpgradePlan,
  upgradeText,
} from "./engine/index.ts";
