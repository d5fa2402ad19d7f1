// LPAD and RPAD: to a length in characters; NULL for a negative length or an empty padding (Flink), so the result is
// NOT NULL only where constants rule both out.
import { type SqlType, STRING, withNullable } from "../../../../common/types.ts";
import type { ArgumentInfo, ScalarFunction } from "../../../function.ts";
import { asGiven, scalar } from "../../define.ts";
import { characterCount, checkMadeLength, sliceCharacters } from "./characters.ts";

export const lpad = padding("LPAD", "left", (text, fill) => fill + text, [
  ["LPAD('hi', 5, 'ab')", "abahi"],
  ["LPAD('hi', 1, 'x')", "h"],
]);

export const rpad = padding("RPAD", "right", (text, fill) => text + fill, [
  ["RPAD('hi', 5, 'ab')", "hiaba"],
  ["RPAD('hi', 3, '')", null],
]);

function padding(
  name: string,
  side: string,
  join: (text: string, fill: string) => string,
  examples: ScalarFunction["examples"],
): ScalarFunction {
  return scalar({
    name,
    category: "string",
    syntax: [`${name}(text, length, padding)`],
    signatures: [["TEXT", "INTEGER", "TEXT", "->", asGiven(paddedType)]],
    summary: `The text filled up on the ${side} to a length, or cut to it; NULL for a negative length or an empty padding`,
    examples,
    canFail: true,
    evaluate: (text: string, length: number | bigint, padding: string) => {
      if (length < 0 || padding === "") return null;
      const wanted = Number(length);
      checkMadeLength(wanted);
      const missing = wanted - characterCount(text);
      if (missing <= 0) return sliceCharacters(text, 0, wanted);
      const fill = padding.repeat(Math.ceil(missing / characterCount(padding)));
      return join(text, sliceCharacters(fill, 0, missing));
    },
  });
}

function paddedType(argTypes: readonly SqlType[], args: readonly ArgumentInfo[]): SqlType {
  const length = args[1].constant;
  const padding = args[2].constant;
  const isSafe =
    (typeof length === "number" || typeof length === "bigint") &&
    length >= 0 &&
    typeof padding === "string" &&
    padding !== "";
  return withNullable(STRING, !isSafe || argTypes.some((type) => type.nullable));
}
