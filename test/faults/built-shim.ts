// Compiles fault-shim.c at test time.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const SOURCE = fileURLToPath(new URL("fault-shim.c", import.meta.url));

/** null: there is no C compiler, and this is not CI. */
export function builtShim(t: TestContext, folder: string): string | null {
  const path = join(folder, "fault-shim.so");
  try {
    execFileSync("cc", ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", path, SOURCE, "-ldl"]);
    return path;
  } catch (error) {
    if (process.env["CI"] !== undefined || (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    t.skip("no C compiler (cc): nothing can be made to fail");
    return null;
  }
}
