// The interactive prompt: statements over several lines until `;`, history, backslash commands. A streaming SELECT shows its rows as they
// come until ctrl-C; an error is printed and the prompt comes back. On a pipe it behaves as `millrace run -`.
//
// Keys are read only while a statement is typed: while a query runs the terminal is in its normal mode, so ctrl-C is a signal for it.
import { closeSync, openSync, writeSync } from "node:fs";
import { isCompleteStatement, MillraceError, Session, VERSION } from "../../index.ts";
import { COMMANDS, oneValue, type ParsedArgs, pairValues, UsageError } from "../args.ts";
import { EXIT_DONE, failureText } from "../failure.ts";
import { commandOf, REPL_HELP } from "./commands.ts";
import { History } from "./history.ts";
import { Keys } from "./keys.ts";
import { LineEditor } from "./line-editor.ts";
import { type RunSettings, runCommand, runStep } from "../run.ts";
import { readSource } from "../script-text.ts";
import type { RowForm } from "../table.ts";
import { durationText, type Terminal } from "../terminal.ts";

export async function replCommand(args: ParsedArgs, terminal: Terminal): Promise<number> {
  if (process.stdin.isTTY !== true) {
    return runCommand({ ...args, command: COMMANDS[0], files: [...args.files, "-"] }, terminal);
  }
  const session = new Session({ settings: pairValues(args, "set"), stdout: terminal.stdout });
  const repl = new Repl(session, terminal, {
    form: (oneValue(args, "output") as RowForm | null) ?? "table",
  });
  for (const file of args.files) await repl.enter(`\\i ${file}`);
  terminal.stderr.write(`millrace ${VERSION}. Statements end with ";", \\? shows the commands, \\q quits.\n`);
  const editor = new LineEditor({
    keys: new Keys(process.stdin, terminal.stderr),
    out: terminal.stderr,
    history: new History(),
    hasColor: terminal.hasColor,
    columns: terminal.columns,
    rows: terminal.rows,
    isReady: (text) => commandOf(text) !== null || isCompleteStatement(text),
    complete: (text, cursor) => session.complete(text, cursor),
  });
  while (!repl.isOver) {
    const text = await editor.read();
    if (text === null) break;
    await repl.enter(text);
  }
  return EXIT_DONE;
}

function openOutput(path: string): number {
  try {
    return openSync(path, "w");
  } catch (cause) {
    throw new MillraceError("CONNECTOR_FILE_UNWRITABLE", `cannot write ${path}: ${(cause as Error).message}`, {
      hint: "Rows go to the terminal. Give the path of a file in a folder that exists: \\o FILE.",
      cause,
    });
  }
}

/** One session at the prompt; takes complete inputs. */
export class Repl {
  readonly #session: Session;
  readonly #terminal: Terminal;
  #form: RowForm;
  #isTiming = false;
  #outputFile: number | null = null;
  isOver = false;

  constructor(session: Session, terminal: Terminal, options: { readonly form: RowForm }) {
    this.#session = session;
    this.#terminal = terminal;
    this.#form = options.form;
  }

  /** Runs a backslash command or statements. Never throws: what goes wrong is printed. */
  async enter(text: string): Promise<void> {
    try {
      const command = commandOf(text);
      if (command === null) await this.#execute("input", text);
      else await this.#run(command.name, command.argument);
    } catch (error) {
      this.#terminal.stderr.write(failureText(error, this.#terminal, false));
    }
  }

  async #run(name: string, argument: string): Promise<void> {
    switch (name) {
      case "quit":
        this.isOver = true;
        this.#closeOutput();
        return;
      case "help":
        this.#terminal.stderr.write(REPL_HELP);
        return;
      case "describe":
        return this.#execute("input", argument === "" ? "SHOW TABLES;" : `DESCRIBE ${argument};`);
      case "tables":
        return this.#execute("input", "SHOW TABLES;");
      case "include":
        if (argument === "") throw new UsageError("which file? \\i FILE");
        return this.#execute(argument, readSource(argument));
      case "output":
        return this.#redirect(argument);
      case "timing":
        this.#isTiming = !this.#isTiming;
        this.#terminal.stderr.write(`timing is ${this.#isTiming ? "on" : "off"}\n`);
        return;
      default:
        this.#terminal.stderr.write(`there is no command \\${name}; \\? lists them\n`);
    }
  }

  async #execute(name: string, text: string): Promise<void> {
    if (text.trim() === "" || text.trim() === ";") return;
    const startMs = Date.now();
    const steps = await this.#session.compile([{ name, text }]);
    const settings: RunSettings = {
      form: this.#outputFile === null ? this.#form : "csv",
      isFinal: false,
      showsChanges: false,
      statePath: null,
      isFresh: false,
      upgrade: "reject",
      batchIntervalMs: null,
      batchesMax: null,
      isQuiet: false,
      isVerbose: true,
    };
    for (const step of steps) await runStep(step, this.#session, settings, this.#outputTerminal());
    if (this.#isTiming) this.#terminal.stderr.write(`time: ${durationText(Date.now() - startMs)}\n`);
  }

  #outputTerminal(): Terminal {
    const file = this.#outputFile;
    if (file === null) return this.#terminal;
    return { ...this.#terminal, stdout: { write: (text) => writeSync(file, text as string) } };
  }

  #redirect(path: string): void {
    this.#closeOutput();
    if (path !== "") this.#outputFile = openOutput(path);
    this.#terminal.stderr.write(path === "" ? "rows go to the terminal\n" : `rows go to ${path} as CSV\n`);
  }

  #closeOutput(): void {
    if (this.#outputFile !== null) closeSync(this.#outputFile);
    this.#outputFile = null;
  }
}
