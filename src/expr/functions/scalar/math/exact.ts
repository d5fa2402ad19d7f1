// Exact results in the range of their type.
import { exact, type Scalar } from "../../../../columnar/scalar.ts";
import { type SqlType, typeText, withNullable } from "../../../../common/types.ts";
import { fitDecimal } from "../../../decimal.ts";
import { DataProblem } from "../../../function.ts";

const INTEGER_BITS: Readonly<Record<string, bigint>> = { TINYINT: 7n, SMALLINT: 15n, INT: 31n, BIGINT: 63n };

/** The value as a Scalar of an exact type. @throws DataProblem DATA_OVERFLOW when it does not fit. */
export function fitExact(value: bigint, type: SqlType): Scalar {
  if (type.kind === "DECIMAL") return exact(fitDecimal(value, type.precision, type.scale));
  const bits = INTEGER_BITS[type.kind] ?? 63n;
  const limit = 1n << bits;
  if (value >= limit || value < -limit) {
    throw new DataProblem("DATA_OVERFLOW", `${value} does not fit ${typeText(withNullable(type, true))}`);
  }
  return exact(value);
}
