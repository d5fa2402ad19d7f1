// Whether two engines wrote the same: JSON lines of groups, in any order and split over any files. The window and the other
// key make the group; the numbers of a group are compared to 1e-9 of their size.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const TOLERANCE = 1e-9;

type Groups = ReadonlyMap<string, readonly number[]>;

/** The first difference in words, or null. `keyColumn`: what stands beside window_start. */
export function differenceOf(left: string, right: string, keyColumn: string): string | null {
  const a = readGroups(left, keyColumn);
  const b = readGroups(right, keyColumn);
  if (a.size !== b.size) return `${a.size} and ${b.size} groups`;
  for (const [group, numbers] of a) {
    const others = b.get(group);
    if (others === undefined) return `${group} is missing`;
    if (numbers.length !== others.length || numbers.some((value, i) => !isNear(value, others[i]))) {
      return `${group}: ${numbers.join(", ")} and ${others.join(", ")}`;
    }
  }
  return null;
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b));
}

/** @throws when a group comes twice. */
function readGroups(path: string, keyColumn: string): Groups {
  const files = statSync(path).isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path];
  const groups = new Map<string, readonly number[]>();
  for (const file of files) {
    for (const line of readFileSync(file, "utf8").split("\n")) {
      if (line === "") continue;
      const { window_start: start, [keyColumn]: key, ...values } = JSON.parse(line) as Record<string, unknown>;
      const group = `${minuteAndSecond(String(start))} ${String(key)}`;
      if (groups.has(group)) throw new Error(`${file}: ${group} comes twice`);
      groups.set(group, Object.values(values).map(Number));
    }
  }
  return groups;
}

/** `2024-01-01 00:00:00` of any spelling; a missing second is 0. */
function minuteAndSecond(text: string): string {
  return `${text.replace("T", " ").slice(0, 16)}:${text.length >= 19 ? text.slice(17, 19) : "00"}`;
}
