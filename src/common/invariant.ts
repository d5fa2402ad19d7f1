import { MillraceError } from "./errors.ts";

/** Throws INTERNAL_INVARIANT when `condition` is false: a bug of ours, never a user's mistake. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new MillraceError("INTERNAL_INVARIANT", message);
}

/** Ends an exhaustive switch: the compiler refuses it while a case is missing. */
export function assertNever(value: never, what: string): never {
  throw new MillraceError("INTERNAL_UNREACHABLE", `${what}: ${JSON.stringify(value)}`);
}
