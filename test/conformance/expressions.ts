// flink-expressions: one SQL expression a line with the type, value and text that a real Flink gave.
// Each case runs as literals and, where recorded, over columns that only exist at run time. The type, the value and CAST AS STRING all
// have to match; an error equals any error. Where the recording is marked a defect of Flink, or an integer overflow (ours is an
// error on purpose), the case counts as passed when ours differs; other differences on purpose are listed in deliberate.ts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { typeText } from "../../src/common/types.ts";
import { zoneFor } from "../../src/common/zone.ts";
import { query, type QueryResult } from "../helpers/run-sql.ts";
import { ourText, recordedText } from "./canonical.ts";
import { type ConformanceCase, type Corpus, fail, PASS, type Verdict } from "./corpus.ts";
import { isDeliberate } from "./deliberate.ts";

interface Recorded {
  readonly type?: string;
  readonly value?: unknown;
  readonly cast?: string | null;
  readonly error?: { readonly class: string; readonly message: string };
}

interface Expression extends Recorded {
  readonly id: string;
  readonly group: string;
  readonly sql: string;
  readonly from?: string;
  readonly zone?: string;
  readonly columns?: { readonly sql: string; readonly args: readonly string[]; readonly differs?: Recorded };
  readonly defect?: string;
  readonly oddity?: string;
}

/** Errors that only say that Flink could not do it: the obvious value is fine there. */
const FLINK_LIMITS =
  /NullPointerException|ClassCastException|AssertionError|CompileException|CodeGenException|TableException/;

export const flinkExpressions: Corpus = {
  name: "flink-expressions",
  load: (folder) =>
    readFileSync(join(folder, "flink-expressions.jsonl"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Expression)
      .map(toCase),
};

function toCase(expression: Expression): ConformanceCase {
  const run = async (): Promise<Verdict> => {
    const verdict = await runExpression(expression);
    return verdict.kind === "fail" && isDeliberate(expression.id, expression.sql, verdict.cause) ? PASS : verdict;
  };
  return { id: expression.id, group: expression.group, run };
}

async function runExpression(expression: Expression): Promise<Verdict> {
  const from = expression.from === undefined ? "" : ` FROM ${expression.from.replace(/^FROM\s+/i, "")}`;
  const literal = await check(expression, expression, expression.sql, from);
  if (literal.kind === "fail" || expression.columns === undefined) return literal;
  const { sql, args, differs } = expression.columns;
  const columns = args.map((arg, i) => `CASE WHEN k < 9 THEN ${arg} END AS c${i + 1}`).join(", ");
  const recorded =
    differs === undefined
      ? expression
      : { ...expression, value: undefined, cast: undefined, error: undefined, ...differs };
  const verdict = await check(
    expression,
    recorded,
    sql,
    ` FROM (SELECT ${columns} FROM (VALUES (1), (2)) AS w(k)) AS t`,
    false,
  );
  return verdict.kind === "pass" ? verdict : fail(`over columns: ${verdict.cause}`, verdict.detail);
}

async function check(
  expression: Expression,
  recorded: Recorded,
  sql: string,
  from: string,
  comparesType = true,
): Promise<Verdict> {
  const settings = { "table.local-time-zone": expression.zone ?? "UTC" };
  const plain = await query(`SELECT ${sql} AS v${from}`, { settings });
  if (recorded.error !== undefined) {
    if (plain.error !== null || FLINK_LIMITS.test(`${recorded.error.class} ${recorded.error.message}`)) return PASS;
    return expression.defect === undefined ? fail("no error", `${sql}${from}: Flink: ${recorded.error.message}`) : PASS;
  }
  const verdict = await compare(expression, recorded, plain, sql, from, settings, comparesType);
  if (verdict.kind === "fail" && isRightWhereFlinkIsNot(expression, plain)) return PASS;
  return verdict;
}

/** Marked defects of Flink, and numbers that Flink changes silently where ours is an error. */
function isRightWhereFlinkIsNot(expression: Expression, ours: QueryResult): boolean {
  if (expression.defect !== undefined) return true;
  return ours.error !== null && ["DATA_OVERFLOW", "DATA_INVALID_DATE"].includes(ours.error.code);
}

/** Our intervals have no precisions. */
const INTERVALS: Readonly<Record<string, string>> = {
  SECOND: "INTERVAL DAY TO SECOND",
  MONTH: "INTERVAL YEAR TO MONTH",
};

async function compare(
  expression: Expression,
  recorded: Recorded,
  plain: QueryResult,
  sql: string,
  from: string,
  settings: Record<string, string>,
  comparesType: boolean,
): Promise<Verdict> {
  const where = `${sql}${from}`;
  if (plain.error !== null) return fail(plain.error.code, `${where}: ${plain.error.message}`);
  const type = plain.columns[0].type;
  const how = {
    zone: zoneFor(expression.zone ?? "UTC"),
    digits: expression.group === "math" || expression.group === "aggregate" ? 12 : 17,
  };
  const rows = plain.rows.map((row) => ourText(row[0], type, how));
  if (rows.length === 0) return fail("no row", where);
  if (recorded.value !== undefined && expression.zone === undefined) {
    const expected = recordedText(recorded.value, type, how);
    if (rows[0] !== expected) return fail("value", `${where}: ${rows[0]} instead of ${expected}`);
  }
  const recordedType = recorded.type?.replace(/INTERVAL (SECOND|MONTH)\([\d, ]+\)/, (_, unit) => INTERVALS[unit]);
  if (comparesType && recordedType !== undefined && typeText(type) !== recordedType) {
    return fail("type", `${where}: ${typeText(type)} instead of ${recordedType}`);
  }
  if (recorded.cast === undefined) return PASS;
  const text = await query(`SELECT CAST(${sql} AS STRING) AS v${from}`, { settings });
  if (text.error !== null) return fail(`cast: ${text.error.code}`, `${where}: ${text.error.message}`);
  const ours = text.rows[0][0];
  if (ours === recorded.cast || (type.kind === "MAP" && sortedText(ours) === sortedText(recorded.cast))) return PASS;
  return fail("cast", `${where}: ${String(ours)} instead of ${recorded.cast}`);
}

function sortedText(text: unknown): string {
  return [...String(text)].sort().join("");
}
