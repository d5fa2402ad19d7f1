// A yes-or-no question on the terminal. Anything but y or yes is no.
import type { Terminal } from "./terminal.ts";

export async function confirm(question: string, terminal: Terminal): Promise<boolean> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    terminal.stderr.write("\n");
    return false;
  } finally {
    lines.close();
  }
}
