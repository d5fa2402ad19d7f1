// \record: a session becomes a golden case of `millrace test`. NAME.tables.sql holds the definitions of the session,
// NAME.sql the queries and INSERTs that were entered, with the rows of the tables that they read, NAME.out what comes out.
//
// Rows are read when the recording ends: of bounded tables all, ROWS_MAX at most; of streams what comes within STREAM_MS,
// STREAM_ROWS_MAX at most. So the case never needs the systems that the session talked to.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { judgeCase, writeOutput } from "../../golden/index.ts";
import { ByteWriter, encodeJsonLines, MillraceError, type PreparedJob, type Session, zoneFor } from "../../index.ts";
import { UsageError } from "../args.ts";

const ROWS_MAX = 10_000;
const INLINE_ROWS_MAX = 50;
const STREAM_ROWS_MAX = 100;
const STREAM_MS = 2000;

/** The file of a case by what was written behind \record. @throws UsageError when it is there already */
export function casePath(written: string): string {
  const path = written.endsWith(".sql") ? written : `${written}.sql`;
  if (existsSync(path)) throw new UsageError(`${path} is there already; give another name`);
  return path;
}

/** Writes the case; answers what to say about it. */
export async function writeCase(path: string, texts: readonly string[], session: Session): Promise<string> {
  if (texts.length === 0) return "nothing was recorded: enter a SELECT or INSERT between \\record NAME and \\record\n";
  const name = basename(path, ".sql");
  const inputs: string[] = [];
  const notes: string[] = [];
  mkdirSync(dirname(path), { recursive: true });
  for (const table of await tablesRead(texts, session)) {
    const rows = await rowsOf(table, session);
    if (rows === null) continue;
    if (rows.isCut) notes.push(`${table}: only the first ${rows.lines.length} rows are in the case`);
    if (rows.lines.length <= INLINE_ROWS_MAX) {
      inputs.push(`-- input ${table}: inline`, ...rows.lines.map((line) => `--   ${line}`));
    } else {
      const file = `${name}-${table}.json`;
      writeFileSync(resolve(dirname(path), file), rows.lines.map((line) => `${line}\n`).join(""));
      inputs.push(`-- input ${table}: file ${file}`);
    }
  }
  const script = `${name}.tables.sql`;
  const definitions = session.definitions.map((text) => `${ended(text)}\n`).join("");
  writeFileSync(resolve(dirname(path), script), `-- Definitions that ${name}.sql needs.\n${definitions}`);
  const head = [
    `-- description: recorded at the prompt; say here what it shows`,
    `-- script: ${script}`,
    `-- settings: table.local-time-zone=${session.zone}`,
    ...inputs,
  ];
  writeFileSync(path, `${head.join("\n")}\n${texts.map((text) => `${ended(text)}\n`).join("")}`);
  const verdict = await judgeCase(resolve(path), process.cwd(), []);
  if (verdict.kind === "failed") return `${path} cannot be run as a case: ${verdict.text}\n`;
  if (verdict.kind === "missing") writeOutput(resolve(path), verdict.output);
  return [...notes, `${path} is written, with its output beside it: read it; millrace test ${path} runs it`].map((line) => `${line}\n`).join("");
}

function ended(text: string): string {
  return `${text.trim().replace(/;$/, "")};`;
}

/** Tables that stand where rows are read, in the queries or in a view. */
async function tablesRead(texts: readonly string[], session: Session): Promise<readonly string[]> {
  const [step] = await session.compile([{ name: "tables", text: "SHOW TABLES;" }]);
  const names = step.kind === "rows" ? step.rows.map(([name]) => String(name)) : [];
  const views = session.definitions.filter((text) => /^\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMPORARY\s+)?VIEW\b/i.test(text));
  const all = [...texts, ...views].join("\n");
  return names.filter((name) => {
    const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`(?:\\b(?:FROM|JOIN|TABLE)|,)\\s*[\`"]?${quoted}[\`"]?(?![\\w$])`, "i").test(all);
  });
}

interface RecordedRows {
  readonly lines: readonly string[];
  readonly isCut: boolean;
}

/** Rows of a table's own columns as JSON; null: it cannot be read, or it is a view. */
async function rowsOf(table: string, session: Session): Promise<RecordedRows | null> {
  const quoted = `\`${table.replaceAll("`", "``")}\``;
  try {
    // Of a view this is an error: its rows come from the tables that it reads.
    const [, listing] = await session.compile([
      { name: "columns", text: `SHOW CREATE TABLE ${quoted}; DESCRIBE ${quoted};` },
    ]);
    if (listing.kind !== "rows") return null;
    const extras = listing.columns.findIndex(({ name }) => name === "extras");
    const columns = listing.rows.filter((row) => row[extras] === null).map((row) => `\`${String(row[0]).replaceAll("`", "``")}\``);
    const steps = await session.compile([{ name: "rows", text: `SELECT ${columns.join(", ")} FROM ${quoted};` }]);
    const job = steps.find((step) => step.kind === "job");
    return job === undefined ? null : await readRows(job.job);
  } catch (error) {
    // A table that only takes rows is no input.
    if (error instanceof MillraceError) return null;
    throw error;
  }
}

async function readRows(job: PreparedJob): Promise<RecordedRows> {
  const rowsMax = job.isBounded ? ROWS_MAX : STREAM_ROWS_MAX;
  const stop = new AbortController();
  const bytes = new ByteWriter();
  const lines: string[] = [];
  const timer = job.isBounded ? null : setTimeout(() => stop.abort(), STREAM_MS);
  try {
    await job.run({
      statePath: null,
      signal: stop.signal,
      onRows: (batch) => {
        encodeJsonLines(batch, job.columns, { withOp: false, zone: zoneFor(job.zone) }, bytes);
        lines.push(...Buffer.from(bytes.takeCopy()).toString().split("\n").filter((line) => line !== ""));
        if (lines.length > rowsMax) stop.abort();
      },
    });
  } finally {
    if (timer !== null) clearTimeout(timer);
  }
  return { lines: lines.slice(0, rowsMax), isCut: lines.length > rowsMax || !job.isBounded };
}
