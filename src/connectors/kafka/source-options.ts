// Options of tables that are read from Kafka, with Flink's names, and what they say as values.
import { badOption, type OptionProblem } from "../check-options.ts";
import type { FormatOption, OptionSpec, TableSpec } from "../connector.ts";
import { findFormat } from "../formats/index.ts";
import { durationOf, hasSecret } from "../option-values.ts";
import type { FetchSettings } from "./fetch/fetcher.ts";

type Options = Readonly<Record<string, string>>;

const STARTUP_MODES = ["earliest-offset", "latest-offset", "group-offsets", "timestamp", "specific-offsets"] as const;
const BOUNDED_MODES = ["unbounded", "latest-offset", "group-offsets", "timestamp", "specific-offsets"] as const;

export const TOPIC_OPTIONS: readonly OptionSpec[] = [
  { key: "topic", type: "string", summary: "Topics, with ';' between several" },
  {
    key: "topic-pattern",
    type: "string",
    summary: "Instead of 'topic': all topics whose whole name matches this regular expression",
  },
];

export const SCAN_OPTIONS: readonly OptionSpec[] = [
  {
    key: "scan.startup.mode",
    type: { oneOf: STARTUP_MODES },
    summary:
      "Where a job without state begins. group-offsets when 'properties.group.id' is set, else earliest-offset. Partitions that come later are read from their beginning",
  },
  { key: "scan.startup.timestamp-millis", type: "int", summary: "For timestamp: the first record from then on" },
  {
    key: "scan.startup.specific-offsets",
    type: "string",
    summary: "For specific-offsets: 'partition:0,offset:42;partition:1,offset:300'; others begin at their beginning",
  },
  {
    key: "scan.bounded.mode",
    type: { oneOf: BOUNDED_MODES },
    defaultText: "unbounded",
    summary: "Where the job ends: at what was there when it started, at the group's offsets, before a time, at offsets",
  },
  {
    key: "scan.bounded.timestamp-millis",
    type: "int",
    summary: "For timestamp: the first record from then on is not read",
  },
  {
    key: "scan.bounded.specific-offsets",
    type: "string",
    summary:
      "For specific-offsets: as for startup; the record at the offset is not read, partitions not named not at all",
  },
  {
    key: "scan.topic-partition-discovery.interval",
    type: "duration",
    defaultText: "5 min",
    summary: "How often new partitions, and new topics of a pattern, are looked for; 0 never",
  },
  {
    key: "scan.on-data-loss",
    type: { oneOf: ["fail", "earliest"] },
    defaultText: "fail",
    summary:
      "What happens when the offset to go on from is gone (retention ran over it, the topic was made anew): the job ends, or goes on from the earliest record, and the records passed over are counted",
  },
  {
    key: "properties.group.id",
    type: "string",
    summary:
      "Consumer group that gets the offsets of committed batches, for monitoring; the job's own are in its state",
  },
  {
    key: "properties.auto.offset.reset",
    type: { oneOf: ["earliest", "latest", "none"] },
    defaultText: "earliest",
    summary: "For group-offsets: where a partition begins for which the group has none; none: an error",
  },
  {
    key: "properties.commit.offsets.on.checkpoint",
    type: "boolean",
    defaultText: "true",
    summary: "Whether the group gets the offsets",
  },
  {
    key: "properties.fetch.max.bytes",
    type: "int",
    isPositive: true,
    defaultText: "16777216",
    summary: "Of one answer",
  },
  {
    key: "properties.max.partition.fetch.bytes",
    type: "int",
    isPositive: true,
    defaultText: "8388608",
    summary: "Of one partition in one answer",
  },
  {
    key: "properties.fetch.min.bytes",
    type: "int",
    isPositive: true,
    defaultText: "1",
    summary: "A broker waits for so many",
  },
  {
    key: "properties.fetch.max.wait.ms",
    type: "int",
    isPositive: true,
    defaultText: "500",
    summary: "And for so long at most",
  },
  { key: "properties.check.crcs", type: "boolean", defaultText: "true", summary: "Whether checksums are checked" },
];

export const KEY_OPTIONS: readonly OptionSpec[] = [
  { key: "key.fields", type: "string", summary: "Columns that stand in the record's key, with ';' between" },
  {
    key: "key.fields-prefix",
    type: "string",
    summary: "What the names of key columns begin with in the table, and not in the key; needs EXCEPT_KEY",
  },
  {
    key: "value.fields-include",
    type: { oneOf: ["ALL", "EXCEPT_KEY"] },
    defaultText: "ALL",
    summary: "Whether the columns of the key stand in the value too",
  },
];

const HOW = "How records' values are written";

export const KAFKA_FORMATS: readonly FormatOption[] = [
  { key: "format", prefix: "", isRequired: false, summary: HOW },
  { key: "value.format", prefix: "value.", isRequired: false, summary: `${HOW}; instead of 'format'` },
  { key: "key.format", prefix: "key.", isRequired: false, summary: "How records' keys are written" },
];

export const UPSERT_FORMATS: readonly FormatOption[] = [
  { key: "key.format", prefix: "key.", isRequired: true, summary: "How records' keys are written: the PRIMARY KEY" },
  { key: "value.format", prefix: "value.", isRequired: true, summary: HOW },
];

/** Name and options of the format of values. */
export function valueFormatOf(options: Options): { readonly name: string; readonly prefix: string } {
  const name = options["value.format"];
  return name === undefined ? { name: options["format"] ?? "", prefix: "" } : { name, prefix: "value." };
}

export type StartMode =
  | { readonly kind: "earliest" | "latest" | "group" }
  | { readonly kind: "timestamp"; readonly timestampMs: number }
  | { readonly kind: "specific"; readonly offsets: ReadonlyMap<number, number> };

/** `side`: startup or bounded. Null: unbounded. */
export function modeOf(options: Options, side: "startup" | "bounded"): StartMode | null {
  const fallback =
    side === "bounded"
      ? "unbounded"
      : options["properties.group.id"] === undefined
        ? "earliest-offset"
        : "group-offsets";
  switch ((options[`scan.${side}.mode`] ?? fallback).toLowerCase()) {
    case "earliest-offset":
      return { kind: "earliest" };
    case "latest-offset":
      return { kind: "latest" };
    case "group-offsets":
      return { kind: "group" };
    case "timestamp":
      return { kind: "timestamp", timestampMs: Number(options[`scan.${side}.timestamp-millis`]) };
    case "specific-offsets":
      return { kind: "specific", offsets: parseOffsets(options[`scan.${side}.specific-offsets`])! };
    default:
      return null;
  }
}

export function discoveryMsOf(options: Options): number {
  return durationOf(options, "scan.topic-partition-discovery.interval", 300_000);
}

export function fetchSettingsOf(options: Options): FetchSettings {
  const number = (key: string, fallback: number) => Number(options[`properties.${key}`] ?? fallback);
  return {
    maxWaitMs: number("fetch.max.wait.ms", 500),
    minBytes: number("fetch.min.bytes", 1),
    maxBytes: number("fetch.max.bytes", 16 * 1024 * 1024),
    partitionMaxBytes: number("max.partition.fetch.bytes", 8 * 1024 * 1024),
  };
}

/** Rules over several options of the source; `isUpsert`: its keys and times are its own. */
export function sourceProblems({ options }: TableSpec): OptionProblem[] {
  const problems: OptionProblem[] = [];
  const topics = options["topic"];
  const pattern = options["topic-pattern"];
  if ((topics === undefined) === (pattern === undefined)) {
    problems.push(badOption("topic", "a Kafka table has either 'topic' or 'topic-pattern'"));
  }
  if (topics !== undefined && topicsOf(topics).length === 0) problems.push(badOption("topic", "no topic is named"));
  if (pattern !== undefined && patternOf(pattern) === null) {
    problems.push(badOption("topic-pattern", `'${pattern}' is no regular expression`));
  }
  for (const side of ["startup", "bounded"] as const) problems.push(...modeProblems(options, side));
  return problems;
}

function modeProblems(options: Options, side: "startup" | "bounded"): OptionProblem[] {
  const problems: OptionProblem[] = [];
  const modeKey = `scan.${side}.mode`;
  const mode = options[modeKey]?.toLowerCase() ?? "";
  if (mode === "group-offsets" && options["properties.group.id"] === undefined) {
    problems.push(badOption(modeKey, "group-offsets needs a group", "Add 'properties.group.id' = '...'."));
  }
  for (const [needing, name] of [
    ["timestamp", "timestamp-millis"],
    ["specific-offsets", "specific-offsets"],
  ]) {
    const key = `scan.${side}.${name}`;
    const value = options[key];
    if (mode === needing && value === undefined) problems.push(badOption(modeKey, `${mode} needs '${key}'`));
    if (mode !== needing && value !== undefined) {
      problems.push(badOption(key, `it says nothing unless '${modeKey}' is '${needing}'`));
    }
    if (name === "specific-offsets" && value !== undefined && !hasSecret(value) && parseOffsets(value) === null) {
      const hint = "Write 'partition:0,offset:42;partition:1,offset:300'.";
      problems.push(badOption(key, `'${value}' is no list of offsets`, hint));
    }
  }
  if (mode === "specific-offsets" && topicsOf(options["topic"] ?? "").length !== 1) {
    problems.push(badOption(modeKey, "specific-offsets is for one topic"));
  }
  return problems;
}

export function topicsOf(text: string): readonly string[] {
  return [...new Set(text.split(";").map((topic) => topic.trim()))].filter((topic) => topic !== "");
}

/** Null: it is none. */
export function patternOf(text: string): RegExp | null {
  try {
    return new RegExp(`^(?:${text})$`, "u");
  } catch {
    return null;
  }
}

/** partition:0,offset:42;partition:1,offset:300. Null: it is none. */
export function parseOffsets(text: string): ReadonlyMap<number, number> | null {
  const offsets = new Map<number, number>();
  for (const part of text.split(";").map((entry) => entry.trim())) {
    if (part === "") continue;
    const match = /^partition:(\d{1,9}),\s*offset:(\d{1,15})$/.exec(part);
    if (match === null) return null;
    offsets.set(Number(match[1]), Number(match[2]));
  }
  return offsets.size === 0 ? null : offsets;
}

/** Problems of the formats: which there are, and whether their columns fit. */
export function formatProblems(
  table: TableSpec,
  fields: { readonly key: readonly number[]; readonly value: readonly number[] },
): OptionProblem[] {
  const { options } = table;
  const problems: OptionProblem[] = [];
  const value = valueFormatOf(options);
  if (options["format"] !== undefined && options["value.format"] !== undefined) {
    problems.push(badOption("value.format", "the table has both 'format' and 'value.format'"));
  }
  const sides = [
    { key: value.prefix === "" ? "format" : "value.format", ...value, columns: fields.value },
    { key: "key.format", name: options["key.format"] ?? "", prefix: "key.", columns: fields.key },
  ];
  for (const { key, name, prefix, columns } of sides) {
    const format = findFormat(name);
    if (format === null) continue;
    const given = optionsOfFormat(options, prefix);
    // A key whose columns are not known has a problem of its own.
    const message =
      key === "key.format" && columns.length === 0
        ? null
        : format.check(
            columns.map((column) => table.columns[column]),
            given,
          );
    if (message !== null) problems.push(badOption(key, message));
    if (key === "key.format" && format.changelogMode !== undefined) {
      problems.push(badOption(key, `${name} holds changes, which a key has not`));
    }
    if (given["csv.header"]?.toLowerCase() === "true") {
      problems.push(badOption(`${prefix}csv.header`, "records of Kafka have no header line"));
    }
  }
  return problems;
}

/** Options as a format knows them, without the prefix. */
export function optionsOfFormat(options: Options, prefix: string): Options {
  if (prefix === "") return options;
  return Object.fromEntries(
    Object.entries(options).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  );
}
