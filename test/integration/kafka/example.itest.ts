// The examples of docs/guides/kafka.md as a newcomer runs them: bids into a topic, counts into another by a job that is killed on the way,
// and a look at what is there.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { builtProgram, fastParent, ROOT, runMillrace, startMillrace } from "../../helpers/command-line.ts";
import { BROKER, Broker, run, settled } from "./kit.ts";

const broker = new Broker();
const folder = mkdtempSync(join(fastParent(), "millrace-example-"));
before(() => {
  builtProgram();
});
after(async () => {
  await broker.close();
  rmSync(folder, { recursive: true });
});

/** The example, over topics of this test; `shorter`: at a pace for tests. */
function example(name: string, topics: readonly (readonly [string, string])[], shorter = (sql: string) => sql): string {
  const text = readFileSync(join(ROOT, "queries/examples", name), "utf8");
  const sql = topics.reduce(
    (to, [topic, own]) => to.replaceAll(`'topic' = '${topic}'`, `'topic' = '${own}'`),
    shorter(text),
  );
  writeFileSync(join(folder, name), sql);
  return name;
}

test("bids are counted exactly once although the job is killed", { timeout: 300_000 }, async () => {
  const topics = [
    ["bids", await broker.topic(3)],
    ["bid-counts", await broker.topic(3)],
  ] as const;
  const [, [, counts]] = topics;
  const args = (file: string) => ["run", file, "--var", `BROKER=${BROKER}`];
  const bids = example("kafka-bids.sql", topics, (sql) => sql.replace("'500'", "'1000'").replace("'30000'", "'15000'"));
  const written = runMillrace(args(bids), { cwd: folder, timeoutMs: 200_000 });
  const job = [...args(example("kafka-nexmark.sql", topics)), "--batch-interval", "50 ms"];
  const countedNow = async () =>
    Number(
      (await run(readFileSync(join(folder, "kafka-check.sql"), "utf8").replaceAll(/\$\{BROKER\}/g, BROKER))).rows
        .at(-1)
        ?.split("|")[0] ?? 0,
    );
  example("kafka-check.sql", topics);
  for (const waitMs of [2500, 3000, 3500]) {
    const doomed = startMillrace(job, { cwd: folder });
    setTimeout(() => doomed.process.kill("SIGKILL"), waitMs);
    await doomed.ended;
  }
  const { code: bidsCode, stderr: bidsSaid } = await written;
  assert.equal(bidsCode, 0, bidsSaid);
  const running = startMillrace(job, { cwd: folder, timeoutMs: 200_000 });
  let windows = -1;
  // Until all windows that the watermark closes are there: their number stays.
  for (let same = 0; same < 4; ) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const now = await countedNow();
    same = now > 0 && now === windows ? same + 1 : 0;
    windows = now;
  }
  running.process.kill("SIGTERM");
  const { code, stderr } = await running.ended;
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^bids -> bid_counts: in 15 000 = used 15 000 \+ filtered 0 \+ late 0 \+ bad 0; out \d+$/m);
  await settled(counts);
  const checked = await runMillrace([...args("kafka-check.sql"), "--final"], { cwd: folder });
  const [found, twice, counted] = checked.stdout.trim().split("\n")[1].split(",").map(Number);
  assert.equal(twice, 0);
  assert.ok(found > 0 && counted > 0 && counted <= 15_000);
  assert.equal(Number(/out (\d+)$/m.exec(stderr)?.[1]), found);
});
