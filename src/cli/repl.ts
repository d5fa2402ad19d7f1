// The interactive prompt: statements over several lines until `;`, history, backslash commands. A streaming SELECT shows its rows as they
// come until ctrl-C; an error is printed and the prompt comes back. On a pipe it behaves as `millrace run -`.
//
// A line reader lives only while a statement is typed: while a query runs the terminal is in its normal mode, so ctrl-C is a signal for it.
import { createInterface, type Interface } from "node:readline/promises";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { isCompleteStatement, MillraceError, Session, VERSION } from "../index.ts";
import { COMMANDS, oneValue, type ParsedArgs, pairValues, UsageError } from "./args.ts";
import { EXIT_DONE, failureText } from "./failure.ts";
import { commandOf, REPL_HELP } from "./repl-commands.ts";
import { type RunSettings, runCommand, runStep } from "./run.ts";
import { readSource } from "./script-text.ts";
import type { RowForm } from "./table.ts";
import { durationText, type Terminal } from "./terminal.ts";

const HISTORY_PATH = ".millrace/history";
const HISTORY_MAX = 1000;
const PROMPT = "millrace> ";
const CONTINUATION = "       -> ";

export async function replCommand(args: ParsedArgs, terminal: Terminal): Promise<number> {
  if (process.stdin.isTTY !== true) {
    return runCommand({ ...args, command: COMMANDS[0], files: [...args.files, "-"] }, terminal);
  }
  const repl = new Repl(new Session({ settings: pairValues(args, "set"), stdout: terminal.stdout }), terminal, {
    form: (oneValue(args, "output") as RowForm | null) ?? "table",
  });
  for (const file of args.files) await repl.enter(`\\i ${file}`);
  terminal.stderr.write(`millrace ${VERSION}. Statements end with ";", \\? shows the commands, \\q quits.\n`);
  const history = loadHistory();
  while (!repl.isOver) {
    const text = await readStatement(history);
    if (text === null) break;
    await repl.enter(text);
  }
  return EXIT_DONE;
}

/** Reads lines until a statement is complete; null at the end of input. Ctrl-C clears what was typed. */
async function readStatement(history: string[]): Promise<string | null> {
  const lines = createInterface({ input: process.stdin, output: process.stderr, history: [...history], historySize: HISTORY_MAX });
  try {
    const text = await collectStatement(lines);
    if (text !== null && text.trim() !== "") saveHistory(history, text);
    return text;
  } finally {
    lines.close();
  }
}

function collectStatement(lines: Interface): Promise<string | null> {
  return new Promise((resolve) => {
    let text = "";
    const ask = (): void => {
      lines.setPrompt(text === "" ? PROMPT : CONTINUATION);
      lines.prompt();
    };
    lines.on("line", (line) => {
      text = text === "" ? line : `${text}\n${line}`;
      const isCommand = text.startsWith("\\") || /^\s*(quit|exit|help)\s*;?\s*$/i.test(text);
      if (isCommand || text.trim() === "" || isCompleteStatement(text)) resolve(text);
      else ask();
    });
    lines.on("SIGINT", () => {
      // To the end of the line, then all before it away: readline keeps what was typed otherwise.
      lines.write(null, { ctrl: true, name: "e" });
      lines.write(null, { ctrl: true, name: "u" });
      process.stderr.write("^C\n");
      text = "";
      ask();
    });
    lines.on("close", () => resolve(null));
    ask();
  });
}

function loadHistory(): string[] {
  try {
    return readFileSync(HISTORY_PATH, "utf8").split("\n").filter((line) => line !== "").reverse();
  } catch {
    return [];
  }
}

function saveHistory(history: string[], text: string): void {
  const line = text.replace(/\s*\n\s*/g, " ");
  if (history[0] === line) return;
  history.unshift(line);
  history.length = Math.min(history.length, HISTORY_MAX);
  try {
    mkdirSync(dirname(HISTORY_PATH), { recursive: true });
    writeFileSync(HISTORY_PATH, `${[...history].reverse().join("\n")}\n`);
  } catch {
    // A folder that cannot be written has no history; the prompt works all the same.
  }
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
