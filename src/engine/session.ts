// A session: compiles SQL into steps and jobs. Parser and planner are loaded when first asked for.
import type { SourceText } from "../common/span.ts";
import type { Completions } from "./completion.ts";
import { type SessionOptions, SessionState, settingPairs } from "./state.ts";
import type { Step } from "./step.ts";
import type { FunctionDefinition } from "./user-function.ts";

/** One catalog with its settings. Two sessions in one process know nothing of each other. */
export class Session {
  readonly #state: SessionState;
  /** SET statements for the settings it was given, until they are checked by the first compile. */
  #unchecked: readonly SourceText[];

  constructor(options: SessionOptions = {}) {
    this.#state = new SessionState(options);
    const pairs = settingPairs(options);
    for (const [key, value] of pairs) this.#state.settings.set(key, value);
    const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
    this.#unchecked = pairs.map(([key, value]) => ({
      name: "settings",
      text: `SET ${quoted(key)} = ${quoted(value)};`,
    }));
  }

  /** Session zone: 'table.local-time-zone'. */
  get zone(): string {
    return this.#state.zone;
  }

  /** Texts of the statements that made catalog and settings what they are. */
  get definitions(): readonly string[] {
    return this.#state.definitions;
  }

  /** Makes a user function known, or replaces the one of its name. @throws MillraceError */
  function(name: string, definition: FunctionDefinition): void {
    this.#state.define(name, definition);
  }

  /**
   * Parses, binds and plans statements in order; definitions are in force at once.
   * @throws MillraceErrors with the errors of all statements; then nothing of them is kept.
   */
  async compile(sources: readonly SourceText[]): Promise<readonly Step[]> {
    const { compileSources } = await import("./compile.ts");
    if (this.#unchecked.length > 0) {
      this.#state.takesOutsideSettings = true;
      try {
        compileSources(this.#state, this.#unchecked);
      } finally {
        this.#state.takesOutsideSettings = false;
      }
    }
    this.#unchecked = [];
    return compileSources(this.#state, sources);
  }

  /** What may stand at the cursor of an unfinished statement, by grammar, catalog, functions, options and settings. */
  async complete(text: string, cursor: number): Promise<Completions> {
    const { completionsAt } = await import("./complete.ts");
    return completionsAt(this.#state, text, cursor);
  }
}
