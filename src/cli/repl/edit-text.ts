// \e: a text in the editor of the person. Without a file it begins with the last statement, and the file goes afterwards.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../args.ts";
import { readSource } from "../script-text.ts";

/** What was written. @throws UsageError when the editor fails. */
export function editText(file: string, text: string): string {
  if (file !== "") {
    runEditor(file);
    return readSource(file);
  }
  const folder = mkdtempSync(join(tmpdir(), "millrace-edit-"));
  try {
    const path = join(folder, "statement.sql");
    writeFileSync(path, text === "" ? "" : `${text.trimEnd()}\n`);
    runEditor(path);
    return readFileSync(path, "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runEditor(path: string): void {
  const { env } = process;
  const editor = env["VISUAL"] || env["EDITOR"] || "vi";
  // An editor may come with options of its own ("code --wait"): the shell takes them apart.
  const { status, error } = spawnSync(`${editor} "$MILLRACE_EDITED"`, {
    shell: true,
    stdio: "inherit",
    env: { ...env, MILLRACE_EDITED: path },
  });
  if (error !== undefined || status !== 0) throw new UsageError(`the editor "${editor}" did not end well; nothing was run`);
}
