// `millrace explain`: the plans of each query and of the job that the INSERTs make.
import { Session } from "../index.ts";
import { oneValue, type ParsedArgs, pairValues, UsageError } from "./args.ts";
import { EXIT_DONE } from "./failure.ts";
import { readScript } from "./script-text.ts";
import type { Terminal } from "./terminal.ts";

export async function explainCommand(args: ParsedArgs, terminal: Terminal): Promise<number> {
  const script = readScript(args);
  const session = new Session({ settings: pairValues(args, "set"), stdout: terminal.stdout });
  const steps = await session.compile(script.sources);
  const format = (oneValue(args, "format") ?? "text") as "text" | "json" | "dot" | "mermaid";
  const options = {
    format,
    changelog: args.flags.has("changelog"),
    state: args.flags.has("state"),
    verbose: args.flags.has("verbose"),
  };
  const texts = steps.flatMap((step) => {
    if (step.kind === "text") return [step.text];
    return step.kind === "job" || step.kind === "analyze" ? [step.job.explain(options)] : [];
  });
  if (texts.length === 0) throw new UsageError("there is no SELECT or INSERT to explain");
  terminal.stdout.write(texts.map((text) => (text.endsWith("\n") ? text : `${text}\n`)).join("\n"));
  return EXIT_DONE;
}
