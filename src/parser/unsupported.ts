// What other engines have and Millrace has not: recognised by its words, so that the message can name it and a way out.
import type { IToken } from "chevrotain";
import { MillraceError } from "../common/errors.ts";
import type { SourceText } from "../common/span.ts";
import { K, S } from "./tokens.ts";

interface Unsupported {
  /** Words from the place where the grammar stopped. */
  readonly words: readonly string[];
  /** Words from the start of the statement; the place of the error then does not matter. */
  readonly isStart?: boolean;
  readonly what: string;
  readonly hint: string;
}

const DDL = "Tables and views are what a script can create; run other statements in the engine that has them.";
const ROWS = "Rows are changed by INSERT INTO a table with a PRIMARY KEY: the last row of a key wins.";

const UNSUPPORTED: readonly Unsupported[] = [
  { words: [",", "RETENTION"], what: "RETENTION", hint: "Leave it out: the watermark frees windows." },
  { words: ["PIVOT"], what: "PIVOT", hint: "Write one aggregate with FILTER (WHERE ...) for each column." },
  { words: ["UNPIVOT"], what: "UNPIVOT", hint: "Write CROSS JOIN UNNEST(ARRAY[ROW('a', a), ROW('b', b)])." },
  { words: ["TABLESAMPLE"], what: "TABLESAMPLE", hint: "Write WHERE RAND() < 0.1." },
  {
    words: ["AT", "TIME", "ZONE"],
    what: "AT TIME ZONE",
    hint: "Write CONVERT_TZ(text, from_zone, to_zone), or SET 'table.local-time-zone' = '...' and CAST.",
  },
  { words: ["AT", "LOCAL"], what: "AT LOCAL", hint: "Write CAST(x AS TIMESTAMP_LTZ(3))." },
  { words: ["ON", "CONFLICT"], what: "ON CONFLICT", hint: "Give the table a PRIMARY KEY: the last row of a key wins." },
  {
    words: ["WITH", "RECURSIVE"],
    isStart: true,
    what: "WITH RECURSIVE",
    hint: "A common table may only use the ones before it.",
  },
  { words: ["DISTRIBUTED"], what: "DISTRIBUTED BY", hint: "Use PARTITIONED BY, or an option of the connector." },
  {
    words: ["CREATE", "TEMPORARY", "SYSTEM"],
    isStart: true,
    what: "CREATE TEMPORARY SYSTEM FUNCTION",
    hint: "Leave out SYSTEM: CREATE TEMPORARY FUNCTION f AS 'module.js#export' LANGUAGE JAVASCRIPT.",
  },
  {
    words: ["CREATE", "MATERIALIZED"],
    isStart: true,
    what: "CREATE MATERIALIZED VIEW",
    hint: "Write CREATE VIEW, and CREATE TABLE ... WITH (...) and INSERT INTO it SELECT * FROM the view, which is kept up to date.",
  },
  { words: ["CREATE", "CATALOG"], isStart: true, what: "CREATE CATALOG", hint: DDL },
  { words: ["CREATE", "DATABASE"], isStart: true, what: "CREATE DATABASE", hint: DDL },
  { words: ["CREATE", "MODEL"], isStart: true, what: "CREATE MODEL", hint: DDL },
  {
    words: ["CREATE", "INDEX"],
    isStart: true,
    what: "CREATE INDEX",
    hint: "Keys of joins and aggregates are indexed by themselves.",
  },
  { words: ["UPDATE"], isStart: true, what: "UPDATE", hint: ROWS },
  { words: ["DELETE"], isStart: true, what: "DELETE", hint: ROWS },
  { words: ["MERGE"], isStart: true, what: "MERGE", hint: ROWS },
  { words: ["TRUNCATE"], isStart: true, what: "TRUNCATE", hint: ROWS },
  { words: ["USE"], isStart: true, what: "USE", hint: "Write the whole name: catalog.db.table." },
  { words: ["CALL"], isStart: true, what: "CALL", hint: DDL },
  { words: ["ANALYZE"], isStart: true, what: "ANALYZE", hint: "There are no statistics to collect; leave it out." },
  { words: ["LOAD"], isStart: true, what: "LOAD", hint: DDL },
  { words: ["ADD", "JAR"], isStart: true, what: "ADD JAR", hint: DDL },
  { words: ["COMPILE"], isStart: true, what: "COMPILE PLAN", hint: "Run the statement; EXPLAIN shows its plan." },
];

const QUANTIFIERS: ReadonlySet<string> = new Set(["ANY", "SOME", "ALL"]);

const LIKE_OPTIONS: ReadonlySet<string> = new Set(["INCLUDING", "EXCLUDING", "OVERWRITING"]);

/** The error when the grammar stopped at something that is known and not supported; else null. */
export function unsupportedError(source: SourceText, tokens: readonly IToken[], index: number): MillraceError | null {
  for (const { words, isStart, what, hint } of UNSUPPORTED) {
    const at = isStart === true ? 0 : index;
    if (index > words.length && isStart === true) continue;
    if (words.every((word, i) => tokens[at + i]?.image.toUpperCase() === word)) {
      return refusal(source, tokens, at, at + words.length - 1, what, hint);
    }
  }
  if (tokens[index]?.tokenType === S["("] && LIKE_OPTIONS.has(tokens[index + 1]?.image.toUpperCase() ?? "")) {
    const hint = "LIKE t takes over all of t; options in WITH (...) replace those of t.";
    return refusal(source, tokens, index, index + 1, "LIKE with INCLUDING or EXCLUDING", hint);
  }
  if (tokens[index]?.tokenType === S[","] && tokens[index - 2]?.tokenType === K.LIMIT && index + 1 < tokens.length) {
    const hint = `Write LIMIT ${tokens[index + 1].image} OFFSET ${tokens[index - 1].image}.`;
    return refusal(source, tokens, index - 2, index + 1, "LIMIT with two numbers", hint);
  }
  const [open, quantifier] = [tokens[index - 1], tokens[index - 2]];
  if (open?.tokenType === S["("] && quantifier !== undefined && QUANTIFIERS.has(quantifier.image.toUpperCase())) {
    const hint = "Write IN (SELECT ...), or compare with (SELECT MIN(x) ...) or (SELECT MAX(x) ...).";
    return refusal(source, tokens, index - 2, index - 2, `${quantifier.image.toUpperCase()} (query)`, hint);
  }
  return null;
}

function refusal(
  source: SourceText,
  tokens: readonly IToken[],
  from: number,
  to: number,
  what: string,
  hint: string,
): MillraceError {
  const start = tokens[from].startOffset;
  const end = (tokens[to].endOffset ?? tokens[to].startOffset) + 1;
  return new MillraceError("PARSE_UNSUPPORTED", `${what} is not supported`, { span: { source, start, end }, hint });
}
