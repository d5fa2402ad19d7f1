// Waits for changes of files below folders and hands over what changed, until a signal ends it.
import { watch } from "node:fs";
import { resolve } from "node:path";

/** Editors write a file in several steps. */
const SETTLE_MS = 100;

/**
 * @param onReady is called when no change is missed any more
 * @param onChange is not called again before it is done; changes meanwhile are handed over afterwards
 */
export async function watchFolders(
  folders: readonly string[],
  onReady: () => void,
  onChange: (changed: readonly string[]) => Promise<void>,
): Promise<void> {
  const changed = new Set<string>();
  const stop = new AbortController();
  let wake = (): void => {};
  const end = (): void => {
    stop.abort();
    wake();
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  for (const folder of folders) {
    watch(folder, { recursive: true, signal: stop.signal }, (_, name) => {
      if (name === null || !/\.(sql|out|json|jsonl|csv|js|mjs|ts)$/.test(name) || name.includes("node_modules")) return;
      changed.add(resolve(folder, name));
      wake();
    });
  }
  onReady();
  while (!stop.signal.aborted) {
    if (changed.size === 0) {
      await new Promise<void>((done) => {
        wake = done;
      });
      continue;
    }
    await new Promise((done) => setTimeout(done, SETTLE_MS));
    const paths = [...changed];
    changed.clear();
    await onChange(paths);
  }
  process.off("SIGINT", end);
  process.off("SIGTERM", end);
}
