// What INSERT asks of a value before it goes into a column: to be there, and to fit. Conditions that hold or fail; not
// written in SQL.
import { BOOLEAN, notNull } from "../../../common/types.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import { DataProblem } from "../../function.ts";
import { scalar } from "../define.ts";

/** TRUE; an error when the value is NULL. options: {column}. */
export const checkNotNull = scalar({
  name: "CHECK_NOT_NULL",
  category: "conditional",
  syntax: [],
  summary: "What INSERT does to a value for a NOT NULL column",
  examples: [],
  isStrict: false,
  canFail: true,
  bind: ([value]) => ({ argTypes: [value.type], type: notNull(BOOLEAN) }),
  evaluateCall: ([value], call) => {
    if (value !== null) return true;
    const column = String(call.options["column"]);
    throw new DataProblem("DATA_NULL_IN_NOT_NULL", `NULL for the NOT NULL column "${column}"`);
  },
});

/** TRUE; an error when the value is longer than its column. options: {length, column}. */
export const checkLength = scalar({
  name: "CHECK_LENGTH",
  category: "string",
  syntax: [],
  summary: "What INSERT does to a text for a VARCHAR(n) column",
  examples: [],
  canFail: true,
  isStrict: false,
  bind: ([value]) => ({ argTypes: [value.type], type: notNull(BOOLEAN) }),
  evaluateCall: ([value], call) => {
    const limit = Number(call.options["length"]);
    if (lengthOf(value) <= limit) return true;
    throw new DataProblem(
      "DATA_TOO_LONG",
      `a value of length ${lengthOf(value)} is too long for the column "${String(call.options["column"])}" of length ${limit}`,
    );
  },
});

/** Code points of a text, bytes of BYTES. */
export function lengthOf(value: Scalar): number {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== "string") return 0;
  let count = 0;
  for (let i = 0; i < value.length; i += (value.codePointAt(i) ?? 0) > 0xffff ? 2 : 1) count++;
  return count;
}
