// Which types compare, and as what. Exact numbers compare as they are, whatever their scale. Beside a FLOAT or DOUBLE a
// number is compared as one; a text beside a date, time or timestamp is read as one, and beside a BOOLEAN the BOOLEAN is
// taken as text (as Flink). A number and a text, DATE and TIMESTAMP, TIMESTAMP and TIMESTAMP_LTZ need a CAST.
import {
  isApproximate,
  isBinary,
  isNumeric,
  isString,
  isTimestamp,
  STRING,
  type SqlType,
  withNullable,
} from "../../../common/types.ts";
import { leastRestrictive } from "../../coerce.ts";
import type { ArgumentInfo } from "../../function.ts";
import { approximateType, refusal } from "./arithmetic-types.ts";

/** The types both sides are cast to, or why they do not compare. */
export function bindComparison(operator: string, args: readonly ArgumentInfo[]): readonly [SqlType, SqlType] | string {
  const [a, b] = args.map((arg) => arg.type);
  const types = comparable(a, b);
  if (types === null) return comparisonRefusal(operator, args);
  const isOrder = operator !== "=" && operator !== "<>" && !operator.startsWith("IS ");
  if (isOrder && isCollection(types[0])) return `${operator} does not order ${types[0].kind} values`;
  return [withNullable(types[0], a.nullable), withNullable(types[1], b.nullable)];
}

function isCollection(type: SqlType): boolean {
  return type.kind === "ARRAY" || type.kind === "MAP" || type.kind === "MULTISET" || type.kind === "ROW";
}

export function comparable(a: SqlType, b: SqlType): readonly [SqlType, SqlType] | null {
  if (a.kind === "NULL") return [b, b];
  if (b.kind === "NULL") return [a, a];
  if (isNumeric(a) && isNumeric(b)) {
    if (!isApproximate(a) && !isApproximate(b)) return [a, b];
    const type = approximateType(a, b);
    return [type, type];
  }
  if ((isString(a) && isString(b)) || (isBinary(a) && isBinary(b))) return [a, b];
  if (isString(a)) return flipped(withText(b, a));
  if (isString(b)) return withText(a, b);
  if (a.kind !== b.kind) return null;
  if (!isCollection(a)) return [a, b];
  const type = leastRestrictive([a, b]);
  return type === null ? null : [type, type];
}

function withText(other: SqlType, text: SqlType): readonly [SqlType, SqlType] | null {
  if (other.kind === "BOOLEAN") return [STRING, text];
  const isRead = other.kind === "DATE" || other.kind === "TIME" || isTimestamp(other);
  return isRead ? [other, other] : null;
}

function flipped(types: readonly [SqlType, SqlType] | null): readonly [SqlType, SqlType] | null {
  return types === null ? null : [types[1], types[0]];
}

function comparisonRefusal(operator: string, args: readonly ArgumentInfo[]): string {
  const reason = refusal(operator, args);
  const [a, b] = args.map((arg) => arg.type);
  const kinds = [a.kind, b.kind];
  if (kinds.includes("TIMESTAMP") && kinds.includes("TIMESTAMP_LTZ")) {
    return `${reason}: one has no time zone, the other is an instant; CAST one to the type of the other`;
  }
  return `${reason}; a CAST of one side makes them comparable`;
}
