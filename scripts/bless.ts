// `npm run bless -- [TEXT...]`: writes the outputs of the goldens whose names contain one of the texts (all without any).
import { bless, goldenNames } from "../test/golden/files.ts";

const wanted = process.argv.slice(2);
let written = 0;
for (const name of goldenNames()) {
  if (wanted.length > 0 && !wanted.some((text) => name.includes(text))) continue;
  if (await bless(name)) {
    process.stdout.write(`written: ${name}.out\n`);
    written++;
  }
}
process.stdout.write(`${written} written\n`);
