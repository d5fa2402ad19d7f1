// Result types of + - * / % on numbers, as Flink 2.3 derives them.
//
// Integers: the wider of the two; % has the type of its second operand. An approximate operand makes the result
// approximate: FLOAT beside an integer is FLOAT, beside a DECIMAL DOUBLE, and FLOAT with DOUBLE takes the first one's type.
// A DECIMAL among them: decimal.ts, integers counting as decimals of their digits.
import { isApproximate, isInteger, isNumeric, type SqlType, typeText, withNullable } from "../../../common/types.ts";
import { exactDigits, leastRestrictive } from "../../coerce.ts";
import { type DecimalOperator, decimalResultType } from "../../decimal.ts";
import type { ArgumentInfo, BoundSignature } from "../../function.ts";

export function bindNumeric(operator: DecimalOperator, args: readonly ArgumentInfo[]): BoundSignature | string {
  let [a, b] = args.map((arg) => arg.type);
  if (a.kind === "NULL") a = withNullable(b, true);
  if (b.kind === "NULL") b = withNullable(a, true);
  if (!isNumeric(a) || !isNumeric(b)) return refusal(operator, args);
  const nullable = a.nullable || b.nullable;
  if (isApproximate(a) || isApproximate(b)) {
    if (operator === "%") return "% is for integers and DECIMAL, not for FLOAT and DOUBLE";
    const type = withNullable(approximateType(a, b), nullable);
    return { argTypes: [withNullable(type, a.nullable), withNullable(type, b.nullable)], type };
  }
  if (isInteger(a) && isInteger(b)) {
    const wide = withNullable(leastRestrictive([a, b]) as SqlType, nullable);
    const type = operator === "%" ? withNullable(b, nullable) : wide;
    return { argTypes: [withNullable(wide, a.nullable), withNullable(wide, b.nullable)], type };
  }
  return { argTypes: [asDecimal(a), asDecimal(b)], type: decimalResultType(operator, a, b) };
}

/** The type in which two numbers are computed or compared when one is FLOAT or DOUBLE. */
export function approximateType(a: SqlType, b: SqlType): SqlType {
  if (isApproximate(a) && isApproximate(b)) return a;
  const [approximate, other] = isApproximate(a) ? [a, b] : [b, a];
  return other.kind === "DECIMAL" ? { kind: "DOUBLE", nullable: approximate.nullable } : approximate;
}

function asDecimal(type: SqlType): SqlType {
  return type.kind === "DECIMAL" ? type : { kind: "DECIMAL", ...exactDigits(type), nullable: type.nullable };
}

export function refusal(operator: string, args: readonly ArgumentInfo[]): string {
  const types = args.map((arg) => typeText(withNullable(arg.type, true)));
  return types.length === 1
    ? `there is no ${operator} for ${types[0]}`
    : `there is no ${operator} between ${types.join(" and ")}`;
}
