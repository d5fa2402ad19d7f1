// A folder with a job of jobs.ts and its inputs, and what tests do with it.
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Ended,
  fastParent,
  type RunHow,
  runMillrace,
  type Started,
  startMillrace,
  temporaryFolder,
} from "../helpers/command-line.ts";
import { randomFrom, writeInputs } from "./inputs.ts";
import { JOBS } from "./jobs.ts";
import { outcomeOf } from "./outcome.ts";

const SIZE = { fileCount: 4, rowsPerFile: 100 };
const INPUT_SEED = 11;

export class JobFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  static of(test: { after(step: () => void): void }, job: string, size = SIZE): JobFolder {
    const path = temporaryFolder(test, "job", fastParent());
    writeInputs(join(path, "in"), size, randomFrom(INPUT_SEED));
    writeFileSync(join(path, "job.sql"), JOBS[job]);
    return new JobFolder(path);
  }

  /** The same inputs and SQL, without state and output. */
  anew(name: string): JobFolder {
    const copy = join(this.path, name);
    mkdirSync(copy);
    cpSync(join(this.path, "in"), join(copy, "in"), { recursive: true, preserveTimestamps: true });
    cpSync(join(this.path, "job.sql"), join(copy, "job.sql"));
    return new JobFolder(copy);
  }

  run(args: readonly string[] = [], how: Partial<RunHow> = {}): Promise<Ended> {
    return runMillrace(commandOf(args), { cwd: this.path, ...how });
  }

  start(args: readonly string[] = []): Started {
    return startMillrace(commandOf(args), { cwd: this.path });
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** What a sink wrote, without regard to where part files begin: a stop closes them early. */
  written(): Written {
    const { files, tables, account, late, bad } = outcomeOf(this.path);
    const texts = new Map<string, string>();
    for (const [name, text] of Object.entries(files)) {
      const sink = name.split("/")[0];
      texts.set(sink, (texts.get(sink) ?? "") + text);
    }
    const { watermarks, totals } = account as { watermarks: string; totals: string };
    const withoutBatch = (rows: readonly unknown[]) => rows.map((row) => ({ ...(row as object), batch_id: 0 }));
    const { millrace_batches: _, ...rows } = tables;
    return {
      texts: Object.fromEntries(texts),
      rows,
      watermarks,
      totals,
      late: withoutBatch(late),
      bad: withoutBatch(bad),
    };
  }
}

export interface Written {
  /** By sink. */
  readonly texts: Readonly<Record<string, string>>;
  readonly rows: Readonly<Record<string, readonly unknown[]>>;
  readonly watermarks: string;
  readonly totals: string;
  readonly late: readonly unknown[];
  readonly bad: readonly unknown[];
}

function commandOf(args: readonly string[]): string[] {
  const size = args.includes("--batch-rows") ? [] : ["--batch-rows", "5"];
  return ["run", "job.sql", "--state", "job.db", ...size, ...args];
}

/** Waits until something is so. @throws when it never is */
export async function until(isSo: () => boolean, what: string, timeoutMs = 20_000): Promise<void> {
  for (let waitedMs = 0; !isSo(); waitedMs += 5) {
    if (waitedMs > timeoutMs) throw new Error(`this never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
