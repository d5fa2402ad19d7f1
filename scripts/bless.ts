// `npm run bless -- [TEXT...]`: writes the outputs of the goldens whose names contain one of the texts (all without any).
import { fileURLToPath } from "node:url";
import { findCases, judgeCase, readCase, writeOutput } from "../src/golden/index.ts";

if (process.env["CI"] !== undefined) throw new Error("goldens are not written in CI");
const root = fileURLToPath(new URL("../queries", import.meta.url));
const wanted = process.argv.slice(2);
let written = 0;
for (const file of findCases(root)) {
  const { name } = readCase(file, root);
  if (wanted.length > 0 && !wanted.some((text) => name.includes(text))) continue;
  const verdict = await judgeCase(file, root, []);
  if (verdict.kind === "passed") continue;
  if (verdict.kind === "failed" && verdict.output === undefined) process.stdout.write(`${name}: ${verdict.text}\n`);
  else if (verdict.output !== undefined && writeOutput(file, verdict.output)) {
    process.stdout.write(`written: ${name}.out\n`);
    written++;
  }
}
process.stdout.write(`${written} written\n`);
