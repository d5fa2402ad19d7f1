// docs/sql/functions.md, from the records of functions, operators and aggregates.
import type { AggregateFunction } from "../../src/expr/aggregate-function.ts";
import type { FunctionCategory, ScalarFunction } from "../../src/expr/function.ts";
import { allAggregates } from "../../src/expr/functions/aggregate/index.ts";
import { allFunctions } from "../../src/expr/functions/index.ts";
import { LEFT_OUT } from "./flink-functions.ts";
import { anchor, code, GENERATED, sentence, table } from "./markdown.ts";

type Record = ScalarFunction | AggregateFunction;

const CATEGORIES: readonly (readonly [category: FunctionCategory, heading: string])[] = [
  ["comparison", "Comparison"],
  ["logical", "Logic"],
  ["arithmetic", "Arithmetic"],
  ["string", "Texts"],
  ["regular expression", "Regular expressions"],
  ["temporal", "Dates and times"],
  ["conditional", "Conditions"],
  ["type conversion", "Type conversion"],
  ["collection", "Arrays, maps and rows"],
  ["json", "JSON"],
  ["hash", "Hashes"],
  ["aggregate", "Aggregates"],
];

const CASTS = `\`CAST(x AS type)\` is an error for a value that does not fit, \`TRY_CAST(x AS type)\` is NULL for it.

| example | result |
| --- | --- |
| \`CAST('12' AS INT)\` | \`12\` |
| \`CAST(1.25 AS DECIMAL(3, 1))\` | \`1.3\` |
| \`CAST(TIMESTAMP '2020-02-29 12:00:00' AS DATE)\` | \`2020-02-29\` |
| \`TRY_CAST('x' AS INT)\` | NULL |
| \`TRY_CAST(300 AS TINYINT)\` | NULL |`;

function examplesTable(record: Record): string {
  if (record.examples.length === 0) return "";
  const resultText = (result: string | null): string =>
    result === null ? "NULL" : result === "" ? "(an empty text)" : code(result);
  if (record.kind === "scalar") {
    return table(
      ["example", "result"],
      record.examples.map(([sql, result]) => [code(sql), resultText(result)]),
    );
  }
  return table(
    ["example", "over the rows", "result"],
    record.examples.map(([sql, values, result]) => [code(sql), code(values), resultText(result)]),
  );
}

function notes(record: Record): string[] {
  const aliases = record.aliases ?? [];
  const also = aliases.length === 0 ? [] : [`Also written ${aliases.map(code).join(", ")}.`];
  if (record.kind === "scalar") {
    if (record.volatility === "volatile")
      return [...also, "New for every row; a restart after a failure gives the same again."];
    return also;
  }
  return record.canRetract ? also : [...also, "Only over inserts: it cannot take a row back."];
}

function entry(record: Record): string {
  const parts = [
    `### ${record.name.replaceAll("<", "&lt;").replaceAll("*", "\\*").replace("[]", "\\[\\]")}`,
    `\`\`\`sql\n${record.syntax.join("\n")}\n\`\`\``,
    [sentence(record.summary), ...notes(record)].join(" "),
    examplesTable(record),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function section(category: FunctionCategory, heading: string, records: readonly Record[]): string {
  const entries = records.filter((record) => record.category === category).map(entry);
  if (category === "type conversion") entries.unshift(CASTS);
  return `## ${heading}\n\n${entries.join("\n\n")}`;
}

export function functionsPage(): string {
  const records: readonly Record[] = [
    ...allFunctions().filter((record) => record.syntax.length > 0),
    ...allAggregates(),
  ];
  const index = CATEGORIES.map(([category, heading]) => {
    const names = records.filter((record) => record.category === category).map((record) => code(record.name));
    if (category === "type conversion") names.unshift(code("CAST"), code("TRY_CAST"));
    return [`[${heading}](#${anchor(heading)})`, names.join(" ")];
  });
  const leftOut = Object.entries(LEFT_OUT).map(([name, reason]) => [code(name), reason]);
  return `${GENERATED}

# Functions

Names are written in any case. Unless it says otherwise, a function of NULL is NULL; results are shown as \`CAST(... AS STRING)\` prints them, and every
example on this page is run as a test. Functions that cannot answer for some values (an overflow, a wrong pattern) end the job with an error that names the row,
or skip the row with \`SET 'execution.on-error' = 'skip'\`. All aggregates take \`FILTER (WHERE ...)\` and \`DISTINCT\`.

${table(["kind", "functions"], index)}

${CATEGORIES.map(([category, heading]) => section(category, heading, records)).join("\n\n")}

## Functions of Flink that are not on this page

${table(["function", "why, or what to write"], leftOut)}
`;
}
