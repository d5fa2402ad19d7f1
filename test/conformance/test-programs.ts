// flink-testprograms: Flink's own restore tests. Each program runs over the rows `before`, is stopped with a checkpoint (nothing
// fires), starts again from it, reads the rows `after` and ends (watermark MAX). What its sinks got is compared with what Flink's sinks
// got, folded: after the first run, and after both. Rows are compared in Java's text form.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Scalar, SqlMap } from "../../src/columnar/scalar.ts";
import { castText } from "../../src/columnar/text.ts";
import type { SqlType } from "../../src/common/types.ts";
import { zoneFor } from "../../src/common/zone.ts";
import { type TestChange, type TestTables, testTables } from "../../src/golden/rows-connector.ts";
import { loadTypes, readRows } from "../../src/golden/read-rows.ts";
import { runJob, type SqlFailure } from "../helpers/run-sql.ts";
import { type ConformanceCase, type Corpus, compareRows, fail, foldTexts, PASS, type Verdict } from "./corpus.ts";

interface ProgramRow {
  readonly op: TestChange["kind"];
  readonly row: readonly unknown[];
}

interface Program {
  readonly id: string;
  readonly sources: readonly {
    readonly name: string;
    readonly schema: readonly string[];
    readonly options: Readonly<Record<string, string>>;
    readonly before: readonly ProgramRow[];
    readonly after: readonly ProgramRow[];
  }[];
  readonly sinks: readonly {
    readonly name: string;
    readonly schema: readonly string[];
    readonly options: Readonly<Record<string, string>>;
    readonly expectedBefore: readonly string[] | null;
    readonly expectedAfter: readonly string[] | null;
    readonly expectedMaterialized: readonly string[] | null;
  }[];
  readonly steps: readonly (readonly [string, ...unknown[]])[];
}

export function testPrograms(name: "flink-core" | "flink-all"): Corpus {
  return {
    name,
    load: (folder) => {
      const programs = readFileSync(join(folder, "flink-testprograms.jsonl"), "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Program);
      const { core } = JSON.parse(readFileSync(join(folder, "flink-testprograms.core-ids.json"), "utf8")) as { core: string[] };
      const wanted = name === "flink-all" ? programs : programs.filter((program) => core.includes(program.id));
      return wanted.map(
        (program): ConformanceCase => ({
          id: program.id,
          group: program.id.replace(/-[^-]*$/, ""),
          run: () => runProgram(program),
        }),
      );
    },
  };
}

/** Flink's option constants that change results; the others say how a cluster executes. */
const SETTINGS: Readonly<Record<string, string>> = {
  LOCAL_TIME_ZONE: "table.local-time-zone",
  TABLE_EXEC_SINK_NOT_NULL_ENFORCER: "table.exec.sink.not-null-enforcer",
  TABLE_EXEC_SINK_TYPE_LENGTH_ENFORCER: "table.exec.sink.type-length-enforcer",
  TABLE_EXEC_SOURCE_CDC_EVENTS_DUPLICATE: "table.exec.source.cdc-events-duplicate",
  TABLE_EXEC_SINK_REQUIRE_ON_CONFLICT: "table.exec.sink.require-on-conflict",
};

async function runProgram(program: Program): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-program-"));
  try {
    return await runIn(program, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runIn(program: Program, folder: string): Promise<Verdict> {
  const refused = program.steps.find(([kind]) => kind === "function" || kind === "temporal_function");
  if (refused !== undefined) return fail("user functions", String(refused[0]));
  const tables = testTables();
  // Flink reads its tables side by side.
  tables.rowBytes = 64 * 1024;
  const statePath = join(folder, "state.db");
  const mustFail = program.steps.some(([kind]) => kind === "run_failing_sql");
  await declareMetadata(program, tables);
  for (const source of program.sources) tables.inputs.set(source.name, await changes(source, source.before));
  // Programs that were never restored ran over input that ends.
  const isRestored = program.sources.some(({ after }) => after.length > 0) || program.sinks.some((sink) => sink.expectedAfter != null);
  const first = await run(program, tables, statePath, isRestored);
  if (mustFail) return first === null ? fail("no error", "Flink refuses it") : PASS;
  if (first !== null) return fail(first.code, first.message);
  const before = outputs(program, tables);
  for (const source of program.sources) tables.inputs.get(source.name)?.push(...(await changes(source, source.after)));
  const second = await run(program, tables, statePath, false);
  if (second !== null) return fail(`restart: ${second.code}`, second.message);
  const after = outputs(program, tables);
  for (const [i, sink] of program.sinks.entries()) {
    const verdictBefore = compareFolded(sink, before[i], sink.expectedBefore ?? []);
    if (verdictBefore.kind === "fail") return fail(`before: ${verdictBefore.cause}`, verdictBefore.detail);
    const verdict = compareFolded(sink, after[i], [...(sink.expectedBefore ?? []), ...(sink.expectedAfter ?? [])]);
    if (verdict.kind === "fail") return verdict;
  }
  return PASS;
}

/** Rows hold the physical columns, then the metadata in the order in which 'readable-metadata' names them. */
async function changes(source: Program["sources"][number], rows: readonly ProgramRow[]): Promise<TestChange[]> {
  const declared = source.schema
    .flatMap((column) => column.split(/,(?![^(]*\))(?![^<]*>)/).map((part) => part.trim()))
    .filter((column) => !/^\S+\s+AS\s/i.test(column) && !/^(?:PRIMARY KEY|WATERMARK|CONSTRAINT)/i.test(column));
  const metadata = metadataOf(source.options["readable-metadata"]).map(([key]) => key);
  const physicalCount = declared.filter((column) => !/\sMETADATA/i.test(column)).length;
  let physical = 0;
  const positions = declared.map((column) => {
    if (!/\sMETADATA/i.test(column)) return physical++;
    const key = /METADATA\s+FROM\s+'([^']*)'/i.exec(column)?.[1] ?? column.split(/\s/)[0].replaceAll("`", "");
    return physicalCount + metadata.indexOf(key);
  });
  const types = declared.map((column) => column.replace(/\s(?:METADATA|PRIMARY KEY).*$/i, ""));
  const values = await readRows(types, rows.map(({ row }) => positions.map((position) => row[position])));
  return rows.map(({ op }, i) => ({ kind: op, values: values[i] }));
}

/** Pairs of "a:INT, b:STRING". */
function metadataOf(text: string | undefined): (readonly [string, string])[] {
  if (text === undefined) return [];
  return text.split(/,(?![^(]*\))/).map((pair) => {
    const at = pair.indexOf(":");
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
  });
}

async function declareMetadata(program: Program, tables: TestTables): Promise<void> {
  const options = [...program.sources, ...program.sinks].flatMap(({ options }) => [options["readable-metadata"], options["writable-metadata"]]);
  for (const [key, type] of options.flatMap(metadataOf)) {
    const [read] = await loadTypes([`m ${type}`]);
    tables.metadata.set(key, read);
  }
}

async function run(program: Program, tables: TestTables, statePath: string, isFirst: boolean): Promise<SqlFailure | null> {
  const statements: string[] = [];
  const settings: Record<string, string> = { "table.local-time-zone": "UTC" };
  for (const source of program.sources) {
    const isAppend = [...source.before, ...source.after].every(({ op }) => op === "+I");
    const mode = modeOf(source.options["changelog-mode"] ?? (isAppend ? undefined : "I,UB,UA,D"), source.schema);
    statements.push(
      `CREATE TABLE ${quoted(source.name)} (${source.schema.join(", ")}) WITH ('connector' = 'rows', 'changelog-mode' = '${mode}')`,
    );
  }
  for (const sink of program.sinks) {
    statements.push(`CREATE TABLE ${quoted(sink.name)} (${sink.schema.join(", ")}) WITH ('connector' = 'collect'${sinkMode(sink)})`);
  }
  const inserts: string[] = [];
  for (const [kind, ...rest] of program.steps) {
    if (kind === "setup_sql") statements.push(String(rest[0]));
    if (kind === "run_sql" || kind === "run_failing_sql") inserts.push(String(rest[0]));
    if (kind === "run_statement_set") inserts.push(...(Array.isArray(rest[0]) ? rest[0] : rest).map(String));
    const setting = kind === "config" ? SETTINGS[String(rest[0])] : undefined;
    if (setting !== undefined) settings[setting] = String(rest[1]);
  }
  // Most programs are recorded as plans made before ON CONFLICT was there, when the last row of a key was shown without asking.
  const isRefused = program.steps.some(([kind]) => kind === "run_failing_sql");
  if (!isRefused && !inserts.some((insert) => /ON\s+CONFLICT/i.test(insert))) {
    settings["table.exec.sink.require-on-conflict"] ??= "false";
  }
  // Windows of processing time close as the clock goes on.
  const idleStepMs = statements.some((statement) => /PROCTIME\(\)/i.test(statement)) ? 60_000 : 0;
  const run = { tables, settings, statePath, stopWhenRead: isFirst, batchRowsMax: 3, idleStepMs };
  return runJob([...statements, ...inserts], run);
}

function sinkMode(sink: Program["sinks"][number]): string {
  const mode = sink.options["changelog-mode"] ?? sink.options["sink-changelog-mode-enforced"];
  return mode === undefined ? "" : `, 'changelog-mode' = '${modeOf(mode, sink.schema)}'`;
}

function modeOf(mode: string | undefined, schema: readonly string[]): "append" | "retract" | "upsert" {
  if (mode === undefined || mode === "I") return "append";
  if (!mode.includes("UB") && schema.some((column) => /PRIMARY KEY/i.test(column))) return "upsert";
  return "retract";
}

function quoted(name: string): string {
  return `\`${name}\``;
}

interface Output {
  readonly kind: string;
  readonly text: string;
  readonly key: string | null;
}

function outputs(program: Program, tables: TestTables): Output[][] {
  return program.sinks.map((sink) => {
    const types = tables.types.get(sink.name) ?? [];
    const keys = keyColumns(sink.schema);
    return (tables.outputs.get(sink.name) ?? []).map(({ kind, values }) => {
      const texts = values.map((value, i) => javaText(value, types[i]));
      const text = physicalFirst(sink).map((i) => texts[i]).join(", ");
      return { kind, text, key: keys === null ? null : keys.map((i) => texts[i]).join(", ") };
    });
  });
}

/** Flink's sinks show their physical columns, then the metadata as 'writable-metadata' lists it: indexes of the columns in that order. */
function physicalFirst({ schema, options }: Program["sinks"][number]): number[] {
  const keys = metadataOf(options["writable-metadata"]).map(([key]) => key);
  const columns = schema
    .flatMap((column) => column.split(/,(?![^(]*\))(?![^<]*>)/).map((part) => part.trim()))
    .filter((column) => !/^(?:PRIMARY KEY|WATERMARK|CONSTRAINT)/i.test(column));
  const isMetadata = (column: string): boolean => /\sMETADATA/i.test(column);
  const indexes = columns.map((_, i) => i);
  const place = (i: number): number => keys.indexOf(columns[i].split(/\s/)[0].replaceAll("`", ""));
  const metadata = indexes.filter((i) => isMetadata(columns[i])).sort((a, b) => place(a) - place(b));
  return [...indexes.filter((i) => !isMetadata(columns[i])), ...metadata];
}

/** Indexes of the PRIMARY KEY's columns, or null. */
function keyColumns(schema: readonly string[]): number[] | null {
  const inline = schema.findIndex((column) => /^\S+\s+.*\sPRIMARY KEY NOT ENFORCED/i.test(column));
  if (inline !== -1) return [inline];
  const constraint = schema.map((column) => /PRIMARY KEY\s*\(([^)]*)\)/i.exec(column)).find((match) => match !== null);
  if (constraint === undefined || constraint === null) return null;
  const names = schema.filter((column) => !/^(?:PRIMARY KEY|CONSTRAINT|WATERMARK)/i.test(column)).map((column) => column.split(/\s/)[0].replaceAll("`", ""));
  return constraint[1].split(",").map((name) => names.indexOf(name.trim().replaceAll("`", "")));
}

function compareFolded(sink: Program["sinks"][number], ours: readonly Output[], expected: readonly string[]): Verdict {
  const keys = keyColumns(sink.schema);
  const order = physicalFirst(sink);
  const recorded = expected.map((text): Output => {
    const match = /^([+-][IUD])\[([\s\S]*)\]$/.exec(text);
    const row = match === null ? text : match[2];
    return { kind: match === null ? "+I" : match[1], text: row, key: keys === null ? null : keys.map((i) => topLevel(row)[order.indexOf(i)]).join(", ") };
  });
  if (keys !== null) return compareRows(lastPerKey(ours), lastPerKey(recorded));
  const folded = foldTexts(ours);
  if (folded === null) return fail("removes an absent row", ours.map((o) => o.kind + o.text).join(" | "));
  return compareRows(folded, foldTexts(recorded) ?? recorded.map((r) => r.text));
}

function lastPerKey(changes: readonly Output[]): string[] {
  const rows = new Map<string, string>();
  for (const { kind, text, key } of changes) {
    if (kind === "+I" || kind === "+U") rows.set(key ?? "", text);
    else if (kind === "-D") rows.delete(key ?? "");
  }
  return [...rows.values()];
}

/** Cuts a row text at the commas outside brackets. */
function topLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if ("[{(".includes(text[i])) depth++;
    if ("]})".includes(text[i])) depth--;
    if (depth === 0 && text.startsWith(", ", i)) {
      parts.push(text.slice(from, i));
      from = i + 2;
    }
  }
  return [...parts, text.slice(from)];
}

/** As Java's Row.toString prints a value. */
function javaText(value: Scalar, type: SqlType | undefined): string {
  if (value === null || type === undefined) return "null";
  switch (type.kind) {
    case "ARRAY":
      return `[${(value as readonly Scalar[]).map((item) => javaText(item, type.element)).join(", ")}]`;
    case "ROW":
      return `+I[${(value as readonly Scalar[]).map((item, i) => javaText(item, type.fields[i].type)).join(", ")}]`;
    case "MAP":
      return `{${(value as SqlMap).entries.map(([k, v]) => `${javaText(k, type.key)}=${javaText(v, type.value)}`).join(", ")}}`;
    case "BOOLEAN":
      return value === true ? "true" : "false";
    case "BINARY":
    case "VARBINARY":
      return `[${[...(value as Uint8Array)].map((byte) => (byte << 24) >> 24).join(", ")}]`;
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ": {
      const text = castText(value, type, zoneFor("UTC")).replace(" ", "T");
      const trimmed = text.includes(".") ? text.replace(/(?:000)+$/, "").replace(/\.$/, "") : text;
      // Java's Instant prints seconds always, its LocalDateTime only when they are not zero.
      if (type.kind === "TIMESTAMP_LTZ") return `${trimmed}Z`;
      return trimmed.replace(/:00$/, (seconds) => (trimmed.split(":").length === 3 ? "" : seconds));
    }
    default:
      return castText(value, type, zoneFor("UTC"));
  }
}
