// The servers of the integration tests, for the scripts that run them: a Kafka broker, and a schema registry where a file needs one.
// They are started once for a run; what listens already is used and left alone.
import { createConnection } from "node:net";
import { missingFor, startServer, stopServer } from "../test/servers/server.ts";

/** Name of its folder in test/servers, default port, variables: where to start it, where tests find it. */
const SERVERS = [
  { name: "kafka", port: process.env.MILLRACE_KAFKA_PORT ?? "19092", variable: "MILLRACE_KAFKA", needs: () => true },
  {
    name: "apicurio",
    port: process.env.MILLRACE_REGISTRY_PORT ?? "18081",
    variable: "MILLRACE_REGISTRY",
    needs: (file) => file.includes("avro"),
  },
];

/** Starts what `files` need and returns how to stop it; null: this machine lacks what is said in a line, in CI a failure. */
export async function startServers(files) {
  const needed = SERVERS.filter(({ needs }) => files.some(needs));
  const missing = [...new Set(needed.flatMap(({ name }) => missingFor(name)))];
  if (missing.length > 0) {
    process.stdout.write(
      `${isCi() ? "FAIL" : "SKIP"} integration tests: this machine lacks ${missing.join(", ")}; ${files.length} files NOT RUN\n`,
    );
    return null;
  }
  const started = [];
  for (const { name, port, variable } of needed) {
    const wasRunning = await isListening(port);
    const [address] = await startServer(name, { args: [port] });
    process.env[variable] = address;
    process.stdout.write(`${name} at ${address}${wasRunning ? ", which was there" : ""}\n`);
    if (!wasRunning) started.push({ name, port });
  }
  return async () => {
    for (const { name, port } of started) await stopServer(name, { args: [port] });
  };
}

export function isCi() {
  return process.env.CI !== undefined && process.env.CI !== "";
}

function isListening(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port: Number(port) });
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
