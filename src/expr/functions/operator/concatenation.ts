// || on texts, bytes and arrays. The length of the result is the sum of the lengths, as long as both are bounded.
import type { Scalar } from "../../../columnar/scalar.ts";
import { isBinary, isString, MAX_LENGTH, type SqlType, withNullable } from "../../../common/types.ts";
import { leastRestrictive } from "../../coerce.ts";
import type { ArgumentInfo, BoundSignature } from "../../function.ts";
import { scalar } from "../define.ts";
import { refusal } from "./arithmetic-types.ts";

interface Sized {
  readonly kind: string;
  readonly length: number;
}

export const concatenation = scalar({
  name: "||",
  category: "string",
  syntax: ["a || b"],
  summary: "Two texts, byte strings or arrays one after the other",
  examples: [
    ["'a' || 'bc'", "abc"],
    ["ARRAY[1] || ARRAY[2, 3]", "[1, 2, 3]"],
  ],
  bind,
  evaluate: (a: Scalar, b: Scalar) => {
    if (typeof a === "string") return a + (b as string);
    if (a instanceof Uint8Array) return Buffer.concat([a, b as Uint8Array]);
    return [...(a as readonly Scalar[]), ...(b as readonly Scalar[])];
  },
  emit: (args, call) => (isString(call.type) ? `${args[0].code} + ${args[1].code}` : null),
});

function bind(args: readonly ArgumentInfo[]): BoundSignature | string {
  if (args.length !== 2) return `it takes 2 operands, not ${args.length}`;
  const [a, b] = args.map((arg) => arg.type);
  const nullable = a.nullable || b.nullable;
  if (isString(a) && isString(b)) return { argTypes: [a, b], type: joined(a, b, "CHAR", "VARCHAR", nullable) };
  if (isBinary(a) && isBinary(b)) return { argTypes: [a, b], type: joined(a, b, "BINARY", "VARBINARY", nullable) };
  const type = leastRestrictive([a, b]);
  if (type === null || type.kind !== "ARRAY") return refusal("||", args);
  return {
    argTypes: [withNullable(type, a.nullable), withNullable(type, b.nullable)],
    type: withNullable(type, nullable),
  };
}

function joined(a: SqlType, b: SqlType, fixed: string, varying: string, nullable: boolean): SqlType {
  const [x, y] = [a as Sized, b as Sized];
  const length = Math.min(x.length + y.length, MAX_LENGTH);
  return { kind: x.kind === fixed && y.kind === fixed ? fixed : varying, length, nullable } as SqlType;
}
