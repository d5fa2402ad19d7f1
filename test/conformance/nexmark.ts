// nexmark: RisingWave's queries over 110 auction events. Rows are compared as words: the recorded rows separate columns by tabs or blanks.
//
// nexmark: windows in Flink's form. RisingWave's functions are written as Flink's, with the quirks of the goldens (README of the corpus): a
//   12-hour clock and the month where minutes are meant, a decimal AVG of integers.
// nexmark-risingwave: the text that RisingWave was given, as it is, but for the one word MATERIALIZED before VIEW.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { zoneFor } from "../../src/common/zone.ts";
import { testTables } from "../../src/golden/rows-connector.ts";
import { readRows } from "../../src/golden/read-rows.ts";
import { query } from "../helpers/run-sql.ts";
import { ourText } from "./canonical.ts";
import { type ConformanceCase, type Corpus, compareRows, fail, type Verdict } from "./corpus.ts";

interface NexmarkQuery {
  readonly id: string;
  readonly select_flinkish: string;
  readonly view_sql: string;
  readonly check: readonly { readonly expected: readonly string[] }[];
}

const TABLES: Readonly<Record<string, readonly string[]>> = {
  person: ["id BIGINT", "name STRING", "email_address STRING", "credit_card STRING", "city STRING", "state STRING", "date_time TIMESTAMP(3)", "extra STRING"],
  auction: [
    "id BIGINT",
    "item_name STRING",
    "description STRING",
    "initial_bid BIGINT",
    "reserve BIGINT",
    "date_time TIMESTAMP(3)",
    "expires TIMESTAMP(3)",
    "seller BIGINT",
    "category BIGINT",
    "extra STRING",
  ],
  bid: ["auction BIGINT", "bidder BIGINT", "price BIGINT", "channel STRING", "url STRING", "date_time TIMESTAMP(3)", "extra STRING"],
};

export const nexmark: Corpus = { name: "nexmark", load: (folder) => load(folder, ({ select_flinkish }) => ({ setup: [], sql: inFlinkSql(select_flinkish) })) };

export const nexmarkRisingWave: Corpus = {
  name: "nexmark-risingwave",
  load: (folder) =>
    load(folder, ({ id, view_sql }) => ({
      setup: [view_sql.replace("CREATE MATERIALIZED VIEW", "CREATE VIEW")],
      sql: `SELECT * FROM nexmark_${id}`,
    })),
};

interface Script {
  readonly setup: readonly string[];
  readonly sql: string;
}

type Inputs = Readonly<Record<string, readonly Record<string, unknown>[]>>;

function load(folder: string, scriptOf: (q: NexmarkQuery) => Script): readonly ConformanceCase[] {
  const lines = (file: string) => readFileSync(join(folder, "nexmark", `${file}.jsonl`), "utf8").trimEnd().split("\n");
  const inputs = Object.fromEntries(
    Object.keys(TABLES).map((name) => [name, lines(name).map((line) => JSON.parse(line) as Record<string, unknown>)]),
  );
  return lines("queries")
    .map((line) => JSON.parse(line) as NexmarkQuery)
    .map((q): ConformanceCase => ({ id: q.id, group: "nexmark", run: () => runQuery(q, scriptOf(q), inputs) }));
}

const REWRITES: readonly (readonly [RegExp, string])[] = [
  [/TO_CHAR\((\w+), 'YYYY-MM-DD'\)/gi, "DATE_FORMAT($1, 'yyyy-MM-dd')"],
  [/TO_CHAR\((\w+), 'HH:MI'\)/g, "DATE_FORMAT($1, 'hh:mm')"],
  [/TO_CHAR\((\w+), 'HH:mm'\)/gi, "DATE_FORMAT($1, 'hh:MM')"],
  [/COUNT_CHAR\((\w+), ('.')\)/gi, "CHAR_LENGTH($1) - CHAR_LENGTH(REPLACE($1, $2, ''))"],
  [/\(REGEXP_MATCH\((\w+), ('[^']*')\)\)\[2\]/gi, "REGEXP_EXTRACT($1, $2, 2)"],
  [/AVG\(([\w.]+)\)/gi, "AVG(CAST($1 AS DOUBLE))"],
];

function inFlinkSql(sql: string): string {
  return REWRITES.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), sql);
}

/** Numbers with a fraction in one form; a DOUBLE stands for the goldens' decimals. */
function word(text: string): string {
  if (/^-?\d+(?:\.\d+)?(?:E\d+)?$/.test(text)) return String(Number(Number(text).toPrecision(12)));
  return text.replace(/(:\d\d\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

async function runQuery(q: NexmarkQuery, script: Script, inputs: Inputs): Promise<Verdict> {
  const tables = testTables();
  const setup: string[] = [];
  for (const [name, columns] of Object.entries(TABLES)) {
    const names = columns.map((column) => column.split(" ")[0]);
    const rows = await readRows(columns, inputs[name].map((row) => names.map((n) => row[n] ?? null)));
    tables.inputs.set(name, rows.map((values) => ({ kind: "+I", values })));
    setup.push(
      `CREATE TABLE ${name} (${columns.join(", ")}, WATERMARK FOR date_time AS date_time - INTERVAL '4' SECOND) WITH ('connector' = 'rows')`,
    );
  }
  const ours = await query(script.sql, { setup: [...setup, ...script.setup], tables, settings: { "table.local-time-zone": "UTC" } });
  if (ours.error !== null) return fail(ours.error.code, ours.error.message);
  const how = { zone: zoneFor("UTC"), digits: 12 };
  const words = (text: string) => text.split(/\s+/).filter((part) => part !== "").map(word).join(" ");
  const rows = ours.rows.map((row) => words(row.map((value, i) => (value === null ? "NULL" : ourText(value, ours.columns[i].type, how))).join(" ")));
  return compareRows(rows, q.check[0].expected.map((row) => words(row)));
}
