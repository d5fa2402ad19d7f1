// Scalar: one SQL value as a JavaScript value, the border between vectors and everything that takes values one by one
// (constants, function records, boxed vectors, results handed to a user).
//
//   BOOLEAN                          boolean
//   TINYINT .. INT, DATE, TIME       number (DATE: days; TIME: ms)
//   BIGINT, DECIMAL, TIMESTAMP*,     number when it is a safe integer, else bigint (DECIMAL: unscaled; TIMESTAMP(p):
//     INTERVAL*                      10^-p seconds; INTERVAL_DAY: ms; INTERVAL_MONTH: months)
//   FLOAT, DOUBLE                    number
//   CHAR, VARCHAR                    string
//   BINARY, VARBINARY                Uint8Array
//   ARRAY                            readonly Scalar[]
//   ROW                              readonly Scalar[] in field order
//   MAP, MULTISET                    SqlMap: entries in order of first appearance (multiset: element -> count)
//   NULL                             null
//
// An exact value that is a safe integer is always a number, never a bigint, so values compare with ===.

export type Scalar = null | boolean | number | bigint | string | Uint8Array | readonly Scalar[] | SqlMap;

/** A MAP value: keys unique by SQL equality, in order of first appearance. */
export interface SqlMap {
  readonly entries: readonly (readonly [Scalar, Scalar])[];
}

export function isSqlMap(value: Scalar): value is SqlMap {
  return (
    typeof value === "object" &&
    value !== null &&
    "entries" in value &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array)
  );
}

/** The canonical form of an exact integer. */
export function exact(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}
