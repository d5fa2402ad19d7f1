// What the prompt knows and does: settings of the person (expanded, timing, where rows go), and each command.
import { closeSync, openSync, writeSync } from "node:fs";
import { type Column, isCompleteStatement, MillraceError, MillraceErrors, type PreparedJob, type Session, type Step, upgradeText } from "../../index.ts";
import { UsageError } from "../args.ts";
import { failureText } from "../failure.ts";
import { type RunSettings, runStep } from "../run.ts";
import { readSource } from "../script-text.ts";
import type { RowForm } from "../table.ts";
import { durationText, type Terminal } from "../terminal.ts";
import { commandOf, REPL_HELP } from "./commands.ts";
import { editText } from "./edit-text.ts";
import { JOB_COLUMNS, JobBoard } from "./job-board.ts";
import type { Keys } from "./keys.ts";
import type { Notices } from "./notices.ts";
import { runQuery, showListing } from "./run-query.ts";

export interface PromptOptions {
  readonly session: Session;
  readonly terminal: Terminal;
  readonly keys: Keys;
  readonly form: RowForm;
  readonly notices: Notices;
}

const WATCH_SECONDS = 2;
const YES = /^\s*y(?:es)?\s*;?\s*$/i;

export class Prompt {
  readonly #options: PromptOptions;
  #isTiming = false;
  #isExpanded = false;
  #hasPager = true;
  #outputFile: number | null = null;
  /** What was run last, for \e and \watch. */
  #lastText = "";
  /** The statement that the last error offers. */
  #repaired: string | null = null;
  /** The next INSERT starts anew. */
  #isFresh = false;
  /** Where the case of \record goes, and what was entered for it. */
  #recording: { readonly path: string; readonly texts: string[] } | null = null;
  readonly #jobs: JobBoard;
  isOver = false;

  constructor(options: PromptOptions) {
    this.#options = options;
    const { terminal, notices, keys } = options;
    this.#jobs = new JobBoard({
      terminal,
      say: (text) => notices.write(terminal.stderr, text),
      askUpgrade: (plan) => askKey(`${upgradeText(plan)}\nGo on with what is kept? [y/N] `, keys, terminal),
    });
  }

  /** Stops all jobs with a checkpoint. */
  async leave(): Promise<void> {
    if (this.#recording !== null) await this.#run("record", "");
    const { runningCount } = this.#jobs;
    if (runningCount > 0) this.#say(`stopping ${runningCount} ${runningCount === 1 ? "job" : "jobs"} with a checkpoint\n`);
    await this.#jobs.stopAll();
    this.#closeOutput();
  }

  /** Whether Enter runs it: a command, whole statements, or the answer to an offer. */
  isReady(text: string): boolean {
    return commandOf(text) !== null || isCompleteStatement(text) || (this.#repaired !== null && YES.test(text));
  }

  /** Runs a command or statements. Never throws: what goes wrong is printed. */
  async enter(text: string): Promise<void> {
    try {
      const repaired = this.#repaired;
      this.#repaired = null;
      const isTaken = repaired !== null && YES.test(text);
      if (isTaken) this.#say(`${repaired}\n`);
      const command = isTaken ? null : commandOf(text);
      if (command === null) await this.#execute("input", isTaken ? repaired : text);
      else await this.#run(command.name, command.argument);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#say(failureText(error, this.#options.terminal, false));
    const only = error instanceof MillraceErrors && error.errors.length === 1 ? error.errors[0] : error;
    // What comes from a file is mended there.
    if (!(only instanceof MillraceError) || only instanceof MillraceErrors) return;
    if (only.repaired === null || only.span?.source.name !== "input") return;
    const whole = only.repaired.trim().replace(/;$/, "");
    this.#repaired = `${whole};`;
    this.#say("  y runs the repaired statement\n");
  }

  #say(text: string): void {
    this.#options.terminal.stderr.write(text);
  }

  async #run(name: string, argument: string): Promise<void> {
    switch (name) {
      case "quit":
        this.isOver = true;
        return;
      case "help":
        return this.#say(REPL_HELP);
      case "describe":
        return this.#execute("input", argument === "" ? "SHOW TABLES;" : `DESCRIBE ${argument};`);
      case "tables":
        return this.#execute("input", "SHOW TABLES;");
      case "views":
        return this.#execute("input", "SHOW VIEWS;");
      case "functions":
        return this.#execute("input", `SHOW FUNCTIONS${argument === "" ? "" : ` LIKE '%${argument.toUpperCase()}%'`};`);
      case "settings":
        return this.#settings(argument);
      case "include":
        if (argument === "") throw new UsageError("which file? \\i FILE");
        return this.#execute(argument, readSource(argument));
      case "edit":
        return this.#edit(argument);
      case "output":
        return this.#redirect(argument);
      case "watch":
        return this.#watch(argument);
      case "jobs":
        return this.#execute("input", "SHOW JOBS;");
      case "fresh":
        this.#isFresh = true;
        return this.#say("the next INSERT forgets its checkpoint and starts anew\n");
      case "record":
        return this.#record(argument);
      case "timing":
        this.#isTiming = !this.#isTiming;
        return this.#say(`timing is ${this.#isTiming ? "on" : "off"}\n`);
      case "expanded":
        this.#isExpanded = !this.#isExpanded;
        return this.#say(`expanded display is ${this.#isExpanded ? "on" : "off"}\n`);
      case "pager":
        this.#hasPager = !this.#hasPager;
        return this.#say(`long results ${this.#hasPager ? "open a view" : "are printed"}\n`);
      default:
        this.#say(`there is no command \\${name}; \\? lists them\n`);
    }
  }

  async #record(name: string): Promise<void> {
    const { casePath, writeCase } = await import("./record-case.ts");
    const recording = this.#recording;
    this.#recording = null;
    if (recording !== null) this.#say(await writeCase(recording.path, recording.texts, this.#options.session));
    if (name !== "") {
      this.#recording = { path: casePath(name), texts: [] };
      this.#say("recording; \\record ends it and writes the case\n");
    } else if (recording === null) throw new UsageError("which case? \\record NAME begins one");
  }

  async #settings(word: string): Promise<void> {
    const steps = await this.#options.session.compile([{ name: "input", text: "SET;" }]);
    for (const step of steps) {
      const isAsked = (row: readonly unknown[]): boolean => String(row[0]).includes(word.toLowerCase());
      await this.#step(step.kind === "rows" ? { ...step, rows: step.rows.filter(isAsked) } : step);
    }
  }

  async #edit(file: string): Promise<void> {
    const text = editText(file, this.#lastText);
    if (text.trim() === "") return;
    this.#say(`${text.trimEnd()}\n`);
    await this.#execute(file === "" ? "input" : file, text);
  }

  async #watch(argument: string): Promise<void> {
    const seconds = argument === "" ? WATCH_SECONDS : Number(argument);
    if (!(seconds > 0 && seconds <= 86_400)) throw new UsageError("\\watch takes seconds above 0: \\watch 5");
    if (this.#lastText === "") throw new UsageError("\\watch runs the last statement again, and there is none yet");
    const { keys } = this.#options;
    const text = this.#lastText;
    let isOver = false;
    for (;;) {
      this.#say(`${new Date().toISOString().slice(0, 19).replace("T", " ")} (every ${seconds} s)\n`);
      const isStopped = await this.#compileAndRun("input", text, false, true);
      if (isStopped) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, seconds * 1000);
        keys.onInterrupt = () => {
          isOver = true;
          clearTimeout(timer);
          resolve();
        };
        keys.start();
      });
      keys.onInterrupt = null;
      keys.stop();
      if (isOver) return;
    }
  }

  async #execute(name: string, text: string): Promise<void> {
    if (text.trim() === "" || text.trim() === ";") return;
    const startMs = Date.now();
    if (name === "input") this.#lastText = text;
    await this.#compileAndRun(name, text, this.#hasPager);
    if (this.#isTiming) this.#say(`time: ${durationText(Date.now() - startMs)}\n`);
  }

  /** True when a query was stopped. */
  async #compileAndRun(name: string, text: string, hasPager: boolean, isWatched = false): Promise<boolean> {
    const steps = await this.#options.session.compile([{ name, text }]);
    const isAnyInsert = steps.some((step) => step.kind === "job" && step.role === "inserts");
    if (isWatched && isAnyInsert) throw new UsageError("\\watch repeats a SELECT; an INSERT runs until it is stopped anyway");
    // Queries and INSERTs are recorded once they compile; definitions are kept by the session.
    const jobs = isWatched ? [] : steps.flatMap((step) => (step.kind === "job" ? [step.job] : []));
    this.#recording?.texts.push(...jobs.map(({ sql }) => withoutDefinitions(sql, this.#options.session.definitions)));
    let isStopped = false;
    for (const step of steps) {
      if (step.kind === "jobs") await this.#showOrStop(step.stops);
      else if (step.kind === "job" && step.role === "inserts") await this.#start(step.job);
      else if (step.kind === "job" && this.#isShown(step.job, hasPager)) isStopped = await this.#query(step.job, hasPager);
      else await this.#step(step);
    }
    return isStopped;
  }

  async #query(job: PreparedJob, hasPager: boolean): Promise<boolean> {
    const { notices, terminal } = this.#options;
    notices.hold();
    try {
      return await runQuery(job, { ...this.#options, isExpanded: this.#isExpanded, hasPager });
    } finally {
      notices.release(terminal.stderr);
    }
  }

  async #start(job: PreparedJob): Promise<void> {
    const isFresh = this.#isFresh;
    this.#isFresh = false;
    await this.#jobs.start(job, isFresh);
  }

  async #showOrStop(stops: string | null): Promise<void> {
    if (stops !== null) return this.#jobs.stop(stops);
    const columns = JOB_COLUMNS.map((name): Column => ({ name, type: { kind: "VARCHAR", length: 2_147_483_647, nullable: true } }));
    await this.#step({ kind: "rows", columns, rows: this.#jobs.rows() });
  }

  /** As a table on the terminal; a stream without the view is printed change by change. */
  #isShown(job: PreparedJob, hasPager: boolean): boolean {
    const { form, terminal } = this.#options;
    return form === "table" && this.#outputFile === null && terminal.isStdoutTerminal && (hasPager || job.isBounded);
  }

  async #step(step: Step): Promise<void> {
    const { session, form, terminal } = this.#options;
    if (step.kind === "rows" && form === "table" && this.#outputFile === null && terminal.isStdoutTerminal) {
      return showListing(step, session.zone, { ...this.#options, isExpanded: this.#isExpanded, hasPager: this.#hasPager });
    }
    const settings: RunSettings = {
      form: this.#outputFile === null ? this.#options.form : "csv",
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
    return runStep(step, this.#options.session, settings, this.#outputTerminal());
  }

  #outputTerminal(): Terminal {
    const { terminal } = this.#options;
    const file = this.#outputFile;
    if (file === null) return terminal;
    return { ...terminal, stdout: { write: (text) => writeSync(file, text as string) } };
  }

  #redirect(path: string): void {
    this.#closeOutput();
    if (path !== "") this.#outputFile = openOutput(path);
    this.#say(path === "" ? "rows go to the terminal\n" : `rows go to ${path} as CSV\n`);
  }

  #closeOutput(): void {
    if (this.#outputFile !== null) closeSync(this.#outputFile);
    this.#outputFile = null;
  }
}

/** The SQL of a job without what was defined before it. */
function withoutDefinitions(sql: string, definitions: readonly string[]): string {
  let rest = sql;
  for (const text of definitions) {
    const definition = `${text.trim().replace(/;$/, "")};\n`;
    if (rest.startsWith(definition)) rest = rest.slice(definition.length);
  }
  return rest.trim();
}

/** Yes by the key y, no by any other. */
async function askKey(question: string, keys: Keys, terminal: Terminal): Promise<boolean> {
  terminal.stderr.write(question);
  keys.start();
  const key = await keys.next();
  keys.stop();
  const isYes = key?.text.toLowerCase() === "y";
  terminal.stderr.write(isYes ? "y\n" : "n\n");
  return isYes;
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
