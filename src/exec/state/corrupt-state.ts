import { MillraceError } from "../../common/errors.ts";

/** A segment that can be read but does not have the shape its table wrote. */
export function corruptState(table: string): MillraceError {
  return new MillraceError(
    "STATE_CORRUPT",
    `a segment of state table "${table}" does not have the shape that the table writes`,
    {
      hint: "The state file was changed or belongs to another version. Start over with --fresh, or put back a copy of the file.",
    },
  );
}
