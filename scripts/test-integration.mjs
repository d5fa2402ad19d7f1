// `npm run test:integration [-- --only TEXT]`: the tests of test/integration, against real servers that are started once for
// the run. Without Java or Maven it says so and tests nothing; in CI that is a failure.
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isCi, startServers } from "./integration.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const at = process.argv.indexOf("--only");
const only = at === -1 ? "" : (process.argv[at + 1] ?? "");

const files = globSync("test/integration/**/*.itest.ts").filter((file) => file.includes(only)).sort();
if (files.length === 0) {
  process.stdout.write(`FAIL no integration test is named "${only}"\n`);
  process.exit(1);
}
const stop = await startServers(files);
if (stop === null) process.exit(isCi() ? 1 : 0);
const run = (of, env = {}) =>
  spawnSync(process.execPath, ["--test", "--test-concurrency=1", ...of], {
    stdio: "inherit",
    env: { ...process.env, ...env },
  }).status ?? 1;
let status = run(files);
// Over the second client library too: all files in the long form, else those where a library does most.
const isLong = process.env.MILLRACE_TORTURE === "long";
const twice = files.filter((file) => file.includes("/kafka/") && (isLong || file.includes("writing")));
if (twice.length > 0) {
  process.stdout.write("again with 'client' = 'platformatic'\n");
  status ||= run(twice, { MILLRACE_KAFKA_CLIENT: "platformatic" });
}
await stop();
process.exit(status);
