// Bundles the library and the CLI into dist/ and writes the declaration files.
// --if-stale: only when a source file is newer than the bundle.
import { execFileSync } from "node:child_process";
import { readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

function newestMs(path) {
  let newest = 0;
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
  }
  return newest;
}

function isFresh() {
  try {
    const builtMs = statSync(join(root, "dist/cli.js")).mtimeMs;
    return builtMs >= Math.max(newestMs(join(root, "src")), statSync(join(root, "package.json")).mtimeMs);
  } catch {
    return false;
  }
}

if (!process.argv.includes("--if-stale") || !isFresh()) {
  // Built aside and renamed: a tree that does not build leaves the last bundle in place.
  const aside = join(root, `dist.${process.pid}`);
  await build({
    absWorkingDir: root,
    entryPoints: { index: "src/index.ts", test: "src/golden/index.ts", cli: "src/cli/main.ts" },
    outdir: aside,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22",
    // Native code stays a dependency, and what the user may choose to install stays out; chevrotain and kafkajs go into the bundle: chevrotain loads twice as fast from it, and
    // kafkajs is a chunk of its own that only a job with a Kafka table loads. kafkajs calls require for what Node.js brings.
    external: ["better-sqlite3", "@platformatic/kafka"],
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module";\nconst require = requireFrom(import.meta.url);',
    },
    chunkNames: "chunks/[name]-[hash]",
    legalComments: "linked",
    minifySyntax: true,
    logLevel: "warning",
  });
  execFileSync(
    process.execPath,
    [
      join(root, "node_modules/typescript/bin/tsc"),
      "-p",
      join(root, "tsconfig.build.json"),
      "--outDir",
      join(aside, "types"),
    ],
    {
      stdio: "inherit",
    },
  );
  rmSync(join(root, "dist"), { recursive: true, force: true });
  renameSync(aside, join(root, "dist"));
}
