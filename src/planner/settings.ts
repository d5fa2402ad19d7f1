// The settings of a session: what SET knows, with types and defaults. Keys of Flink that cannot change a result are taken
// with a note, so that a file written for Flink runs; keys that would change a result here and do not are refused.
import { parseDurationMs } from "../common/duration.ts";
import { suggest } from "../common/suggest.ts";
import { findZone, machineZone } from "../common/zone.ts";

export type SettingType =
  | "duration"
  | "boolean"
  | "zone"
  | "integer"
  | "number"
  | "text"
  | { readonly oneOf: readonly string[] };

export interface SettingSpec {
  readonly key: string;
  readonly type: SettingType;
  /** One sentence for the reference. */
  readonly summary: string;
  readonly defaultText: string;
  /** False: two jobs that differ only in it give the same rows. */
  readonly changesResults: boolean;
  /** True: it guards against the script, so SET of the script cannot change it: `--set`, or the options of the library. */
  readonly isOutside?: boolean;
}

/** 'table.local-time-zone' has the machine's zone as its default. */
const MACHINE_ZONE = "default";

export const SETTINGS: readonly SettingSpec[] = [
  {
    key: "table.local-time-zone",
    type: "zone",
    summary:
      "The session time zone: windows over TIMESTAMP_LTZ, casts between TIMESTAMP and TIMESTAMP_LTZ, printed instants",
    defaultText: MACHINE_ZONE,
    changesResults: true,
  },
  {
    key: "execution.on-error",
    type: { oneOf: ["fail", "skip"] },
    summary:
      "What happens to a row that an expression cannot compute: the job fails, or the row is counted as bad and skipped",
    defaultText: "fail",
    changesResults: true,
  },
  {
    key: "window.allowed-lateness",
    type: "duration",
    summary: "How long after its end a window still takes rows",
    defaultText: "0 ms",
    changesResults: true,
  },
  {
    key: "table.exec.emit.allow-lateness",
    type: "duration",
    summary: "Flink's name of 'window.allowed-lateness'; the longer of both holds",
    defaultText: "0 ms",
    changesResults: true,
  },
  {
    key: "table.exec.emit.early-fire.enabled",
    type: "boolean",
    summary: "Whether windows of GROUP BY TUMBLE(..) and HOP(..) give their changes before they close, as EMIT CHANGES",
    defaultText: "false",
    changesResults: true,
  },
  {
    key: "table.exec.sink.type-length-enforcer",
    type: { oneOf: ["ERROR", "TRIM_PAD"] },
    summary: "What INSERT does with a text that is longer than its column: an error, or cut",
    defaultText: "ERROR",
    changesResults: true,
  },
  {
    key: "table.exec.sink.not-null-enforcer",
    type: { oneOf: ["ERROR", "DROP"] },
    summary:
      "What INSERT does with a NULL for a NOT NULL column: an error, or the row is dropped and counted as filtered",
    defaultText: "ERROR",
    changesResults: true,
  },
  {
    key: "table.exec.sink.nested-constraint-enforcer",
    type: { oneOf: ["IGNORE", "ROWS", "ROWS_AND_COLLECTIONS"] },
    summary:
      "Whether INSERT asks the same of the fields of a ROW, and of what is in ARRAY, MAP and MULTISET, as of columns",
    defaultText: "IGNORE",
    changesResults: true,
  },
  {
    key: "table.exec.sink.require-on-conflict",
    type: "boolean",
    summary:
      "Whether INSERT of an updating query must say ON CONFLICT where several of its rows may share the table's PRIMARY KEY; false: the last one is shown",
    defaultText: "true",
    changesResults: true,
  },
  {
    key: "table.exec.source.cdc-events-duplicate",
    type: "boolean",
    summary:
      "Whether change events of tables with a PRIMARY KEY may come twice: the last row of each key is kept, and what changes nothing is dropped",
    defaultText: "false",
    changesResults: true,
  },
  {
    key: "table.exec.state.ttl",
    type: "duration",
    summary:
      "How long the state of a key (of a join: of a row) stays without being written, by the time of the batch; 0 ms: for ever. A STATE_TTL hint goes before it",
    defaultText: "0 ms",
    changesResults: true,
  },
  {
    key: "table.exec.source.idle-timeout",
    type: "duration",
    summary: "After how long without data a split no longer holds the watermark back; 0 ms: never",
    defaultText: "0 ms",
    changesResults: true,
  },
  {
    key: "table.exec.async-scalar.max-concurrent-operations",
    type: "integer",
    summary: "Calls of an async function that wait for their answers at one time",
    defaultText: "10",
    changesResults: false,
  },
  {
    key: "table.exec.async-scalar.timeout",
    type: "duration",
    summary: "How long an async function may take for one answer, all attempts together",
    defaultText: "3 min",
    changesResults: false,
  },
  {
    key: "table.exec.async-scalar.retry-strategy",
    type: { oneOf: ["FIXED_DELAY", "NO_RETRY"] },
    summary: "Whether a call of an async function that was rejected is made again",
    defaultText: "FIXED_DELAY",
    changesResults: false,
  },
  {
    key: "table.exec.async-scalar.retry-delay",
    type: "duration",
    summary: "How long to wait before a call is made again",
    defaultText: "100 ms",
    changesResults: false,
  },
  {
    key: "table.exec.async-scalar.max-attempts",
    type: "integer",
    summary: "How often a call of an async function is made at most",
    defaultText: "3",
    changesResults: false,
  },
  {
    key: "execution.backpressure.enabled",
    type: "boolean",
    summary:
      "Whether batches of `--batch-interval` are held to what the job can take in an interval: a PID controller with Spark's formula. It never changes a result",
    defaultText: "false",
    changesResults: false,
  },
  {
    key: "execution.backpressure.initial-rate",
    type: "number",
    summary: "Records a second until two batches with records have been measured; 0: no limit",
    defaultText: "0",
    changesResults: false,
  },
  {
    key: "execution.backpressure.pid.proportional",
    type: "number",
    summary: "How much of the difference between the rate in force and the last batch's own rate is corrected",
    defaultText: "1.0",
    changesResults: false,
  },
  {
    key: "execution.backpressure.pid.integral",
    type: "number",
    summary: "How much of what waits because batches began late is taken off the rate",
    defaultText: "0.2",
    changesResults: false,
  },
  {
    key: "execution.backpressure.pid.derived",
    type: "number",
    summary: "How much the change of the difference counts; it calms the rate, or shakes it when rates are noisy",
    defaultText: "0.0",
    changesResults: false,
  },
  {
    key: "execution.backpressure.pid.min-rate",
    type: "number",
    summary: "Records a second below which the controller never goes",
    defaultText: "100",
    changesResults: false,
  },
  {
    key: "functions.enabled",
    type: "boolean",
    summary: "Whether CREATE FUNCTION may load modules",
    defaultText: "true",
    changesResults: false,
    isOutside: true,
  },
  {
    key: "functions.allowed-folders",
    type: "text",
    summary:
      "Folders that CREATE FUNCTION may load modules from, with commas between them; empty: the working directory. Links that lead out of them are not followed",
    defaultText: "",
    changesResults: false,
    isOutside: true,
  },
  {
    key: "table.optimizer.non-deterministic-update.strategy",
    type: { oneOf: ["TRY_RESOLVE"] },
    summary:
      "What becomes of RAND(), UUID(), CURRENT_TIMESTAMP and lookups over rows that are taken back: they are kept with their rows, so that retractions match. Flink's IGNORE shows wrong rows and is not there",
    defaultText: "TRY_RESOLVE",
    changesResults: false,
  },
];

/** Keys of Flink that change how a job runs and never what it answers. */
const HARMLESS: readonly RegExp[] = [
  /^(?:parallelism\.default|pipeline\.|sql-client\.|state\.|execution\.checkpointing\.|execution\.savepoint\.|execution\.state-recovery\.|restart-strategy|taskmanager\.|jobmanager\.|cluster\.|rest\.|web\.|metrics\.|security\.|classloader\.|env\.|fs\.|s3\.|yarn\.|kubernetes\.|high-availability|akka\.|pekko\.|blob\.|io\.|heartbeat\.|client\.|python\.)/,
  /^table\.(?:optimizer\.|plan\.|planner$|dml-sync$|generated-code\.|builtin-catalog-name$|builtin-database-name$|display\.|column-expansion-strategy$|rtas-ctas\.|resources\.)/,
  /^table\.exec\.(?:mini-batch\.|resource\.|disabled-operators$|sort\.|spill-|uid\.|async-|shuffle-mode$|deduplicate\.|simplify-operator-name-enabled$|operator-fusion-codegen\.|sink\.(?:upsert-materialize|keyed-shuffle|rowtime-inserter)|interval-join\.|window-agg\.buffer|local-hash-agg\.|source\.cdc-events-duplicate$|legacy-|non-temporal-sort\.|iceberg\.|unbounded-over\.)/,
];

/** Keys of Flink that would change what a job answers or when, with the values that are what happens here anyway. */
const REFUSED: Readonly<Record<string, { readonly same: readonly string[]; readonly hint: string }>> = {
  "execution.runtime-mode": {
    same: ["streaming", "automatic"],
    hint: "Every query runs as a stream; over bounded input its folded result (run --final) is what a batch run answers.",
  },
  "table.exec.emit.early-fire.delay": {
    same: ["0", "0 ms", "0 s"],
    hint: "Windows that fire early do so with every change.",
  },
  "table.exec.emit.late-fire.enabled": {
    same: ["true", "false"],
    hint: "'window.allowed-lateness' says how long a window takes rows.",
  },
  "table.exec.emit.late-fire.delay": {
    same: ["0", "0 ms", "0 s"],
    hint: "A late row corrects its window at once.",
  },
  "table.sql-dialect": { same: ["default"], hint: "There is one dialect." },
};

export type SettingCheck =
  | { readonly kind: "ok"; readonly value: string }
  /** Accepted without effect. */
  | { readonly kind: "note"; readonly text: string }
  | {
      readonly kind: "problem";
      readonly code: string;
      readonly message: string;
      readonly hint: string;
      readonly suggestion: string | null;
      readonly at: "key" | "value";
    };

/** All defaults, to start a session with. */
export function defaultSettings(): Map<string, string> {
  return new Map(SETTINGS.map((spec) => [spec.key, defaultOf(spec)]));
}

export function findSetting(key: string): SettingSpec | null {
  return SETTINGS.find((spec) => spec.key === key) ?? null;
}

export function defaultOf(spec: SettingSpec): string {
  return spec.defaultText === MACHINE_ZONE ? machineZone() : spec.defaultText;
}

/** The value in force: what was set, else the default. */
export function settingValue(settings: ReadonlyMap<string, string>, key: string): string {
  const spec = findSetting(key);
  return settings.get(key) ?? (spec === null ? "" : defaultOf(spec));
}

/** A setting of type duration, in milliseconds. */
export function durationSetting(settings: ReadonlyMap<string, string>, key: string): number {
  return parseDurationMs(settingValue(settings, key)) ?? 0;
}

/** How long late rows may correct a window that has closed; also by Flink's name of it. */
export function allowedLatenessMs(settings: ReadonlyMap<string, string>): number {
  const duration = (key: string): number => durationSetting(settings, key);
  return Math.max(duration("window.allowed-lateness"), duration("table.exec.emit.allow-lateness"));
}

/** A setting of type boolean. */
export function booleanSetting(settings: ReadonlyMap<string, string>, key: string): boolean {
  return settingValue(settings, key).toLowerCase() === "true";
}

/** A setting of type number. */
export function numberSetting(settings: ReadonlyMap<string, string>, key: string): number {
  return Number(settingValue(settings, key));
}

/** True for settings that belong to a job's fingerprint. */
export function changesResults(key: string): boolean {
  return findSetting(key)?.changesResults ?? false;
}

export function checkSetting(key: string, value: string): SettingCheck {
  const spec = findSetting(key);
  if (spec !== null) return checkValue(spec, value);
  const refused = REFUSED[key];
  if (refused !== undefined) {
    if (refused.same.includes(value.trim().toLowerCase()))
      return { kind: "note", text: `'${key}' = '${value}' is what happens anyway.` };
    return problem("key", "PLAN_NOT_AVAILABLE", `'${key}' = '${value}' is not available`, refused.hint, null);
  }
  if (HARMLESS.some((pattern) => pattern.test(key))) {
    return { kind: "note", text: `'${key}' is a setting of Flink that changes no result: taken without effect.` };
  }
  const near = suggest(
    key,
    SETTINGS.map((known) => known.key),
  );
  const hint = near === null ? "SET alone lists the settings." : `Did you mean '${near}'?`;
  return problem("key", "BIND_UNKNOWN_SETTING", `there is no setting '${key}'`, hint, near);
}

function problem(
  at: "key" | "value",
  code: string,
  message: string,
  hint: string,
  suggestion: string | null,
): SettingCheck {
  return { kind: "problem", code, message, hint, suggestion, at };
}

function checkValue(spec: SettingSpec, value: string): SettingCheck {
  const bad = (expected: string, suggestion: string | null): SettingCheck =>
    problem("value", "BIND_SETTING_VALUE", `'${spec.key}' cannot be '${value}'`, expected, suggestion);
  const { type } = spec;
  if (typeof type === "object") {
    const choice = type.oneOf.find((one) => one.toLowerCase() === value.trim().toLowerCase());
    if (choice !== undefined) return { kind: "ok", value: choice };
    return bad(`It is ${type.oneOf.map((one) => `'${one}'`).join(" or ")}.`, suggest(value, type.oneOf));
  }
  switch (type) {
    case "duration":
      return parseDurationMs(value) === null
        ? bad("It is a duration such as '5 s', '10 min' or '1 h'.", null)
        : { kind: "ok", value };
    case "boolean":
      return /^(?:true|false)$/i.test(value)
        ? { kind: "ok", value: value.toLowerCase() }
        : bad("It is 'true' or 'false'.", null);
    case "integer":
      return /^\d+$/.test(value) ? { kind: "ok", value } : bad("It is a whole number.", null);
    case "text":
      return { kind: "ok", value };
    case "number":
      return /^\d+(?:\.\d+)?$/.test(value) ? { kind: "ok", value } : bad("It is a number, 0 or above.", null);
    case "zone": {
      if (value.toLowerCase() === MACHINE_ZONE) return { kind: "ok", value: machineZone() };
      if (findZone(value) !== null) return { kind: "ok", value };
      const near = suggest(value, Intl.supportedValuesOf("timeZone"));
      const way = "It is a zone such as 'Europe/Berlin' or 'UTC', or an offset such as '+05:30'.";
      return bad(near === null ? way : `Did you mean '${near}'? ${way}`, near);
    }
  }
}
