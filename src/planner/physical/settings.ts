// Settings that lowering reads.
import { MillraceError } from "../../common/errors.ts";

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  milli: 1,
  millis: 1,
  millisecond: 1,
  milliseconds: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  seconds: 1000,
  min: 60_000,
  m: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
};

/** 'window.allowed-lateness': how long after its end a window still takes rows. */
export function allowedLatenessMs(settings: ReadonlyMap<string, string>): number {
  const text = settings.get("window.allowed-lateness");
  if (text === undefined || text.trim() === "") return 0;
  const match = /^\s*(\d+)\s*([a-z]*)\s*$/i.exec(text);
  const unitMs = match === null ? undefined : UNIT_MS[match[2].toLowerCase() || "ms"];
  if (match === null || unitMs === undefined) {
    throw new MillraceError("PLAN_BAD_SETTING", `'window.allowed-lateness' is a duration, not '${text}'`, {
      hint: "Write it as '5 s', '10 min' or '1 h'.",
    });
  }
  return Number(match[1]) * unitMs;
}
