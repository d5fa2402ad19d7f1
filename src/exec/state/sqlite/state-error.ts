// What SQLite says, as errors of ours with the path and the way out.
import { MillraceError } from "../../../common/errors.ts";

/** Runs `step`; errors of SQLite become STATE_IO, STATE_CORRUPT or STATE_IN_USE. */
export function guarded<T>(path: string, doing: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw stateError(path, doing, error);
  }
}

export function stateError(path: string, doing: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof MillraceError) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const text = `${error.message}${code === "" ? "" : ` (${code})`}`;
  if (/^SQLITE_(CORRUPT|NOTADB|FORMAT|MISMATCH)/.test(code))
    return corrupt(path, `SQLite cannot read it: ${text}`, error);
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return new MillraceError("STATE_IN_USE", `cannot ${doing}: another process holds the state file (${code})`, {
      location: path,
      hint: "Something else writes to this file. Let it finish, then run the command again: it goes on where it stopped.",
      cause: error,
    });
  }
  if (code.startsWith("SQLITE_") || "errno" in error) {
    return new MillraceError("STATE_IO", `cannot ${doing}: ${text}`, {
      location: path,
      hint: wayOut(code),
      cause: error,
    });
  }
  return error;
}

function wayOut(code: string): string {
  if (code === "SQLITE_FULL" || code === "ENOSPC") {
    return "Free space on the disk that holds the state file and run the same command again: it goes on after the last committed batch.";
  }
  if (/^(SQLITE_(READONLY|CANTOPEN|PERM)|EACCES|EROFS|ENOENT|EEXIST|ENOTDIR|EISDIR)/.test(code)) {
    return "The folder must exist and be writable, also for the -wal and -lock files beside it; or give another path with --state.";
  }
  return "Check the disk that holds the state file, then run the same command again: it goes on after the last committed batch.";
}

export function corrupt(path: string, what: string, cause?: unknown): MillraceError {
  return new MillraceError("STATE_CORRUPT", `the state file is damaged: ${what}`, {
    location: path,
    hint: "Put back a copy of the file, or start over with --fresh (output that was delivered stays and is delivered again).",
    cause,
  });
}
