// Brokers that die, rest or cannot be reached, while a job works: it goes on by itself, or ends with an error of Kafka and goes on when it
// is started again; either way nothing is lost and nothing doubled. See chamber.ts.
//
// MILLRACE_TORTURE=long (`npm run test:torture`): more kills, a minute of rest.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { builtProgram, fastParent } from "../../helpers/command-line.ts";
import { randomFrom } from "../../crash/inputs.ts";
import { Chamber, type ChamberJob, pause, until } from "./chamber.ts";

const IS_LONG = process.env["MILLRACE_TORTURE"] === "long";
const SEED = Number(process.env["MILLRACE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const BROKER_KILLS = IS_LONG ? 12 : 2;
const REST_MS = IS_LONG ? 60_000 : 10_000;
const BAD_NETWORK_ROUNDS = IS_LONG ? 5 : 1;
const TEST_MS_MAX = IS_LONG ? 900_000 : 240_000;

const random = randomFrom(SEED);
const base = mkdtempSync(join(fastParent(), "millrace-chamber-"));
let chamber: Chamber;

before(async () => {
  process.stderr.write(`broker torture: MILLRACE_SEED=${SEED}\n`);
  builtProgram();
  chamber = await Chamber.open();
});

after(async () => {
  await chamber.close();
  rmSync(base, { recursive: true, force: true });
});

afterEach(() => chamber.proxy.heal());

function jobOf(name: string, options: Readonly<Record<string, string>> = {}): Promise<ChamberJob> {
  return chamber.job(join(base, name), SEED, options);
}

async function report(name: string, job: ChamberJob): Promise<void> {
  const rows = await job.complete();
  process.stderr.write(`${name}: ${rows} rows, ${job.ends} times started again, lost 0, doubled 0\n`);
}

test(`the broker is killed ${BROKER_KILLS} times in the middle of transactions`, { timeout: TEST_MS_MAX }, async () => {
  const job = await jobOf("kills");
  job.start();
  for (let kill = 0; kill < BROKER_KILLS; kill++) {
    await job.working();
    await pause(random() * 300);
    await chamber.stopBroker("KILL");
    await chamber.startBroker();
    await job.burst();
  }
  await report("broker killed", job);
});

test("the broker rests; the job waits, says so, and goes on", { timeout: TEST_MS_MAX }, async () => {
  const job = await jobOf("rest");
  job.start();
  await job.working();
  await chamber.stopBroker("TERM");
  await pause(REST_MS);
  await chamber.startBroker();
  await report("broker at rest", job);
  assert.equal(job.ends, 0);
  assert.match(job.said, /^warning: readings: .*trying again$/m);
});

test("the network is cut, silent, slow, and resets connections", { timeout: TEST_MS_MAX }, async () => {
  const job = await jobOf("network", { "properties.request.timeout.ms": "2000" });
  const { proxy } = chamber;
  job.start();
  for (let round = 0; round < BAD_NETWORK_ROUNDS; round++) {
    for (const harm of [
      () => proxy.cut(),
      () => proxy.silence(),
      () => (proxy.delayMs = 100),
      () => (proxy.resetShare = 0.1),
    ]) {
      await job.working();
      await pause(random() * 200);
      harm();
      await pause(3000);
      proxy.heal();
      await job.burst();
    }
  }
  await report("bad network", job);
  assert.equal(job.ends, 0);
});

test("a broker that stays away: an error after the time for delivery; started again, nothing is lost", {
  timeout: TEST_MS_MAX,
}, async () => {
  const job = await jobOf("away", {
    "properties.delivery.timeout.ms": "2000",
    "properties.request.timeout.ms": "2000",
  });
  const { proxy } = chamber;
  job.start();
  await job.working();
  proxy.cut();
  await until(() => !job.isRunning, "the end of the job");
  assert.match(job.said, /^\S+: CONNECTOR_KAFKA_UNREACHABLE: /m);
  proxy.heal();
  await report("broker away", job);
  assert.equal(job.ends, 1);
});

test("the offsets of the groups are deleted: the job goes on, but does not guess about a batch that was under way", {
  timeout: TEST_MS_MAX,
}, async () => {
  const job = await jobOf("groups");
  const { admin } = chamber.broker;
  /** Once the sink has written. */
  const forget = async () => {
    for (let own: string[] = []; !own.includes(job.sinkGroupId); await pause(50)) {
      const { groups } = await admin.listGroups();
      own = groups.map(({ groupId }) => groupId).filter((id) => id === job.groupId || id === job.sinkGroupId);
      if (own.includes(job.sinkGroupId)) await admin.deleteGroups(own);
    }
  };
  job.start();
  await job.working();
  await forget();
  await job.burst();
  await job.working();
  await job.stop();
  await forget();
  job.start();
  await job.burst();
  await job.working();
  assert.match(job.said, /^warning: .*no longer holds batch \d+ .*no batch was under way, so the job goes on$/m);
  await job.killInBatch();
  // A transaction that was being ended shows a moment later.
  await pause(500);
  const [{ partitions }] = await admin.fetchOffsets({ groupId: job.sinkGroupId, topics: [job.topics.out] });
  await forget();
  job.start();
  await until(() => !job.isRunning, "the end of the job");
  assert.match(job.said, /^SINK_KAFKA_FORGOTTEN: .*only the group could say/m);
  const held = partitions.filter(({ partition }) => partition === 0);
  await admin.setOffsets({ groupId: job.sinkGroupId, topic: job.topics.out, partitions: held });
  await report("groups deleted", job);
  assert.equal(job.ends, 1);
});
