// The torture tests in their long form: hours of kills, faults, load and hostile input in one go.
//   --only TEXT   only the test files whose path contains TEXT
// `npm test` runs the same files in their short form.
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";

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
const files = globSync("test/{torture,crash,faults}/*.test.ts")
  .filter((file) => file.includes(only))
  .sort();
if (files.length === 0) {
  process.stderr.write(`nothing is named "${only}"\n`);
  process.exit(1);
}
let failed = 0;
for (const file of files) {
  const startMs = Date.now();
  process.stdout.write(`--- ${file}\n`);
  const { status } = spawnSync(process.execPath, ["--test", "--test-reporter=spec", file], { env, stdio: "inherit" });
  if (status !== 0) failed++;
  process.stdout.write(`${status === 0 ? "ok  " : "FAIL"} ${file}, ${Math.round((Date.now() - startMs) / 1000)} s\n`);
}
process.stdout.write(`${files.length - failed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
