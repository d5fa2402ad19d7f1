// MATCH_RECOGNIZE. Greedy quantifiers stand before what they cannot take: Flink does not give rows back (differences.md).
import { listOf, named, oneOf, type Phrase, query } from "../phrases.ts";

const skip = oneOf("AFTER MATCH SKIP PAST LAST ROW", "AFTER MATCH SKIP TO NEXT ROW", "AFTER MATCH SKIP TO LAST B");
const measures = listOf(
  4,
  ...["FIRST(A.id)", "LAST(B.id)", "A.ts", "LAST(B.ts)", "COUNT(A.id)", "SUM(B.i)", "MIN(A.d)", "MAX(B.m)", "AVG(B.d)"],
  ...["FIRST(B.s)", "LAST(A.s)", "LAST(B.i, 1)", "FIRST(A.id) + LAST(B.id)"],
);
const partition = oneOf("", "", "PARTITION BY o ");
const within = oneOf("", "", " WITHIN INTERVAL '10' SECOND", " WITHIN INTERVAL '4' SECOND");

/** Conditions of A and B that no row meets both. */
const exclusive = oneOf(
  "A AS A.i <= 1 OR A.i IS NULL, B AS B.i > 1",
  "A AS A.o, B AS NOT B.o OR B.o IS NULL",
  "A AS A.d < 2, B AS B.d >= 2",
  "A AS A.s <> 'a', B AS B.s = 'a' OR B.s IS NULL",
);
const dependent = oneOf(
  "B AS B.i > A.i",
  "B AS B.id > 3 AND B.m > LAST(A.m, 0)",
  "A AS A.i IS NOT NULL, B AS B.i < LAST(A.i)",
  "A AS A.d IS NOT NULL, B AS B.d > LAST(B.d, 1) OR LAST(B.d, 1) IS NULL",
  "B AS B.ts > LAST(A.ts) + INTERVAL '1' SECOND",
);

const matched = (defined: Phrase, pattern: Phrase): Phrase =>
  query({ table: oneOf("t", "w", "w"), by: partition, measures, skip, pattern, within, defined }, (q) => {
    const rows = `${q.by}ORDER BY ts MEASURES ${named(q.measures, "x")} ONE ROW PER MATCH ${q.skip}`;
    return `SELECT * FROM ${q.table} MATCH_RECOGNIZE (${rows} PATTERN (${q.pattern})${q.within} DEFINE ${q.defined}) AS m`;
  });

export const patterns: Phrase = (() => {
  const loops = matched(exclusive, oneOf("A+ B", "A* B", "A{2} B", "A{1,3} B", "A B", "A? B", "A B{2}"));
  const steps = matched(dependent, oneOf("A B", "A B C", "A C B", "A B{2}", "A C*? B", "A C+? B"));
  return query({ one: loops, two: steps, which: oneOf("one", "two") }, (q) => (q.which === "one" ? q.one : q.two));
})();
