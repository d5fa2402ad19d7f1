// `millrace inspect`: what a state file holds. The file is read in one snapshot and never written.
import { StateInspector } from "../../index.ts";
import { countValue, oneValue, type ParsedArgs, UsageError } from "../args.ts";
import { EXIT_DONE } from "../failure.ts";
import type { Terminal } from "../terminal.ts";
import { diffSections } from "./diff.ts";
import { overviewSections } from "./overview.ts";
import { replaySections } from "./replay.ts";
import { rowSections } from "./rows.ts";
import { type Section, sectionsJson, sectionsText } from "./section.ts";

const ROWS_SHOWN = 20;

export async function inspectCommand(args: ParsedArgs, terminal: Terminal): Promise<number> {
  const [path, ...more] = args.files;
  if (path === undefined) throw new UsageError(`which state file? ${args.command.usage}`);
  if (more.length > 0)
    throw new UsageError(`inspect looks into one state file, not ${args.files.length}; --diff takes the other`);
  checkTogether(args);
  const inspector = await StateInspector.open(path);
  try {
    const sections = await sectionsOf(inspector, args);
    terminal.stdout.write(oneValue(args, "format") === "json" ? sectionsJson(sections) : sectionsText(sections));
    return EXIT_DONE;
  } finally {
    inspector.close();
  }
}

function checkTogether(args: ParsedArgs): void {
  const views = ["rows", "replay", "diff"].filter((name) => args.values.has(name));
  if (views.length > 1) throw new UsageError(`give --${views[0]} or --${views[1]}, not both`);
  if (args.values.has("key") && !args.values.has("rows")) throw new UsageError("--key is for --rows OPERATOR");
  if (args.values.has("trace") && !args.values.has("replay")) throw new UsageError("--trace is for --replay N");
}

async function sectionsOf(inspector: StateInspector, args: ParsedArgs): Promise<readonly Section[]> {
  const limit = countValue(args, "limit") ?? ROWS_SHOWN;
  const operator = oneValue(args, "rows");
  if (operator !== null) return rowSections(inspector, operator, oneValue(args, "key"), limit);
  const batchId = countValue(args, "replay");
  if (batchId !== null) return replaySections(inspector, batchId, oneValue(args, "trace"), limit);
  const other = oneValue(args, "diff");
  if (other === null) return overviewSections(inspector, limit);
  const later = await StateInspector.open(other);
  try {
    return diffSections(inspector, later, limit);
  } finally {
    later.close();
  }
}
