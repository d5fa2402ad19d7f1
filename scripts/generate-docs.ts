// `npm run docs`: writes the pages of docs/sql that come from records: functions, connectors, settings.
// test/docs/docs.test.ts fails when a committed page differs from what is written here.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectorsPage } from "./docs/connectors-page.ts";
import { functionsPage } from "./docs/functions-page.ts";
import { settingsPage } from "./docs/settings-page.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Path from the project's folder -> text. */
export function generatedPages(): ReadonlyMap<string, string> {
  return new Map([
    ["docs/sql/functions.md", functionsPage()],
    ["docs/sql/connectors.md", connectorsPage()],
    ["docs/sql/settings.md", settingsPage()],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of generatedPages()) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`${path}\n`);
  }
}
