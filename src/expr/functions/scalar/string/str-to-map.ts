// STR_TO_MAP: pairs cut at a delimiter, key and value at the first key-value delimiter. Both delimiters are regular expressions, as in Flink.
import { STRING, type SqlType } from "../../../../common/types.ts";
import { nullable, optional, scalar } from "../../define.ts";
import { mapOfEntries } from "../collection/maps.ts";
import { javaRegExp } from "../regexp/java-regexp.ts";

const TEXT_MAP: SqlType = { kind: "MAP", key: STRING, value: STRING, nullable: true };

export const strToMap = scalar({
  name: "STR_TO_MAP",
  category: "string",
  syntax: ["STR_TO_MAP(text [, pair_delimiter, key_value_delimiter])"],
  signatures: [["TEXT", optional("TEXT"), optional("TEXT"), "->", nullable(TEXT_MAP)]],
  summary: "The map that a text of pairs stands for, by default k=v,k=v; a key without a value has NULL",
  examples: [
    ["STR_TO_MAP('a=1,b=2')", "{a=1, b=2}"],
    ["STR_TO_MAP('k1:v1;k2:v2', ';', ':')", "{k1=v1, k2=v2}"],
  ],
  evaluateCall: ([text, pairs, values], call) => {
    const pairDelimiter = javaRegExp((pairs as string | undefined) ?? ",", call.memo);
    const valueDelimiter = javaRegExp((values as string | undefined) ?? "=", call.memo);
    if (pairDelimiter === null || valueDelimiter === null) return null;
    const parts = splitAsJava(text as string, pairDelimiter);
    return mapOfEntries(
      parts.map((part) => {
        valueDelimiter.lastIndex = 0;
        const match = valueDelimiter.exec(part);
        return match === null ? [part, null] : [part.slice(0, match.index), part.slice(match.index + match[0].length)];
      }),
    );
  },
});

/** Java's String.split: empty parts at the end fall away. */
function splitAsJava(text: string, delimiter: RegExp): string[] {
  const parts = text.split(new RegExp(delimiter.source, delimiter.flags.replace("g", "")));
  while (parts.length > 1 && parts.at(-1) === "") parts.pop();
  return parts;
}
