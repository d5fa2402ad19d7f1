// Input files of the crash and fault tests: sensor readings in several CSV files that are read as one sequence. Some rows
// are bad (not a number where one is due), some come so late that windows have gone by.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A generator of numbers in [0, 1) that a printed seed repeats (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface InputSize {
  readonly fileCount: number;
  readonly rowsPerFile: number;
}

export interface InputKind {
  /** Of the rows, so many come when their windows have gone by. */
  readonly lateShare: number;
}

const SOME_LATE: InputKind = { lateShare: 0.03 };
const STEP_MS = 700;
const LATE_MS = 90_000;
const START_MS = Date.UTC(2026, 0, 1);
const SENSORS = ["cellar", "roof", "yard", "hall, north", 'the "old" mill'];

/** Writes FOLDER/readings-N.csv; the same random numbers give the same bytes. */
export function writeInputs(folder: string, { fileCount, rowsPerFile }: InputSize, random: () => number): void {
  mkdirSync(folder, { recursive: true });
  for (let file = 0; file < fileCount; file++) {
    const lines = readingLines(file * rowsPerFile, rowsPerFile, random);
    writeFileSync(join(folder, `readings-${file}.csv`), `id,sensor,degrees,at\n${lines.join("")}`);
  }
}

/** Rows `firstId`, `firstId` + 1, ... as lines of CSV. */
export function readingLines(firstId: number, count: number, random: () => number, kind = SOME_LATE): string[] {
  return Array.from({ length: count }, (_, i) => readingLine(firstId + i, random, kind));
}

function readingLine(id: number, random: () => number, { lateShare }: InputKind): string {
  const jitterMs = Math.floor(random() * 2000);
  const lateMs = random() < lateShare ? LATE_MS : 0;
  const at = new Date(START_MS + id * STEP_MS - jitterMs - lateMs).toISOString().replace("T", " ").replace("Z", "");
  const sensor = SENSORS[Math.floor(random() * SENSORS.length)].replaceAll('"', '""');
  const degrees = random() < 0.02 ? "broken" : (random() * 40 - 10).toFixed(2);
  return `${id},"${sensor}",${degrees},${at}\n`;
}
