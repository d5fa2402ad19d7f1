// flink-testprograms: Flink's own restore tests. Each program runs over the rows `before`, is stopped with a checkpoint (nothing
// fires), starts again from it, reads the rows `after` and ends (watermark MAX). What its sinks got is compared with what Flink's sinks
// got, after the first run and after both: with one, three and any number of rows a batch folded, and with one row a batch, where a single
// source leaves no choice of order, change by change.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FunctionDefinition } from "../../src/index.ts";
import { type TestChange, type TestTables, testTables } from "../../src/golden/rows-connector.ts";
import { loadTypes, readRows } from "../../src/golden/read-rows.ts";
import { runJob, type SqlFailure } from "../helpers/run-sql.ts";
import { type ConformanceCase, type Corpus, fail, PASS, type Verdict } from "./corpus.ts";
import { isLookedUp, writeLookupFile } from "./program-lookups.ts";
import { programFunction } from "./program-functions.ts";
import { metadataOf, outerParts, type Program, type ProgramRow } from "./program.ts";
import { compareChanges, compareFolded, type Output, outputs } from "./program-rows.ts";

/** `verdicts`: by id, shared by the two corpora, as one is a part of the other. */
export function testPrograms(name: "flink-core" | "flink-all", verdicts: Map<string, Promise<Verdict>>): Corpus {
  return {
    name,
    load: (folder) => {
      const programs = readFileSync(join(folder, "flink-testprograms.jsonl"), "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Program);
      const { core } = JSON.parse(readFileSync(join(folder, "flink-testprograms.core-ids.json"), "utf8")) as { core: string[] };
      const wanted = name === "flink-all" ? programs : programs.filter((program) => core.includes(program.id));
      const seen = new Set<string>();
      return wanted.map((program): ConformanceCase => {
        const id = seen.has(program.id) ? `${program.id}#2` : program.id;
        seen.add(id);
        const run = () => {
          const verdict = verdicts.get(id) ?? runProgram(program);
          verdicts.set(id, verdict);
          return verdict;
        };
        return { id, group: program.id.replace(/-[^-]*$/, ""), run };
      });
    },
  };
}

/** Flink's option constants that change results; the others say how a cluster executes. */
const SETTINGS: Readonly<Record<string, string>> = {
  LOCAL_TIME_ZONE: "table.local-time-zone",
  TABLE_EXEC_SINK_NOT_NULL_ENFORCER: "table.exec.sink.not-null-enforcer",
  TABLE_EXEC_SINK_NESTED_CONSTRAINT_ENFORCER: "table.exec.sink.nested-constraint-enforcer",
  TABLE_EXEC_SINK_TYPE_LENGTH_ENFORCER: "table.exec.sink.type-length-enforcer",
  TABLE_EXEC_SOURCE_CDC_EVENTS_DUPLICATE: "table.exec.source.cdc-events-duplicate",
  TABLE_EXEC_SINK_REQUIRE_ON_CONFLICT: "table.exec.sink.require-on-conflict",
};

/** Programs with one source whose recorded order is not that of their input, by the reason. */
const ANY_ORDER: readonly (readonly [why: string, ids: RegExp])[] = [
  ["written down by key", /^(?:upsert-with|kafka-with|retract-source-with)-(?:no|non-key)-filter$/],
  ["the constant rows of a UNION ALL come first in either order", /^join-duplicate-emission-bug$/],
  ["windows of a row from the latest back", /^window-table-function-hop-tvf$/],
  ["keys that one watermark closes, as a hash table has them", /^(?:group-window-aggregate|window-deduplicate)-/],
];

/** What Flink's sinks got row by row says how its plan was made: only what is left of it is compared. */
function hasOtherChanges({ id, steps }: Program): boolean {
  const isOn = (option: string): boolean => steps.some(([kind, key, value]) => kind === "config" && key === option && value === "true");
  // Changes of several rows at a time; an aggregate in two halves, of which one shows before the other.
  if (isOn("TABLE_EXEC_MINIBATCH_ENABLED") || isOn("TABLE_OPTIMIZER_DISTINCT_AGG_SPLIT_ENABLED")) return true;
  // Several rows share a key, and each is written whenever it changes: here the last one of the key is shown.
  return /^over-aggregate-non-time-\w+-unbounded-sum-retract-mode-sink-primary-key$/.test(id);
}

/** Rows a batch; undefined: all that there are. */
const BATCH_ROWS: readonly (number | undefined)[] = [1, 3, undefined];

async function runProgram(program: Program): Promise<Verdict> {
  for (const batchRowsMax of BATCH_ROWS) {
    const folder = mkdtempSync(join(tmpdir(), "millrace-program-"));
    try {
      const verdict = await runIn(program, { folder, batchRowsMax });
      const at = batchRowsMax === 1 ? "" : `${batchRowsMax ?? "any number of"} rows a batch: `;
      if (verdict.kind === "fail") return fail(`${at}${verdict.cause}`, verdict.detail);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return PASS;
}

interface Place {
  readonly folder: string;
  readonly batchRowsMax: number | undefined;
}

async function runIn(program: Program, place: Place): Promise<Verdict> {
  const unknown = program.steps.find(([kind, , javaClass]) => kind === "temporal_function" || (kind === "function" && programFunction(String(javaClass), "") === null));
  if (unknown !== undefined) return fail("user functions", unknown.join(" "));
  const tables = testTables();
  // Flink reads its tables side by side.
  tables.rowBytes = 64 * 1024;
  await declareMetadata(program, tables);
  for (const source of program.sources) tables.inputs.set(source.name, await changes(source, source.before));
  if (program.steps.some(([kind]) => kind === "run_failing_sql")) return runRefused(program, tables, place);
  // Programs that were never restored ran over input that ends.
  const isRestored = program.sources.some(({ after }) => after.length > 0) || program.sinks.some((sink) => sink.expectedAfter != null);
  const first = await run(program, tables, place, isRestored);
  if (first !== null) return fail(first.code, first.message);
  const before = outputs(program, tables);
  for (const source of program.sources) tables.inputs.get(source.name)?.push(...(await changes(source, source.after)));
  const second = await run(program, tables, place, false);
  if (second !== null) return fail(`restart: ${second.code}`, second.message);
  return compareOutputs(program, before, outputs(program, tables), place.batchRowsMax === 1);
}

/** Each statement that Flink refuses, by itself. */
async function runRefused(program: Program, tables: TestTables, place: Place): Promise<Verdict> {
  for (const step of program.steps.filter(([kind]) => kind === "run_failing_sql")) {
    const others = program.steps.filter(([kind]) => kind !== "run_failing_sql" && kind !== "run_sql");
    const failure = await run({ ...program, steps: [...others, step] }, tables, { ...place, folder: mkdtempSync(join(place.folder, "refused-")) }, false);
    if (failure === null) return fail("no error", `Flink refuses ${step[1]}`);
  }
  return PASS;
}

function compareOutputs(program: Program, before: readonly Output[][], after: readonly Output[][], isRowByRow: boolean): Verdict {
  const comparesChanges = isRowByRow && program.sources.length === 1 && !hasOtherChanges(program);
  const isOrdered = !ANY_ORDER.some(([, ids]) => ids.test(program.id));
  for (const [i, sink] of program.sinks.entries()) {
    const compare = (ours: readonly Output[], expected: readonly string[]): Verdict => {
      const folded = compareFolded(sink, ours, expected);
      return folded.kind === "fail" || !comparesChanges ? folded : compareChanges(sink, ours, expected, isOrdered);
    };
    const verdictBefore = compare(before[i], sink.expectedBefore ?? []);
    if (verdictBefore.kind === "fail") return fail(`before: ${verdictBefore.cause}`, verdictBefore.detail);
    const verdict = compare(after[i], [...(sink.expectedBefore ?? []), ...(sink.expectedAfter ?? [])]);
    if (verdict.kind === "fail") return verdict;
  }
  return PASS;
}

/** Rows hold the physical columns, then the metadata in the order in which 'readable-metadata' names them. */
async function changes(source: Program["sources"][number], rows: readonly ProgramRow[]): Promise<TestChange[]> {
  const declared = source.schema
    .flatMap((columns) => outerParts(columns, "<(", ">)"))
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

async function declareMetadata(program: Program, tables: TestTables): Promise<void> {
  const options = [...program.sources, ...program.sinks].flatMap(({ options }) => [options["readable-metadata"], options["writable-metadata"]]);
  for (const [key, type] of options.flatMap(metadataOf)) {
    const [read] = await loadTypes([`m ${type}`]);
    tables.metadata.set(key, read);
  }
}

async function run(program: Program, tables: TestTables, place: Place, isFirst: boolean): Promise<SqlFailure | null> {
  const statements: string[] = [];
  const settings: Record<string, string> = { "table.local-time-zone": "UTC" };
  for (const source of program.sources.filter((one) => !isLookedUp(one))) {
    const isAppend = [...source.before, ...source.after].every(({ op }) => op === "+I");
    const mode = modeOf(source.options["changelog-mode"] ?? (isAppend ? undefined : "I,UB,UA,D"), source.schema);
    statements.push(
      `CREATE TABLE ${quoted(source.name)} (${source.schema.join(", ")}) WITH ('connector' = 'rows', 'changelog-mode' = '${mode}')`,
    );
  }
  for (const source of program.sources.filter(isLookedUp)) {
    const file = writeLookupFile(source, place.folder, isFirst);
    statements.push(`CREATE TABLE ${quoted(source.name)} (${source.schema.join(", ")}) WITH ('connector' = 'sqlite', 'path' = '${file}')`);
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
  const { folder, batchRowsMax } = place;
  const functions = functionsOf(program, inserts.join(";"));
  // State of a TTL of seconds has expired when a job is restored, as in Flink's run; state of days has not.
  const startsAfterMs = isFirst ? 0 : 3_600_000;
  const options = { tables, settings, functions, statePath: join(folder, "state.db"), stopWhenRead: isFirst, batchRowsMax, idleStepMs, startsAfterMs };
  return runJob([...statements, ...inserts.map(withOwnNames)], options);
}

/** STRING_SPLIT is a built-in function here. */
function withOwnNames(sql: string): string {
  return sql.replace("LATERAL TABLE(STRING_SPLIT(", "LATERAL TABLE(STRING_SPLIT_ROWS(");
}

function functionsOf(program: Program, sql: string): Record<string, FunctionDefinition> {
  const functions: Record<string, FunctionDefinition> = {};
  for (const [kind, name, javaClass] of program.steps) {
    const definition = kind === "function" ? programFunction(String(javaClass), sql) : null;
    if (definition !== null) functions[name === "STRING_SPLIT" ? "STRING_SPLIT_ROWS" : String(name)] = definition;
  }
  return functions;
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
