import { BOOLEAN, STRING, typeText } from "../../../../common/types.ts";
import { nullable, optional, scalar } from "../../define.ts";

export const typeOf = scalar({
  name: "TYPEOF",
  category: "type conversion",
  syntax: ["TYPEOF(value)"],
  signatures: [["ANY", optional(BOOLEAN), "->", nullable(STRING)]],
  summary: "The SQL type of an expression as a text",
  examples: [
    ["TYPEOF(1 + 1)", "INT NOT NULL"],
    ["TYPEOF('abc')", "CHAR(3) NOT NULL"],
  ],
  isStrict: false,
  evaluateCall: (_args, call) => typeText(call.argTypes[0]),
});
