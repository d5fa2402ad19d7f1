// The queries of queries have every construct, so that a property that holds for them holds for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { pipelineCases } from "./pipeline-cases.ts";

const CONSTRUCTS: Readonly<Record<string, RegExp>> = {
  tumble: /\bTUMBLE\(/,
  hop: /\bHOP\(/,
  cumulate: /\bCUMULATE\(/,
  session: /\bSESSION\(/,
  "processing-time window": /DESCRIPTOR\(pt\)/,
  "group window": /GROUP BY s, (TUMBLE|HOP|SESSION)\(/,
  "grouping sets": /GROUPING SETS|ROLLUP|CUBE/,
  emit: / EMIT /,
  "inner join": / l JOIN /,
  "left join": / LEFT JOIN /,
  "right join": / RIGHT JOIN /,
  "full join": / FULL /,
  "interval join": /l\.ts BETWEEN r\.ts|r\.ts BETWEEN l\.ts/,
  "window join": /window_start = r\.window_start/,
  "temporal join": /FOR SYSTEM_TIME AS OF l\.ts/,
  "join as of processing time": / w FOR SYSTEM_TIME AS OF PROCTIME\(\)/,
  "lookup join": / y FOR SYSTEM_TIME AS OF PROCTIME\(\)/,
  "asof join": /ASOF JOIN/,
  lateral: /LATERAL/,
  unnest: /UNNEST\(/,
  in: /[a-z] IN \(SELECT/,
  "not in": / NOT IN \(SELECT/,
  exists: /WHERE EXISTS/,
  "not exists": /NOT EXISTS/,
  scalar: /\(SELECT (COUNT|MAX|SUM)\(.*\) FROM/,
  "union all": /UNION ALL/,
  intersect: /INTERSECT/,
  except: /EXCEPT/,
  distinct: /SELECT DISTINCT/,
  over: / OVER \(/,
  "row number": /ROW_NUMBER\(\)/,
  match: /MATCH_RECOGNIZE/,
  limit: / LIMIT /,
  having: / HAVING /,
  view: /CREATE TEMPORARY VIEW/,
  values: /VALUES/,
  "changes by key": /'changelog-mode' = 'upsert'/,
  "state ttl": /^table\.exec\.state\.ttl 1 h$/m,
  lateness: /^window\.allowed-lateness 4 s$/m,
};

test("every construct is among the queries of queries", () => {
  const cases = [false, true].flatMap((changes) => fc.sample(pipelineCases({ changes }), { numRuns: 400, seed: 7 }));
  const texts = cases.map(({ sql, setup, settings }) => {
    const set = Object.entries(settings).map(([key, value]) => `${key} ${value}`);
    return [...setup, sql, ...set].join("\n");
  });
  const counts = Object.entries(CONSTRUCTS).map(
    ([name, pattern]) => [name, texts.filter((text) => pattern.test(text)).length] as const,
  );
  assert.deepEqual(
    counts.filter(([, count]) => count === 0),
    [],
  );
});
