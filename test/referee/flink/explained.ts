// Differences from Flink that are known and meant, each with its reason; docs/sql/differences.md has them for users. A
// query whose answers differ otherwise is unexplained.
import type { Difference } from "./compare.ts";

export interface Explanation {
  readonly why: string;
  readonly kind: Difference["kind"];
  readonly sql?: RegExp;
  readonly detail?: RegExp;
}

export const EXPLANATIONS: readonly Explanation[] = [
  {
    why: "a global aggregate over nothing is one row with COUNT 0 and NULLs, as in a batch; Flink gives no row",
    kind: "rows",
    sql: /\(SELECT (?:COUNT|COALESCE|CASE|MAX\(u\.i\) IS NULL).*? FROM (?:e AS )?u(?! WHERE u\.\w = t\.)/,
    detail: /Flink \d+ x .*␀/,
  },
  {
    why: "a global aggregate over nothing is one row with COUNT 0 and NULLs, as in a batch; Flink gives no row",
    kind: "rows",
    sql: /^SELECT (?!.* GROUP BY )/,
    detail: /^1 rows; only one has\n {2}ours {2}1 x (?:0|␀)(?:, (?:0|␀))*$/,
  },
  {
    why: "LAG takes its default where there is no row; Flink also where the value is NULL",
    kind: "rows",
    sql: /LAG\(i, 1, -1\)/,
    detail: /Flink \d+ x .*-1/,
  },
  {
    why: "a correlated COUNT over nothing is 0 with HAVING too",
    kind: "rows",
    sql: /\(SELECT COUNT\(.*HAVING COUNT\(\*\) < 2\)/,
    detail: /Flink \d+ x .*␀/,
  },
  {
    why: "JSON_ARRAYAGG in group windows: Flink leaves the quotes of texts out",
    kind: "rows",
    sql: /JSON_ARRAYAGG.* GROUP BY (?:.*, )?(?:TUMBLE|HOP|SESSION)\(ts/,
    detail: /Flink \d+ x .*\[[^"]/,
  },
  {
    why: "LPAD, RPAD and OVERLAY count characters; Flink's count halves of those above U+FFFF",
    kind: "rows",
    sql: /LPAD|RPAD|OVERLAY/,
    detail: /ours .*\u{1F600}|Flink .*\?/u,
  },
  {
    why: "WHERE over SESSION asks the rows of a session; Flink filters first, where an aggregate is above",
    kind: "rows",
    sql: / FROM SESSION\(.*\) WHERE .* GROUP BY /,
    detail: /^\d+ rows; only one has/,
  },
  {
    why: "a SESSION gap is elapsed time where clocks change; Flink's is wall clock time",
    kind: "rows",
    sql: /SESSION\(TABLE z/,
    detail: /2026-(?:03-08|03-29|11-01)/,
  },
  {
    why: "windows that close within the hour that clocks repeat: Flink loses their rows",
    kind: "rows",
    sql: /(?:TUMBLE|HOP|CUMULATE)\(TABLE z/,
    detail: /^\d+ rows; only one has(?:\n {2}ours .*2026-11-01 0[01]:.*)+$/,
  },
  {
    why: "a Top-N without its first ranks over changes: Flink loses track",
    kind: "rows",
    sql: /FROM (?:c\b|\(SELECT \w+ AS k, ).*(?:WHERE rn (?:= 2|BETWEEN 2 AND 3)|OFFSET 1)$/,
    detail: /^\d+ rows; only one has/,
  },
  {
    why: "ROW_NUMBER = 1 by a time and other columns: Flink takes it for append-only and leaves replaced rows",
    kind: "rows",
    sql: /ORDER BY (?:\w+(?: DESC)?, )+ts(?: DESC)?\) AS rn FROM [tw]\b.*WHERE rn = 1$/,
    detail: /^\d+ rows; only one has(?:\n {2}Flink 1 x .*)+$/,
  },
  {
    why: "FIRST_VALUE and LAST_VALUE in sessions: Flink cannot merge them",
    kind: "only Flink refuses",
    detail: /Could not find an implementation method 'merge'/,
  },
  {
    why: "LISTAGG and ARRAY_AGG in hopping windows: Flink takes the panes of a window in any order",
    kind: "rows",
    sql: /(?:LISTAGG|ARRAY_AGG|JSON_ARRAYAGG).* FROM (?:HOP|CUMULATE)\(/,
    detail: /^\d+ rows; only one has/,
  },
  {
    why: "SUM(DISTINCT) in a window: a plan of Flink's that does not run",
    kind: "only Flink refuses",
    detail: /This function does not support retraction/,
  },
];

export function explanationOf(sql: string, difference: Difference): Explanation | undefined {
  if (difference.kind === "equal") return undefined;
  return EXPLANATIONS.find(
    ({ kind, sql: query, detail }) =>
      kind === difference.kind && (query?.test(sql) ?? true) && (detail?.test(difference.detail) ?? true),
  );
}
