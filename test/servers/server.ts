// Starts and stops the real servers beside this file: each folder holds start.sh, stop.sh and the pom.xml of its jars.
// start.sh is idempotent, fetches on first use into MILLRACE_SERVERS_HOME (.servers of this checkout, not in git), waits
// until the server answers its protocol and prints where it listens. stop.sh ends it; data survives both.
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export type ServerName = "kafka" | "apicurio" | "flink";

const PROGRAMS: Readonly<Record<ServerName, readonly string[]>> = {
  kafka: ["bash", "java", "mvn"],
  apicurio: ["bash", "curl", "java", "mvn"],
  flink: ["bash", "curl", "java", "mvn", "python3"],
};

const JAVA_MIN = 17;

/** The first start downloads up to 400 MB. */
const START_MS_MAX = 600_000;
const STOP_MS_MAX = 60_000;

export interface ServerHow {
  /** Of start.sh or stop.sh: Kafka and Apicurio take a port first. */
  readonly args?: readonly string[];
  /** Added to the environment: FLINK_SLOTS, MILLRACE_SERVERS_HOME and so on. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What this machine lacks for a server, such as `mvn` or `Java 17`; empty: it can be started. */
export function missingFor(server: ServerName): readonly string[] {
  const missing = PROGRAMS[server].filter((program) => spawnSync(program, ["--version"]).error !== undefined);
  return missing.includes("java") || javaVersion() >= JAVA_MIN ? missing : [...missing, `Java ${JAVA_MIN}`];
}

function javaVersion(): number {
  const { stdout } = spawnSync("java", ["--version"], { encoding: "utf8" });
  return Number(/\d+/.exec(stdout)?.[0] ?? 0);
}

/** The lines that start.sh prints: an address, or NAME=URL lines. */
export function startServer(server: ServerName, how: ServerHow = {}): Promise<readonly string[]> {
  return script(server, "start.sh", how, START_MS_MAX);
}

/** Does nothing when it does not run. The argument KILL, where stop.sh takes one, makes it a crash. */
export async function stopServer(server: ServerName, how: ServerHow = {}): Promise<void> {
  await script(server, "stop.sh", how, STOP_MS_MAX);
}

function script(server: ServerName, file: string, how: ServerHow, timeoutMs: number): Promise<readonly string[]> {
  const path = fileURLToPath(new URL(`${server}/${file}`, import.meta.url));
  const child = spawn("bash", [path, ...(how.args ?? [])], {
    env: { ...process.env, ...how.env },
    stdio: ["ignore", "pipe", "inherit"],
    timeout: timeoutMs,
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) resolve(stdout.split("\n").filter((line) => line !== ""));
      else reject(new Error(`${server}/${file} ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}
