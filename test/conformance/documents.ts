// flink-docs and calcite-stream: queries of two manuals with the rows printed beside them. The input tables are those that the manuals
// print: by `SELECT * FROM t` in the same chapter (Flink), ORDERS (Calcite). Only the folded rows are compared.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { zoneFor } from "../../src/common/zone.ts";
import { testTables } from "../../src/golden/rows-connector.ts";
import { readRows } from "../../src/golden/read-rows.ts";
import { query } from "../helpers/run-sql.ts";
import { ourText, recordedText } from "./canonical.ts";
import { type ConformanceCase, type Corpus, compareRows, fail, PASS, type Verdict } from "./corpus.ts";

interface DocumentCase {
  readonly id: string;
  readonly query: string;
  readonly alt?: readonly string[];
  readonly columns: readonly string[];
  readonly expected: readonly (readonly string[])[];
}

interface InputTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly watermark: string | null;
  readonly rows: readonly (readonly unknown[])[];
}

const ORDERS: InputTable = {
  name: "ORDERS",
  columns: ["ROWTIME TIMESTAMP(3)", "ID INT", "PRODUCT STRING", "UNITS INT"],
  watermark: "ROWTIME AS ROWTIME",
  rows: [
    ["2015-02-15 10:15:00", 1, "paint", 10],
    ["2015-02-15 10:24:15", 2, "paper", 5],
    ["2015-02-15 10:24:45", 3, "brush", 12],
    ["2015-02-15 10:58:00", 4, "paint", 3],
    ["2015-02-15 11:10:00", 5, "paint", 3],
  ],
};

const SETS: readonly InputTable[] = [
  { name: "t1", columns: ["s STRING"], watermark: null, rows: ["c", "a", "b", "b", "c"].map((s) => [s]) },
  { name: "t2", columns: ["s STRING"], watermark: null, rows: ["d", "e", "a", "b", "b"].map((s) => [s]) },
];

const TYPES: Readonly<Record<string, string>> = {
  bidtime: "TIMESTAMP(3)",
  row_time: "TIMESTAMP(3)",
  price: "DECIMAL(10, 2)",
  num: "INT",
};

export const calciteStream: Corpus = {
  name: "calcite",
  load: (folder) => read(folder, "calcite-stream.jsonl").map((c) => toCase(c, [[ORDERS]])),
};

export const flinkDocs: Corpus = {
  name: "flink-docs",
  load: (folder) => {
    const cases = read(folder, "flink-docs.jsonl");
    return cases.map((c) => toCase(c, printedTables(cases, c).map((tables) => [...SETS, ...tables])));
  },
};

function read(folder: string, file: string): DocumentCase[] {
  return readFileSync(join(folder, file), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as DocumentCase);
}

function chapterOf(c: DocumentCase): string {
  return c.id.split("#")[0];
}

/**
 * The tables that the chapter of a case prints. A chapter may print a name twice (another example's rows): all ways to choose are tried, the print
 * before the case first.
 */
function printedTables(cases: readonly DocumentCase[], of: DocumentCase): InputTable[][] {
  const prints = cases.filter((c) => chapterOf(c) === chapterOf(of) && printedName(c) !== null);
  const names = [...new Set(prints.map((c) => printedName(c) as string))];
  const before = (c: DocumentCase): number => (cases.indexOf(c) <= cases.indexOf(of) ? -cases.indexOf(c) : cases.length);
  return names.reduce<InputTable[][]>(
    (choices, name) => {
      const ofName = prints.filter((c) => printedName(c) === name).sort((a, b) => before(a) - before(b));
      return choices.flatMap((choice) => ofName.map((print) => [...choice, printedTable(name, print)]));
    },
    [[]],
  );
}

function printedName(c: DocumentCase): string | null {
  return /^SELECT \* FROM (\w+);$/.exec(c.query.trim())?.[1] ?? null;
}

function printedTable(name: string, print: DocumentCase): InputTable {
  return {
    name,
    columns: print.columns.map((column) => `${column} ${TYPES[column] ?? "STRING"}`),
    watermark: print.columns[0] in TYPES ? `${print.columns[0]} AS ${print.columns[0]} - INTERVAL '10' MINUTE` : null,
    rows: print.expected,
  };
}

function toCase(c: DocumentCase, choices: readonly (readonly InputTable[])[]): ConformanceCase {
  return { id: c.id, group: chapterOf(c), run: () => runChoices(c, choices) };
}

async function runChoices(c: DocumentCase, choices: readonly (readonly InputTable[])[]): Promise<Verdict> {
  let first: Verdict | null = null;
  for (const inputs of choices) {
    const verdict = await runCase(c, inputs);
    if (verdict.kind === "pass") return verdict;
    first ??= verdict;
  }
  return first ?? fail("no table", "the chapter prints no table");
}

async function runCase(c: DocumentCase, inputs: readonly InputTable[]): Promise<Verdict> {
  for (const sql of [c.query, ...(c.alt ?? [])]) {
    const verdict = await runQuery(c, sql, inputs);
    if (verdict.kind === "fail") return verdict;
  }
  return PASS;
}

async function runQuery(c: DocumentCase, sql: string, inputs: readonly InputTable[]): Promise<Verdict> {
  const tables = testTables();
  const setup: string[] = [];
  for (const input of inputs) {
    const rows = await readRows(input.columns, input.rows);
    tables.inputs.set(input.name, rows.map((values) => ({ kind: "+I", values })));
    const watermark = input.watermark === null ? "" : `, WATERMARK FOR ${input.watermark}`;
    setup.push(`CREATE TABLE ${input.name} (${input.columns.join(", ")}${watermark}) WITH ('connector' = 'rows')`);
  }
  const ours = await query(sql, { setup, tables, settings: { "table.local-time-zone": "UTC" } });
  if (ours.error !== null) return fail(ours.error.code, `${sql}: ${ours.error.message}`);
  const how = { zone: zoneFor("UTC"), digits: 12, readsNullWords: true };
  // The manuals leave columns out (window_time): those that are printed are compared.
  const indexes = c.columns.map((name, i) => {
    const at = ours.columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
    return at === -1 ? i : at;
  });
  const rows = ours.rows.map((row) => indexes.map((i) => ourText(row[i], ours.columns[i].type, how)).join(", "));
  const expected = c.expected.map((row) => row.map((value, k) => recordedText(value, ours.columns[indexes[k]].type, how)).join(", "));
  return compareRows(rows, expected);
}
