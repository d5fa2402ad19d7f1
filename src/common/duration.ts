// Durations as Flink's options write them: a number and a unit ("1 s", "500ms", "2 min"); without a unit milliseconds.

const UNITS_MS: ReadonlyMap<string, number> = new Map(
  (
    [
      [1e-6, ["ns", "nano", "nanos", "nanosecond", "nanoseconds"]],
      [1e-3, ["us", "µs", "micro", "micros", "microsecond", "microseconds"]],
      [1, ["", "ms", "milli", "millis", "millisecond", "milliseconds"]],
      [1000, ["s", "sec", "secs", "second", "seconds"]],
      [60_000, ["m", "min", "mins", "minute", "minutes"]],
      [3_600_000, ["h", "hour", "hours"]],
      [86_400_000, ["d", "day", "days"]],
    ] as const
  ).flatMap(([ms, names]) => names.map((name) => [name, ms] as const)),
);

/** Milliseconds, or null when the text is no duration. */
export function parseDurationMs(text: string): number | null {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-zµ]*)\s*$/i.exec(text);
  const unitMs = match === null ? undefined : UNITS_MS.get(match[2].toLowerCase());
  return match === null || unitMs === undefined ? null : Number(match[1]) * unitMs;
}
