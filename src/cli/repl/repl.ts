// The interactive prompt: what is typed is a backslash command or statements. On a pipe it behaves as `millrace run -`.
//
// Keys are read in raw mode while a statement is typed and while a SELECT runs; anything that is printed meanwhile by jobs
// goes above the line. An error is printed and the prompt comes back.
import { Session, VERSION } from "../../index.ts";
import { COMMANDS, oneValue, type ParsedArgs, pairValues } from "../args.ts";
import { EXIT_DONE } from "../failure.ts";
import { runCommand } from "../run.ts";
import type { RowForm } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { History } from "./history.ts";
import { Keys } from "./keys.ts";
import { LineEditor } from "./line-editor.ts";
import { Notices } from "./notices.ts";
import { Prompt } from "./prompt.ts";

export async function replCommand(args: ParsedArgs, terminal: Terminal): Promise<number> {
  if (process.stdin.isTTY !== true) {
    return runCommand({ ...args, command: COMMANDS[0], files: [...args.files, "-"] }, terminal);
  }
  const keys = new Keys(process.stdin, terminal.stderr);
  const notices = new Notices((write) => editor.writeAbove(write));
  const stdout = { write: (text: string | Uint8Array) => notices.write(terminal.stdout, text) };
  const session = new Session({ settings: pairValues(args, "set"), stdout, hasJobs: true });
  const form = (oneValue(args, "output") as RowForm | null) ?? "table";
  const prompt = new Prompt({ session, terminal, keys, form, notices });
  const editor = new LineEditor({
    keys,
    out: terminal.stderr,
    history: new History(),
    hasColor: terminal.hasColor,
    columns: terminal.columns,
    rows: terminal.rows,
    isReady: (text) => prompt.isReady(text),
    complete: (text, cursor) => session.complete(text, cursor),
  });
  const end = (): void => void prompt.leave().finally(() => process.exit(EXIT_DONE));
  process.once("SIGTERM", end);
  process.once("SIGHUP", end);
  for (const file of args.files) await prompt.enter(`\\i ${file}`);
  terminal.stderr.write(`millrace ${VERSION}. Statements end with ";", \\? shows the commands, \\q quits.\n`);
  while (!prompt.isOver) {
    const text = await editor.read();
    if (text === null) break;
    await prompt.enter(text);
  }
  await prompt.leave();
  return EXIT_DONE;
}
