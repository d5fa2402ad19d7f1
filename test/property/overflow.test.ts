// A row that an aggregate cannot take (overflow) is refused: it is bad and does not count. One aggregate per query: beside
// others the row still counts in those.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Scalar } from "../../src/columnar/scalar.ts";
import { holdsFor } from "./check-property.ts";
import type { LaneRow } from "./lanes-connector.ts";
import { lasting, runEngine, runReference } from "./outcomes.ts";
import { printable, type RandomCase } from "./random-cases.ts";

const number: fc.Arbitrary<Scalar> = fc.constantFrom<Scalar>(null, 1, -1, 2_000_000_000, -2_000_000_000, 2_147_483_647);
const rows = fc.array(fc.tuple(fc.constantFrom("a", "b"), number, number), { maxLength: 12 });
const calls = fc.uniqueArray(
  fc.constantFrom(
    "COUNT(*)",
    "SUM(v)",
    "SUM(w)",
    "AVG(v)",
    "MAX(w)",
    "COUNT(DISTINCT w)",
    "SUM(DISTINCT v)",
    "LISTAGG(k)",
  ),
  { minLength: 1, maxLength: 1 },
);

const cases = fc.tuple(rows, calls, fc.constantFrom("", "k"), fc.constantFrom("skip", "fail")).map(
  ([list, columns, key, onError]): RandomCase =>
    printable({
      sql: `SELECT ${[...(key === "" ? [] : [key]), ...columns.map((call, i) => `${call} AS c${i}`)].join(", ")} FROM t${key === "" ? "" : ` GROUP BY ${key}`}`,
      mayEndEarly: false,
      isOrdered: false,
      takesChanges: false,
      setup: ["CREATE TABLE t (k STRING, v INT, w INT) WITH ('connector' = 'lanes')"],
      settings: { "execution.on-error": onError },
      tables: new Map([["t", list.map((values): LaneRow => ({ lane: "l0", kind: "+I", values }))]]),
    }),
);

test("a row that overflows an aggregate is bad, the others count", () =>
  holdsFor(80, cases, async (one) => {
    const expected = lasting(one, await runReference(one));
    for (const batchRowsMax of [1, 3, 1000]) {
      assert.deepEqual(lasting(one, await runEngine(one, { batchRowsMax })), expected, `batches of ${batchRowsMax}`);
    }
  }));
