// The torture tests in their long form: hours of kills, faults, load and hostile input in one go.
//   --only TEXT   only the test files whose path contains TEXT
// `npm test` runs the same files in their short form. Those with Kafka need Java and Maven, else they are skipped aloud.
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isCi, startServers } from "./integration.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const at = process.argv.indexOf("--only");
const only = at === -1 ? "" : (process.argv[at + 1] ?? "");
const env = {
  MILLRACE_TORTURE: "long",
  MILLRACE_KILLS: "1000",
  MILLRACE_STEP_KILLS: "200",
  MILLRACE_FAULT_STEP: "1",
  ...process.env,
};
const filesOf = (pattern) => globSync(pattern).filter((file) => file.includes(only)).sort();
const withServers = filesOf("test/integration/torture/*.itest.ts");
const stopServers = withServers.length === 0 ? null : await startServers(withServers);
const files = [...filesOf("test/{torture,crash,faults}/*.test.ts"), ...(stopServers === null ? [] : withServers)];
if (files.length + withServers.length === 0) {
  process.stderr.write(`nothing is named "${only}"\n`);
  process.exit(1);
}
let failed = withServers.length > 0 && stopServers === null && isCi() ? 1 : 0;
for (const file of files) {
  const startMs = Date.now();
  process.stdout.write(`--- ${file}\n`);
  const { status } = spawnSync(process.execPath, ["--test", "--test-reporter=spec", file], {
    env: { ...process.env, ...env },
    stdio: "inherit",
  });
  if (status !== 0) failed++;
  process.stdout.write(`${status === 0 ? "ok  " : "FAIL"} ${file}, ${Math.round((Date.now() - startMs) / 1000)} s\n`);
}
await stopServers?.();
process.stdout.write(`${files.length - failed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
