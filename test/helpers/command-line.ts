// Runs the built command line (bin/millrace.js) as a user does: as a process of its own, in a folder of its own.
//
// The bundle must be that of the sources. `npm test` builds it first and says so in MILLRACE_BUILT; a single test file
// that is run by hand builds it when it is stale, one process at a time. MILLRACE_BIN names another one to be tested.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, statfsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const BUILD_LOCK = join(ROOT, "node_modules", ".millrace-build");
const BUILD_LOCK_MS_MAX = 120_000;

const FAST_BYTES_MIN = 40 * 1024 * 1024;

export interface Ended {
  /** null: ended by a signal. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunHow {
  readonly cwd: string;
  /** Added to the environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Standard input; none when it is not given. */
  readonly input?: string;
  /** As which user. */
  readonly uid?: number | undefined;
  /** What lasts longer is killed, and fails the test. */
  readonly timeoutMs?: number;
}

/** Path of the program, built when that is needed. */
export function builtProgram(): string {
  const other = process.env["MILLRACE_BIN"];
  if (other !== undefined) return other;
  if (process.env["MILLRACE_BUILT"] === undefined) buildIfStale();
  return join(ROOT, "bin", "millrace.js");
}

function buildIfStale(): void {
  for (;;) {
    try {
      mkdirSync(BUILD_LOCK);
      break;
    } catch {
      const ageMs = Date.now() - (statSync(BUILD_LOCK, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (ageMs > BUILD_LOCK_MS_MAX) rmSync(BUILD_LOCK, { recursive: true, force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
  try {
    execFileSync(process.execPath, [join(ROOT, "scripts", "build.mjs"), "--if-stale"], { stdio: "inherit" });
    process.env["MILLRACE_BUILT"] = "1";
  } finally {
    rmSync(BUILD_LOCK, { recursive: true, force: true });
  }
}

/** A folder that is gone after the test. `parent`: where, when not in the system's folder for temporary files. */
export function temporaryFolder(test: { after(step: () => void): void }, name: string, parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, `millrace-${name}-`));
  test.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/**
 * A parent for folders of tests that make thousands of syncs: in memory where there is such a place. What a process that
 * was killed had written is there either way.
 */
export function fastParent(): string {
  try {
    accessSync("/dev/shm", constants.W_OK);
    const { bavail, bsize } = statfsSync("/dev/shm");
    return bavail * bsize > FAST_BYTES_MIN ? "/dev/shm" : tmpdir();
  } catch {
    return tmpdir();
  }
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What came so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
}

export function startMillrace(args: readonly string[], how: RunHow): Started {
  const { cwd, input, timeoutMs = 60_000 } = how;
  const env: NodeJS.ProcessEnv = { ...process.env, ...how.env };
  // Set by the test runner for its own children; it would change how they print.
  delete env["NODE_TEST_CONTEXT"];
  const child = spawn(process.execPath, [builtProgram(), ...args], {
    cwd,
    env,
    stdio: ["pipe", "pipe", "pipe"],
    ...(how.uid === undefined ? {} : { uid: how.uid }),
  });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      texts[name] += text;
    });
  }
  // A program that ends without reading its input closes the pipe.
  child.stdin.on("error", () => {});
  child.stdin.end(input ?? "");
  const ended = new Promise<Ended>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`millrace ${args.join(" ")} did not end within ${timeoutMs} ms\n${texts.stderr}`));
    }, timeoutMs);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, ...texts });
    });
  });
  return { process: child, ended, stdout: () => texts.stdout, stderr: () => texts.stderr };
}

export function runMillrace(args: readonly string[], how: RunHow): Promise<Ended> {
  return startMillrace(args, how).ended;
}
