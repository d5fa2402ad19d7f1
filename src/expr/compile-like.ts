// LIKE with a constant pattern: equality, prefix, suffix and contained text are decided on the bytes of a slice.
import { plainValue, type Value } from "./compile-value.ts";
import type { KernelWriter } from "./compile-writer.ts";
import type { CallExpr } from "./expr.ts";
import { DataProblem } from "./function.ts";
import { type LikeShape, likeShape } from "./functions/operator/like-pattern.ts";

/** Null where the record's evaluate has to do it: the pattern is no constant, or wants a regular expression. */
export function emitLike(writer: KernelWriter, expr: CallExpr): Value | null {
  const [input, pattern, escapeArg] = expr.args;
  if (pattern.kind !== "literal" || typeof pattern.value !== "string") return null;
  if (escapeArg !== undefined && escapeArg.kind !== "literal") return null;
  if (escapeArg !== undefined && typeof (escapeArg as { value: unknown }).value !== "string") return null;
  const shape = shapeOf(
    pattern.value,
    escapeArg === undefined ? null : String((escapeArg as { value: unknown }).value),
  );
  if (shape === null || shape.kind === "pattern") return null;
  const value = writer.value(input);
  if (value.bytes === null || value.constant !== undefined) return null;
  const { data, start, end } = value.bytes;
  const bytes = new TextEncoder().encode(shape.text);
  const needle = writer.bind(bytes);
  const code = writer.local("v");
  const length = bytes.length;
  const tests: Readonly<Record<typeof shape.kind, string>> = {
    equals: `bytesEqual(${data}, ${start}, ${end}, ${needle}, 0, ${length})`,
    prefix: `${end} - ${start} >= ${length} && bytesEqual(${data}, ${start}, ${start} + ${length}, ${needle}, 0, ${length})`,
    suffix: `${end} - ${start} >= ${length} && bytesEqual(${data}, ${end} - ${length}, ${end}, ${needle}, 0, ${length})`,
    contains: `bytesContain(${data}, ${start}, ${end}, ${needle})`,
  };
  writer.line(`const ${code} = ${tests[shape.kind]};`);
  return plainValue(code, value.nullCode, expr.type);
}

function shapeOf(pattern: string, escapeArg: string | null): LikeShape | null {
  try {
    return likeShape(pattern, escapeArg, false);
  } catch (error) {
    // A bad pattern is the error of the rows that reach it.
    if (error instanceof DataProblem) return null;
    throw error;
  }
}
