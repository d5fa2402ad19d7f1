// docs/sql/settings.md, from the table of settings.
import { SETTINGS, type SettingSpec } from "../../src/planner/settings.ts";
import { code, GENERATED, sentence, table } from "./markdown.ts";

function typeText({ type }: SettingSpec): string {
  return typeof type === "object" ? type.oneOf.map(code).join(", ") : type;
}

export function settingsPage(): string {
  const rows = SETTINGS.map((spec) => [
    code(spec.key),
    typeText(spec),
    spec.defaultText === "default" ? "the machine's zone" : code(spec.defaultText),
    sentence(spec.summary),
  ]);
  return `${GENERATED}

# Settings

\`SET 'key' = 'value';\` holds for the statements below it, \`RESET 'key';\` and \`RESET;\` go back to the default, \`SET;\` shows all.

\`\`\`sql
SET 'table.local-time-zone' = 'Europe/Berlin';
\`\`\`

${table(["key", "value", "default", "what it does"], rows)}

Durations are written \`'5 s'\`, \`'10 min'\`, \`'1 h'\`. With other values a job's state belongs to another query, except of
\`execution.backpressure.*\`, \`table.exec.async-scalar.*\`, \`functions.*\` and \`table.optimizer.*\`, which change no result.

\`functions.*\` guard against the script: they are given by \`--set\` or \`Millrace.open()\`, and SET of them is an error.

Settings of Flink that change how a job runs and never what it answers (\`parallelism.default\`, \`execution.checkpointing.*\`,
\`table.exec.mini-batch.*\`, ...) are taken with a note and without effect, so that a file written for Flink runs. Those that would change a
result and do not here (\`table.exec.state.ttl\`, \`execution.runtime-mode\` = batch, ...) are errors that say what to write instead. Any other key is
an error with the nearest one there is.
`;
}
