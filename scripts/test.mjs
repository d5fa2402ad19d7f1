// Runs every check of the project and ends with "N passed, N failed".
//   --only TEXT   only the steps and test files whose name contains TEXT
//   --kills N     crash tests kill the job N times (default: a few)
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { relative } from "node:path";
import { run } from "node:test";
import { fileURLToPath } from "node:url";
import { isCi, startServers } from "./integration.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
const flag = (name) => {
  const at = process.argv.indexOf(name);
  return at === -1 ? null : process.argv[at + 1];
};
const only = flag("--only") ?? "";
if (flag("--kills") !== null) process.env.MILLRACE_KILLS = flag("--kills");

let passed = 0;
let failed = 0;
let skipped = 0;
const startedMs = Date.now();

function step(name, command, args) {
  if (!name.includes(only) && name !== "build") return;
  const result = spawnSync(command, args, { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
  const isGood = result.status === 0;
  if (isGood) passed++;
  else failed++;
  process.stdout.write(`${isGood ? "ok  " : "FAIL"} ${name}\n`);
  const text = `${result.stdout}${result.stderr}`.trim();
  if (!isGood || name === "conformance") process.stdout.write(`${text.replace(/^/gm, "     ")}\n`);
}

step("build", process.execPath, ["scripts/build.mjs", ...(only === "" ? [] : ["--if-stale"])]);
// Test files need not look whether the bundle is stale.
process.env.MILLRACE_BUILT = "1";
step("types", process.execPath, ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "tsconfig.json"]);
step("lint", "node_modules/.bin/biome", ["lint", "--error-on-warnings", "src", "test", "scripts", "bin"]);
step("layers", process.execPath, ["scripts/check-layers.mjs"]);

async function runFiles(files, concurrency) {
  const stream = run({ files, execArgv: ["--import", new URL("../test/helpers/fixed-seeds.ts", import.meta.url).href], concurrency, timeout: 900_000 });
  const named = (event) => `${event.file ? relative(root, event.file) : ""}: ${event.name}`;
  stream.on("test:pass", (event) => {
    if (event.details?.type === "suite" || files.includes(event.name)) return;
    if (event.skip !== undefined && event.skip !== false) {
      skipped++;
      process.stdout.write(`SKIP ${named(event)}: ${event.skip}\n`);
    } else passed++;
  });
  stream.on("test:fail", (event) => {
    if (event.details?.type === "suite" && event.details.error?.failureType === "subtestsFailed") return;
    failed++;
    const error = event.details?.error;
    process.stdout.write(
      `FAIL ${named(event)}\n${String(error?.cause?.stack ?? error?.cause ?? error?.message ?? error).replace(/^/gm, "     ")}\n`,
    );
  });
  stream.on("test:stderr", (event) => process.stderr.write(event.message));
  await new Promise((resolve) => {
    stream.on("end", resolve);
    stream.resume();
  });
}

const filesOf = (patterns) => globSync(patterns).filter((file) => file.includes(only)).sort();
const files = filesOf(["src/**/*.test.ts", "test/**/*.test.ts"]);
if (files.length > 0) await runFiles(files, 2);

// One at a time: they share the servers.
const withServers = filesOf(["test/integration/**/*.itest.ts"]);
if (withServers.length > 0) {
  const stop = await startServers(withServers);
  if (stop === null) {
    if (isCi()) failed++;
    else skipped += withServers.length;
  } else {
    await runFiles(withServers, 1);
    await stop();
  }
}

step("conformance", process.execPath, ["test/conformance/run.ts", "--check"]);
if (only !== "" && files.length + withServers.length === 0 && passed + failed <= 1) {
  failed++;
  process.stdout.write(`FAIL nothing is named "${only}"\n`);
}
process.stdout.write(`${Math.round((Date.now() - startedMs) / 1000)} s, ${skipped} skipped\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
