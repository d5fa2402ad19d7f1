// The command line in a pseudo-terminal (drive-terminal.py). Without python3 a test skips aloud; in CI it must run.
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TestContext } from "node:test";
import { builtProgram } from "../helpers/command-line.ts";

export type TerminalStep =
  | { readonly expect: string }
  | { readonly send: string }
  | { readonly pause: number }
  | { readonly signal: NodeJS.Signals }
  /** Remembers the screen under a name. */
  | { readonly mark: string }
  | { readonly resize: readonly [rows: number, columns: number] }
  | { readonly end: true };

export interface TerminalSession {
  /** What the terminal was sent. */
  readonly raw: string;
  /** The same up to each mark. */
  readonly marks: Readonly<Record<string, string>>;
  /** What the terminal showed, colours and cursor movements taken out. */
  readonly transcript: string;
  readonly code: number | null;
  readonly missing: string | null;
}

const DRIVER = fileURLToPath(new URL("drive-terminal.py", import.meta.url));

export function hasTerminal(test: TestContext): boolean {
  if (spawnSync("python3", ["--version"]).status === 0) return true;
  if (process.env["CI"] !== undefined) throw new Error("python3 is needed for tests in a terminal");
  test.skip("no python3: nothing to make a terminal with");
  return false;
}

/** Runs millrace with these arguments in a terminal. */
export function inTerminal(
  args: readonly string[],
  cwd: string,
  steps: readonly TerminalStep[],
  more: Readonly<Record<string, string>> = {},
): Promise<TerminalSession> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn("python3", [DRIVER, process.execPath, builtProgram(), ...args], {
    cwd,
    env: { ...env, ...more },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  child.stdin.end(JSON.stringify(steps));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => {
      const session = JSON.parse(text) as TerminalSession;
      resolve({ ...session, raw: session.transcript, transcript: plain(session.transcript) });
    });
  });
}

function plain(text: string): string {
  return text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, "").replaceAll("\r\n", "\n");
}
