// The error of an offset that is gone.
import { MillraceError } from "../../common/errors.ts";

export function dataLoss(split: string, offset: number, reason: string): MillraceError {
  return new MillraceError("SOURCE_KAFKA_DATA_LOSS", `offset ${offset} of ${split} is gone: ${reason}`, {
    location: split,
    hint: "'scan.on-data-loss' = 'earliest' goes on with the earliest record there is and counts what is lost; --fresh starts over.",
  });
}
