// Why a case does not pass, for those that will not: what is asked for has no meaning here, or the recording shows something else than the
// query. Differences that a user may meet are in docs/sql/differences.md, where probes stand by their ids and expressions by what they say.

const PROGRAMS: readonly (readonly [why: string, ids: RegExp])[] = [
  ["no source brings watermarks of its own: WATERMARK FOR ... AS says what they are", /^table-source-scan-source-watermark$/],
  ["needs a batch job: a stream adds to its table and never overwrites what it wrote", /^sink-overwrite$/],
  [
    "the rows are late by the watermark of the row before; Flink's watermark came after all of them, every 200 ms of the clock",
    /^over-aggregate-.*-with-out-of-order-records$/,
  ],
  [
    "recorded until the rows that the test wanted were there: the second window of the last rows was still open",
    /^window-table-function-(?:hop|cumulate)-tvf-agg-proc-time$/,
  ],
  ["which rows meet is a matter of the clock: how long the restore took", /^interval-join-proc-time$/],
  ["a query of two columns is no value; Flink's plan loses the parentheses", /^correlate-cross-join-unnest#2$/],
  [
    "several rows share a key of the sink, and Flink writes whichever changed last; which that is depends on where a batch ends",
    /^over-aggregate-non-time-\w+-unbounded-sum-retract-mode-sink-primary-key$/,
  ],
  ["TIMESTAMP and TIMESTAMP_LTZ meet only through a CAST", /^changelog-normalize-upsert-filter-watermark$/],
  ["needs Java: a table function that is registered through Flink's Table API; FOR SYSTEM_TIME AS OF says the same", /^temporal-join-temporal-function$/],
  ["CURRENT_WATERMARK after a restart is what it was before, where Flink begins again with NULL", /^watermark-assigner-pushdown-computed$/],
  ["how a service elsewhere is asked: a table of a file is asked at once, and never misses what comes later", /^lookup-join-(?:async|retry)-hint$/],
  ["an append-only query may send a key again: the last row wins", /^sink-append-only-with-pk-without-on-conflict$/],
];

const OTHERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "flink-docs": { "window-deduplication.md#14": "the page's query names a column that the page's table does not have" },
  "nexmark-risingwave": {
    q4: "AVG of integers is an integer, as in Flink",
    q17: "AVG of integers is an integer, as in Flink",
    q6_group_top1: "AVG of integers is an integer, as in Flink",
    q14: "CREATE FUNCTION ... LANGUAGE SQL: functions are written in JavaScript",
  },
  "flink-expressions": {
    "math-0115": "the last digit of LOG(3, 9)",
    "decimal-0270": "DECIMAL has at most 38 digits, also where it is written with more",
    "cast-number-0247": "no cast makes a number an interval, whose unit it does not say",
    "compare-0260": "> ANY (query) is written with EXISTS",
    "collection-0029": "ELEMENT of an array without elements is NULL, so its type is nullable",
    "json-0382": "there is no type VARIANT",
    "temporal-0456": "TIMESTAMPDIFF says the difference of two times in a unit",
    "temporal-0457": "TIMESTAMPDIFF says the difference of two times in a unit",
    "temporal-0458": "TIMESTAMPDIFF says the difference of two times in a unit",
    "temporal-0459": "TIMESTAMPDIFF says the difference of two times in a unit",
  },
};

/** `differences`: the text of docs/sql/differences.md. */
export function reasonFor(corpus: string, id: string, differences: string): string | null {
  if (corpus === "flink-core" || corpus === "flink-all") return PROGRAMS.find(([, ids]) => ids.test(id))?.[0] ?? null;
  if (corpus === "flink-probes") return differences.includes(`\`${id}\``) ? "docs/sql/differences.md" : null;
  return OTHERS[corpus]?.[id] ?? null;
}
