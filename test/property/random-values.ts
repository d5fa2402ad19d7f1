// The tables of the property tests: `t` and `u` with one column of each common type, and random rows for them.
//
// Numbers come from small pools so that groups, ties and DISTINCT have something to do, with a few values at the edges:
// BIGINT beyond 2^53, DOUBLE NaN, infinities and -0. DOUBLE values are quarters: their sums are exact in any order.
import fc from "fast-check";
import type { Scalar } from "../../src/columnar/scalar.ts";
import type { SqlType } from "../../src/common/types.ts";

export interface TableColumn {
  readonly name: string;
  readonly sqlType: string;
  readonly type: SqlType;
  readonly values: fc.Arbitrary<Scalar>;
}

function orNull(values: fc.Arbitrary<Scalar>): fc.Arbitrary<Scalar> {
  return fc.oneof({ weight: 6, arbitrary: values }, { weight: 1, arbitrary: fc.constant(null) });
}

const INTS = orNull(
  fc.oneof({ weight: 5, arbitrary: fc.integer({ min: -3, max: 5 }) }, fc.constantFrom(100, -77_000, 1_000_000)),
);
const BIGINTS = orNull(
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: -2, max: 4 }) },
    fc.constantFrom<Scalar>(
      9_007_199_254_740_991,
      9_007_199_254_740_993n,
      9_007_199_254_740_992n,
      -9_007_199_254_740_993n,
    ),
  ),
);
const DOUBLES = orNull(
  fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -20, max: 40 }).map((n) => n / 4) },
    fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  ),
);
const DECIMALS = orNull(
  fc.oneof({ weight: 4, arbitrary: fc.integer({ min: -300, max: 1000 }) }, fc.constantFrom(0, 999_999_999_999)),
);
const STRINGS = orNull(fc.constantFrom("a", "b", "ab", "", "Zé", "12", "a,b", "\u{1F600}x", "12"));
const BOOLEANS = orNull(fc.boolean());
const DATES = orNull(fc.constantFrom(0, -1, 18_321, 18_322, 20_000));

export const COLUMNS: readonly TableColumn[] = [
  { name: "i", sqlType: "INT", type: { kind: "INT", nullable: true }, values: INTS },
  { name: "b", sqlType: "BIGINT", type: { kind: "BIGINT", nullable: true }, values: BIGINTS },
  { name: "d", sqlType: "DOUBLE", type: { kind: "DOUBLE", nullable: true }, values: DOUBLES },
  {
    name: "m",
    sqlType: "DECIMAL(12, 2)",
    type: { kind: "DECIMAL", precision: 12, scale: 2, nullable: true },
    values: DECIMALS,
  },
  { name: "s", sqlType: "STRING", type: { kind: "VARCHAR", length: 2_147_483_647, nullable: true }, values: STRINGS },
  { name: "o", sqlType: "BOOLEAN", type: { kind: "BOOLEAN", nullable: true }, values: BOOLEANS },
  { name: "a", sqlType: "DATE", type: { kind: "DATE", nullable: true }, values: DATES },
];

/** Values of COLUMNS, without the time. */
export const cells: fc.Arbitrary<readonly Scalar[]> = fc.tuple(...COLUMNS.map((column) => column.values));

/** Milliseconds around window bounds: whole seconds often, one off now and then, before 1970 too. */
export const times: fc.Arbitrary<number> = fc
  .tuple(fc.integer({ min: -12, max: 40 }), fc.constantFrom(0, 0, 0, 1, -1, 500))
  .map(([second, offMs]) => second * 1000 + offMs);
