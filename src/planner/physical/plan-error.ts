// Errors of planning have no place in the text (plans hold no spans): they name operators and sources instead.
import { MillraceError } from "../../common/errors.ts";

export function planError(code: string, message: string, hint: string): MillraceError {
  return new MillraceError(code, message, { hint });
}
