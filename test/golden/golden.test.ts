// Every golden of the project in every mode. Canonical: the exact text. The others: the same rows at the end and the same row accounts.
import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { findCases, goldens, readCase } from "../../src/golden/index.ts";

const ROOT = fileURLToPath(new URL("../../queries", import.meta.url));
const isNoGolden = (file: string) => /^(?:examples|data)\//.test(file);

test("each .sql is a case that says what it shows; no output without its case", () => {
  const files = globSync("**/*.{sql,out}", { cwd: ROOT }).filter((file) => !isNoGolden(file));
  const cases = findCases(ROOT);
  const names = cases.map((file) => readCase(file, ROOT).name);
  assert.deepEqual(
    files.map((file) => file.replace(/\.\w+$/, "")).filter((name) => !names.includes(name)),
    [],
  );
  assert.deepEqual(
    names.filter((_, i) => readCase(cases[i], ROOT).description === ""),
    [],
  );
});

describe("goldens", () => goldens(ROOT, { test, modes: "all" }));
