// Casts to CHAR(n), VARCHAR(n) and STRING. The text is Flink's (columnar/text.ts); VARCHAR cuts it to n characters, CHAR
// also fills it up with spaces. Bytes are read as UTF-8.
import { castText } from "../../columnar/text.ts";
import { isBinary, isString, type SqlType } from "../../common/types.ts";
import type { Cast, CastFamily } from "./cast-family.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export const castToText: CastFamily = (from, to) => {
  if (!isString(to)) return null;
  if (isString(from)) return textToText(from, to);
  if (isBinary(from)) return { evaluate: (value) => fitText(decoder.decode(value as Uint8Array), to) };
  return {
    isZoned: hasInstant(from),
    evaluate: (value, context) => fitText(castText(value, from, context.timeZone), to),
  };
};

function textToText(from: SqlType, to: SqlType): Cast {
  const fromLength = (from as { readonly length: number }).length;
  const toLength = (to as { readonly length: number }).length;
  const isNoOp = to.kind === "VARCHAR" ? fromLength <= toLength : from.kind === "CHAR" && fromLength === toLength;
  return { isNoOp, evaluate: (value) => fitText(value as string, to) };
}

/** Cut to the type's length in characters, filled up for CHAR. */
export function fitText(text: string, to: SqlType): string {
  const { length } = to as { readonly length: number };
  if (to.kind === "VARCHAR" && text.length <= length) return text;
  const characters = [...text];
  if (characters.length > length) return characters.slice(0, length).join("");
  return to.kind === "CHAR" ? text + " ".repeat(length - characters.length) : text;
}

/** Whether the text of a value depends on the session zone. */
export function hasInstant(type: SqlType): boolean {
  switch (type.kind) {
    case "TIMESTAMP_LTZ":
      return true;
    case "ARRAY":
    case "MULTISET":
      return hasInstant(type.element);
    case "MAP":
      return hasInstant(type.key) || hasInstant(type.value);
    case "ROW":
      return type.fields.some((field) => hasInstant(field.type));
    default:
      return false;
  }
}
