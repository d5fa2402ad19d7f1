// The layer check: which folder may import which, no cycles (type-only imports included), one library one home.
// Fails when it looked at no modules.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const MAY_IMPORT = {
  common: [],
  columnar: ["common"],
  expr: ["common", "columnar"],
  parser: ["common"],
  planner: ["common", "columnar", "expr", "parser"],
  connectors: ["common", "columnar"],
  exec: ["common", "columnar", "expr", "planner", "connectors"],
  engine: ["common", "columnar", "expr", "parser", "planner", "connectors", "exec"],
  "index.ts": ["common", "columnar", "engine"],
  golden: ["common", "columnar", "expr", "parser", "connectors", "exec", "engine"],
  cli: ["index.ts", "golden"],
};
const LIBRARY_HOME = {
  diff: ["src/golden/", "src/cli/check-fix.ts"],
  chevrotain: ["src/parser/"],
  "better-sqlite3": ["src/exec/state/sqlite/", "src/connectors/sqlite/"],
  "prom-client": ["src/cli/metrics/"],
  kafkajs: ["src/connectors/kafka/kafkajs/"],
  "@platformatic/kafka": ["src/connectors/kafka/platformatic/"],
};
// What a layer may see of a layer further down, when not everything: connectors' interfaces in exec, AST types in planner.
const ONLY = [
  { from: "planner", to: "parser", files: ["src/parser/ast.ts", "src/parser/print.ts", "src/parser/index.ts"] },
  { from: "exec", to: "connectors", files: ["src/connectors/connector.ts"] },
  { from: "cli", to: "golden", files: ["src/golden/index.ts"] },
];

const files = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
  .filter((e) => e.isFile() && e.name.endsWith(".ts"))
  .map((e) => relative(root, join(e.parentPath, e.name)));
const layerOf = (file) => file.split("/")[1];
const problems = [];
const imports = new Map();

for (const file of files) {
  const isTest = file.endsWith(".test.ts");
  const text = readFileSync(join(root, file), "utf8");
  const specifiers = [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^;"']*?from\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)|(?:^|\n)import\s*["']([^"']+)["']/g,
    ),
  ].map((m) => m[1] ?? m[2] ?? m[3]);
  const layer = layerOf(file);
  const targets = [];
  for (const specifier of specifiers) {
    if (!specifier.startsWith(".")) {
      const home = LIBRARY_HOME[specifier];
      if (home && !home.some((h) => file.startsWith(h)) && !isTest)
        problems.push(`${file}: ${specifier} belongs in ${home.join(" or ")}`);
      continue;
    }
    const target = relative(root, resolve(root, dirname(file), specifier));
    if (!target.startsWith("src/")) {
      if (!isTest) problems.push(`${file}: imports ${target}, outside src/`);
      continue;
    }
    targets.push(target);
    const targetLayer = layerOf(target);
    if (isTest || layer === targetLayer) continue;
    if (!(MAY_IMPORT[layer] ?? []).includes(targetLayer))
      problems.push(`${file}: ${layer} may not import ${targetLayer} (${target})`);
    const only = ONLY.find((o) => o.from === layer && o.to === targetLayer);
    if (only && !only.files.includes(target))
      problems.push(`${file}: ${layer} may see only ${only.files.join(", ")} of ${targetLayer}, not ${target}`);
  }
  if (!isTest) imports.set(file, targets);
  if (
    !isTest &&
    /new Function\b/.test(text.replace(/\/\/.*/g, "")) &&
    !/^src\/(expr\/compile|connectors\/formats\/)[^/]*/.test(file)
  )
    problems.push(`${file}: new Function is for expr/compile and the byte scanners only`);
}

// Cycles: depth-first search with a path.
const done = new Set();
function visit(file, path) {
  if (path.includes(file)) {
    problems.push(`import cycle: ${[...path.slice(path.indexOf(file)), file].join(" -> ")}`);
    return;
  }
  if (done.has(file)) return;
  for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
  done.add(file);
}
for (const file of imports.keys()) visit(file, []);

if (files.length === 0) problems.push("no modules found: the check looked at nothing");
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`layers: ${files.length} modules, ${problems.length} problems\n`);
process.exit(problems.length === 0 ? 0 : 1);
