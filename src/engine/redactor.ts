// Keeps secrets of table options out of what a job says. Connectors are written not to print them; this holds for what they cannot
// know: messages of brokers, of clients and of the system. A value stands there as it was written: ${ENV:NAME}.
import { MillraceError } from "../common/errors.ts";
import { secretsOf } from "../connectors/index.ts";

/** Shorter values would be found in any text. */
const SECRET_LENGTH_MIN = 4;

export class Redactor {
  readonly #workingDirectory: string;
  /** Value -> as it was written. */
  readonly #secrets = new Map<string, string>();

  constructor(workingDirectory: string) {
    this.#workingDirectory = workingDirectory;
  }

  /** The options of a table that is opened. */
  note(options: Readonly<Record<string, string>>): void {
    for (const [value, written] of secretsOf(options, this.#workingDirectory)) {
      for (const form of [value, JSON.stringify(value).slice(1, -1), Buffer.from(value).toString("base64")])
        if (form.length >= SECRET_LENGTH_MIN) this.#secrets.set(form, written);
    }
  }

  text(text: string): string {
    let shown = text;
    for (const [value, written] of this.#secrets) shown = shown.replaceAll(value, () => written);
    return shown;
  }

  /** The error without secrets, causes too; itself when it has none. */
  error(error: unknown): unknown {
    if (this.#secrets.size === 0 || !(error instanceof Error)) return error;
    const cause = error.cause === undefined ? undefined : this.error(error.cause);
    const message = this.text(error.message);
    if (error instanceof MillraceError) {
      const { code, span, location, hint, repaired, fix } = error;
      return new MillraceError(code, message, {
        ...(span === null ? {} : { span }),
        ...(location === null ? {} : { location: this.text(location) }),
        ...(hint === null ? {} : { hint: this.text(hint) }),
        ...(repaired === null ? {} : { repaired: this.text(repaired) }),
        // Spans hold the source as it was written; it is never printed but around the place.
        ...(fix === null ? {} : { fix }),
        ...(cause === undefined ? {} : { cause }),
      });
    }
    error.message = message;
    error.stack = this.text(error.stack ?? "");
    error.cause = cause;
    return error;
  }
}
