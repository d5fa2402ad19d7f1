// `run --metrics` and `--log-format json`, in this process: a real scrape of a real job, and the page that describes it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { ManualClock, MillraceError, type Progress, Session } from "../../index.ts";
import { UsageError } from "../args.ts";
import { errorLines } from "../json-log.ts";
import { parseAddress } from "./address.ts";
import { JobReporter } from "./job-reporter.ts";
import { JobView } from "./job-view.ts";
import { HISTOGRAMS, METRICS } from "./records.ts";

const LOOPBACK = { host: "127.0.0.1", port: 0 };

async function scraped(): Promise<{ readonly text: string; readonly health: string; readonly ready: number }> {
  const reporter = await JobReporter.open(LOOPBACK, { job: "q", intervalMs: null, keepsState: false });
  try {
    const [step] = await new Session().compile([
      { name: "sql", text: "SELECT k, COUNT(*) AS n FROM (VALUES (1), (1), (2)) AS t(k) WHERE k < 2 GROUP BY k" },
    ]);
    assert.ok(step.kind === "job");
    await step.job.run({ ...reporter.events, onProgress: (progress) => reporter.progress(progress) });
    const health = await fetch(`${reporter.url}/health`);
    const ready = await fetch(`${reporter.url}/ready`);
    assert.equal((await fetch(`${reporter.url}/other`)).status, 404);
    assert.equal((await fetch(`${reporter.url}/metrics`, { method: "POST" })).status, 405);
    return {
      text: await (await fetch(`${reporter.url}/metrics`)).text(),
      health: await health.text(),
      ready: ready.status,
    };
  } finally {
    reporter.close(null);
  }
}

test("a scrape has the names of the records, and what the job did", async () => {
  const { text, health, ready } = await scraped();
  for (const { name, kind } of METRICS) assert.match(text, new RegExp(`^# TYPE ${name} ${kind}$`, "m"));
  for (const { name } of HISTOGRAMS) assert.match(text, new RegExp(`^${name}_count [1-9]`, "m"));
  assert.match(text, /^millrace_info\{job="q",version="[^"]+"\} 1$/m);
  assert.match(text, /^millrace_streaming_total_completed_batches [1-9]/m);
  assert.match(text, /^millrace_streaming_running_batches 0$/m);
  assert.match(text, /^millrace_healthy 1$/m);
  assert.doesNotMatch(text, /^millrace_rate_limit_rows_per_second /m, "what is not known is not shown");
  assert.deepEqual(JSON.parse(health), { status: "ok", reason: null });
  assert.equal(ready, 200);
});

test("docs/guides/operations.md lists every metric as the records have it", () => {
  const page = readFileSync(new URL("../../../docs/guides/operations.md", import.meta.url), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| `millrace_"));
  const wanted = [
    ...METRICS.map(({ name, kind, labels, help }) => `| \`${name}\` | ${kind} | ${labels.join(", ")} | ${help} |`),
    ...HISTOGRAMS.map(({ name, help }) => `| \`${name}\` | histogram |  | ${help} |`),
  ];
  assert.deepEqual(rows, wanted);
});

test("health: a batch that does not end, records that nobody reads, an error", () => {
  const clock = new ManualClock(0);
  const view = new JobView("q", clock, 1000, true);
  assert.equal(view.health().status, "ok");
  view.began({ batchId: 7, records: 1 });
  clock.advance(61_000);
  assert.deepEqual(view.health(), { status: "stalled", reason: "batch 7 has been running for 61 s" });
  const progress = {
    batchId: 7,
    batchMs: 5,
    schedulingDelayMs: 0,
    splitLags: [{ table: "t", split: "0", records: 3 }],
  };
  view.committed(progress as unknown as Progress);
  assert.equal(view.health().status, "ok");
  clock.advance(62_000);
  assert.match(view.health().reason ?? "", /^3 records wait, and no batch was committed for 62 s$/);
  assert.ok(view.waitingBatches() > 50);
  view.ended(new MillraceError("SINK_IO", "no space"));
  assert.deepEqual(view.health(), { status: "failing", reason: "SINK_IO: no space" });
});

test("addresses: loopback unless a host is told; what cannot be is an error", async () => {
  assert.deepEqual(parseAddress(":9090"), { host: "127.0.0.1", port: 9090 });
  assert.deepEqual(parseAddress("9090"), { host: "127.0.0.1", port: 9090 });
  assert.deepEqual(parseAddress("0.0.0.0:1"), { host: "0.0.0.0", port: 1 });
  assert.deepEqual(parseAddress("[::1]:9090"), { host: "::1", port: 9090 });
  for (const wrong of ["", "host", "host:", "host:70000", "a:1:2"])
    assert.throws(() => parseAddress(wrong), UsageError);
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  const job = { job: "q", intervalMs: null, keepsState: false };
  await assert.rejects(JobReporter.open({ host: "127.0.0.1", port }, job), { code: "CONNECTOR_ADDRESS_IN_USE" });
  other.close();
  await assert.rejects(JobReporter.open({ host: "192.0.2.1", port: 0 }, job), { code: "CONNECTOR_ADDRESS_UNUSABLE" });
});

test("an error of --log-format json is one line with its code", () => {
  const lines = errorLines(new MillraceError("STATE_IO", "cannot", { hint: "do" }))
    .trim()
    .split("\n");
  assert.equal(lines.length, 1);
  const { time, ...rest } = JSON.parse(lines[0]) as Record<string, unknown>;
  assert.match(String(time), /^\d{4}-.*Z$/);
  assert.deepEqual(
    [rest["level"], rest["event"], rest["code"], rest["message"], rest["hint"]],
    ["error", "error", "STATE_IO", "cannot", "do"],
  );
});
