// `npm run test:integration [-- --only TEXT]`: the tests of test/integration, against real servers that are started once for
// the run. Without Java or Maven it says so and tests nothing; in CI that is a failure.
import { globSync } from "node:fs";
import { createConnection } from "node:net";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { missingFor, startServer, stopServer } from "../test/servers/server.ts";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const at = process.argv.indexOf("--only");
const only = at === -1 ? "" : (process.argv[at + 1] ?? "");
const port = process.env.MILLRACE_KAFKA_PORT ?? "19092";
const registryPort = process.env.MILLRACE_REGISTRY_PORT ?? "18081";

function isListening(at) {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port: Number(at) });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

const files = globSync("test/integration/**/*.itest.ts")
  .filter((file) => file.includes(only))
  .sort();
if (files.length === 0) {
  process.stdout.write(`FAIL no integration test is named "${only}"\n`);
  process.exit(1);
}
const needsRegistry = files.some((file) => file.includes("avro"));
const missing = [...new Set([...missingFor("kafka"), ...(needsRegistry ? missingFor("apicurio") : [])])];
if (missing.length > 0) {
  const isCi = process.env.CI !== undefined && process.env.CI !== "";
  process.stdout.write(
    `${isCi ? "FAIL" : "SKIP"} integration tests: this machine lacks ${missing.join(", ")}; ${files.length} files NOT RUN\n`,
  );
  process.exit(isCi ? 1 : 0);
}
const wasRunning = await isListening(port);
const hadRegistry = await isListening(registryPort);
const [address] = await startServer("kafka", { args: [port] });
process.stdout.write(`kafka at ${address}${wasRunning ? ", which was there" : ""}\n`);
let registry = "";
if (needsRegistry) {
  [registry] = await startServer("apicurio", { args: [registryPort] });
  process.stdout.write(`schema registry at ${registry}${hadRegistry ? ", which was there" : ""}\n`);
}
const { status } = spawnSync(process.execPath, ["--test", "--test-concurrency=1", ...files], {
  stdio: "inherit",
  env: { ...process.env, MILLRACE_KAFKA: address, ...(registry === "" ? {} : { MILLRACE_REGISTRY: registry }) },
});
if (needsRegistry && !hadRegistry) await stopServer("apicurio", { args: [registryPort] });
if (!wasRunning) await stopServer("kafka", { args: [port] });
process.exit(status ?? 1);
