// Durations for people: 90000 ms is "1 min 30 s".

const UNITS: readonly (readonly [ms: number, name: string])[] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
  [1, "ms"],
];

export function durationText(durationMs: number): string {
  const parts: string[] = [];
  let rest = Math.abs(durationMs);
  for (const [ms, name] of UNITS) {
    const count = Math.floor(rest / ms);
    if (count === 0) continue;
    parts.push(`${count} ${name}`);
    rest -= count * ms;
  }
  return parts.length === 0 ? "0 ms" : `${durationMs < 0 ? "-" : ""}${parts.join(" ")}`;
}

export function monthsText(months: number): string {
  if (months % 12 === 0) return months === 12 ? "1 year" : `${months / 12} years`;
  return months === 1 ? "1 month" : `${months} months`;
}
