// npm run referee:flink: random queries over random inputs through a real Flink and through Millrace; what remains of the
// changes must be the same. Starts Flink (test/servers/flink) and stops it again, unless it was running already.
//
//   --queries N     how many queries have to be answered (default 500)
//   --seed N        of an earlier run; printed at the start
//   --only TEXT     only constructs whose names contain TEXT
//   --query SQL     this one query over the inputs of the seed
//   --keep          leaves Flink running and the inputs in place
//   --show          prints explained differences too
// The last line is `N queries, N equal, N explained, N unexplained`; exit 1 when one is unexplained.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { query } from "../../helpers/run-sql.ts";
import { FlinkCluster, SLOTS } from "./cluster.ts";
import { compareAnswers, type Difference } from "./compare.ts";
import { CONSTRUCTS, type Construct } from "./constructs/index.ts";
import { VIEWS } from "./constructs/joins.ts";
import { type Explanation, explanationOf } from "./explained.ts";
import { type Inputs, randomInputs, writeInputs } from "./inputs.ts";
import { Tally } from "./tally.ts";

/** Queries over one set of inputs. */
const QUERIES_PER_INPUT = 25;
const BATCH_ROWS = [1, 3, 1_000_000];

const { values: options } = parseArgs({
  options: {
    queries: { type: "string", default: "500" },
    seed: { type: "string" },
    only: { type: "string", default: "" },
    query: { type: "string" },
    keep: { type: "boolean", default: false },
    show: { type: "boolean", default: false },
  },
});

interface Task {
  readonly construct: string;
  readonly sql: string;
}

interface Judged {
  readonly difference: Difference;
  readonly explanation: Explanation | undefined;
}

const seed = options.seed === undefined ? Math.floor(Math.random() * 0x7fffffff) : Number(options.seed);
process.exitCode = await main();

async function main(): Promise<number> {
  const cluster = await FlinkCluster.start();
  if (!(cluster instanceof FlinkCluster)) {
    process.stderr.write(`SKIP referee:flink needs ${cluster.join(", ")}\n`);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), "millrace-flink-"));
  process.stdout.write(`seed ${seed}, inputs in ${folder}\n`);
  try {
    const tally = new Tally();
    const groups =
      options.query === undefined
        ? chosenTasks(Number(options.queries))
        : [[{ construct: "given", sql: options.query }]];
    const inputs = fc.sample(randomInputs, { seed, numRuns: groups.length });
    for (const [i, tasks] of groups.entries())
      await judgeGroup(cluster, inputs[i], join(folder, String(i)), tasks, tally);
    process.stdout.write(tally.report());
    return tally.unexplained === 0 ? 0 : 1;
  } finally {
    if (!options.keep) {
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** Queries of all constructs by their weights, mixed, in groups for one input each. */
function chosenTasks(count: number): Task[][] {
  const constructs = CONSTRUCTS.filter(({ name }) => name.toLowerCase().includes(options.only.toLowerCase()));
  const total = constructs.reduce((sum, { weight }) => sum + weight, 0);
  const lists = constructs.map((construct, k) => tasksOf(construct, k, Math.ceil((count * construct.weight) / total)));
  const mixed: Task[] = [];
  for (let i = 0; mixed.length < count; i++)
    for (const list of lists) if (i < list.length && mixed.length < count) mixed.push(list[i]);
  return Array.from({ length: Math.ceil(count / QUERIES_PER_INPUT) }, (_, i) =>
    mixed.slice(i * QUERIES_PER_INPUT, (i + 1) * QUERIES_PER_INPUT),
  );
}

function tasksOf({ name, queries }: Construct, index: number, count: number): Task[] {
  return fc.sample(queries, { seed: seed + index, numRuns: count }).map((sql) => ({ construct: name, sql }));
}

async function judgeGroup(
  cluster: FlinkCluster,
  inputs: Inputs,
  folder: string,
  tasks: readonly Task[],
  tally: Tally,
): Promise<void> {
  const setup = [...writeInputs(inputs, folder), ...VIEWS];
  const session = await cluster.session(inputs.zone, setup);
  const waiting = [...tasks];
  const work = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      const theirs = await session.query(task.sql);
      const judged = await judge(task.sql, theirs, setup, inputs.zone);
      tally.add(task.construct, judged.difference, judged.explanation);
      const { kind, isRefused = false } = { isRefused: false, ...judged.difference };
      const isShown = kind === "equal" ? options.show && isRefused : options.show || judged.explanation === undefined;
      if (isShown) process.stdout.write(shownDifference(task, folder, judged));
    }
  };
  await Promise.all(Array.from({ length: SLOTS }, work));
  await session.close();
  process.stderr.write(`${tally.count} queries, ${tally.unexplained} unexplained\n`);
}

/** Millrace at several batch sizes: the first that differs is told. */
async function judge(
  sql: string,
  theirs: Awaited<ReturnType<FlinkSessionQuery>>,
  setup: readonly string[],
  zone: string,
): Promise<Judged> {
  let difference: Difference | null = null;
  for (const batchRowsMax of BATCH_ROWS) {
    const ours = await query(sql, { setup, settings: { "table.local-time-zone": zone }, batchRowsMax });
    difference = compareAnswers(ours, theirs, zone);
    if (difference.kind !== "equal") break;
  }
  return { difference: difference!, explanation: explanationOf(sql, difference!) };
}

type FlinkSessionQuery = Awaited<ReturnType<FlinkCluster["session"]>>["query"];

function shownDifference({ construct, sql }: Task, folder: string, { difference, explanation }: Judged): string {
  if (difference.kind === "equal") return `\nrefused by both, ${construct}\n${sql};\n${difference.refusal ?? ""}\n`;
  const what = explanation === undefined ? "UNEXPLAINED" : `explained (${explanation.why})`;
  return `\n${what} ${construct}: ${difference.kind}\n${sql};\n-- ${folder}\n${difference.detail}\n`;
}
