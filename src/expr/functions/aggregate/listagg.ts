/** LISTAGG: texts that are not NULL, one after the other with a separator between; NULL over none. */
import type { Scalar } from "../../../columnar/scalar.ts";
import { isString, STRING, withNullable } from "../../../common/types.ts";
import { canCast } from "../../cast.ts";
import type { ArgumentInfo, BoundSignature } from "../../function.ts";
import { aggregate, plainText } from "./define.ts";
import { ObjectState } from "./object-state.ts";
import { listAccumulator } from "./ordered-list.ts";

const DEFAULT_SEPARATOR = ",";

export const listagg = aggregate({
  name: "LISTAGG",
  aliases: ["STRING_AGG", "GROUP_CONCAT"],
  summary: "All texts that are not NULL as one, a separator (a comma) between them, in order of arrival or of ORDER BY",
  syntax: [
    "LISTAGG([DISTINCT] text [, separator] [ORDER BY y, ...])",
    "LISTAGG(text [, separator]) WITHIN GROUP (ORDER BY y, ...)",
  ],
  examples: [
    ["LISTAGG(x)", "('b'), ('a'), (CAST(NULL AS STRING)), ('a')", "b,a,a"],
    ["LISTAGG(x, '|' ORDER BY x DESC)", "('b'), ('a'), ('c')", "c|b|a"],
    ["LISTAGG(DISTINCT x, '')", "('b'), ('a'), ('a')", "ba"],
  ],
  isOrderSensitive: true,
  bind,
  createState(call) {
    const separator = separatorOf(call.args[1]?.kind === "literal" ? call.args[1].value : undefined);
    return new ObjectState(
      call.type,
      listAccumulator(call, { skipNulls: true, result: (values) => values.join(separator) }),
    );
  },
});

function bind(args: readonly ArgumentInfo[]): BoundSignature | string {
  if (args.length < 1 || args.length > 2) return `it takes 1 or 2 arguments, not ${args.length}`;
  const [text, separator] = args;
  if (!canCast(text.type, STRING)) return `it takes a text, not ${plainText(text.type)}`;
  if (separator !== undefined && (typeof separator.constant !== "string" || !isString(separator.type))) {
    return "the separator must be a text literal";
  }
  const argTypes = [withNullable(STRING, text.type.nullable), ...(separator === undefined ? [] : [separator.type])];
  return { argTypes, type: argTypes[0] };
}

function separatorOf(value: Scalar | undefined): string {
  return typeof value === "string" ? value : DEFAULT_SEPARATOR;
}
