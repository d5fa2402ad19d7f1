// What INSERT asks of a value before it goes into a column: to be there, and to fit. Not written in SQL.
import { withNullable } from "../../../common/types.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import { DataProblem } from "../../function.ts";
import { scalar } from "../define.ts";

/** The value itself; an error when it is NULL. options: {column}. */
export const checkNotNull = scalar({
  name: "CHECK_NOT_NULL",
  category: "conditional",
  syntax: [],
  summary: "What INSERT does to a value for a NOT NULL column",
  examples: [],
  isStrict: false,
  canFail: true,
  bind: ([value]) => ({ argTypes: [value.type], type: withNullable(value.type, false) }),
  evaluateCall: ([value], call) => {
    if (value !== null) return value;
    const column = String(call.options["column"]);
    throw new DataProblem(
      "DATA_NULL_IN_NOT_NULL",
      `NULL for the NOT NULL column "${column}" ('table.exec.sink.not-null-enforcer' = 'DROP' drops such rows)`,
    );
  },
});

/** The value itself; an error when it is longer than its column. options: {length}. */
export const checkLength = scalar({
  name: "CHECK_LENGTH",
  category: "string",
  syntax: [],
  summary: "What INSERT does to a text for a VARCHAR(n) column",
  examples: [],
  canFail: true,
  bind: ([value]) => ({ argTypes: [value.type], type: value.type }),
  evaluateCall: ([value], call) => {
    const limit = Number(call.options["length"]);
    if (lengthOf(value) <= limit) return value;
    throw new DataProblem(
      "DATA_TOO_LONG",
      `a value of length ${lengthOf(value)} is too long for its column of length ${limit} ('table.exec.sink.type-length-enforcer' = 'TRIM_PAD' cuts it)`,
    );
  },
});

/** Code points of a text, bytes of BYTES. */
function lengthOf(value: Scalar): number {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== "string") return 0;
  let count = 0;
  for (let i = 0; i < value.length; i += (value.codePointAt(i) ?? 0) > 0xffff ? 2 : 1) count++;
  return count;
}
