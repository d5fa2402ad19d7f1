// The files that a path means: one file, a folder with all below it, or a pattern.
//
// Left out: names that begin with "." or "_" (hidden, and files that a writer has not finished), also as folders but not
// those of partitions (NAME=VALUE), and
// *._COPYING_ (an HDFS put under way). A path that names one file is taken whatever its name.
import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { MillraceError } from "../../common/errors.ts";
import { suggest } from "../../common/suggest.ts";
import { globRoot, globToRegExp, isGlob } from "./glob.ts";

export interface ListedFile {
  /** Name of the split: the path as the table's option begins it. */
  readonly split: string;
  /** Absolute. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** All files now, in no particular order. @throws SOURCE_NOT_FOUND when the path (without wildcards) is not there. */
export function listFiles(pathOption: string, workingDirectory: string): ListedFile[] {
  const root = pathOption.startsWith("file:") ? fileURLToPath(pathOption) : pathOption;
  const absolute = resolve(workingDirectory, root);
  const found: ListedFile[] = [];
  if (isGlob(root) && statOf(absolute) === null) {
    const start = globRoot(root);
    const folder = resolve(workingDirectory, start === "" ? "." : start);
    if (statOf(folder)?.isDirectory() !== true) throw notFound(start, folder);
    walk(start, folder, globToRegExp(root), found);
    return found;
  }
  const stat = statOf(absolute);
  if (stat === null) throw notFound(pathOption, absolute);
  if (stat.isDirectory()) walk(root, absolute, null, found);
  else found.push({ split: root, path: absolute, size: stat.size, mtimeMs: stat.mtimeMs });
  return found;
}

/** The absolute path of a split. */
export function pathOfSplit(split: string, workingDirectory: string): string {
  return isAbsolute(split) ? split : resolve(workingDirectory, split);
}

export function isIgnored(name: string): boolean {
  return name.startsWith(".") || name.startsWith("_") || name.endsWith("._COPYING_");
}

function walk(prefix: string, folder: string, pattern: RegExp | null, found: ListedFile[]): void {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    // A partition's folder is what a column and a value are called: "_day=1" is none of a writer's own.
    if (isIgnored(entry.name) && !(entry.name.includes("=") && isFolder(entry, path))) continue;
    const split =
      prefix === ""
        ? entry.name
        : `${prefix.replace(/\/+$/, prefix === "/" ? "/" : "")}/${entry.name}`.replace(/^\/\//, "/");
    if (isFolder(entry, path)) walk(split, path, pattern, found);
    else if (pattern === null || pattern.test(split)) {
      // A file may go between listing and looking.
      const stat = statOf(path);
      if (stat?.isFile()) found.push({ split, path, size: stat.size, mtimeMs: stat.mtimeMs });
    }
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // A folder may go between listing and looking.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new MillraceError("SOURCE_NOT_READABLE", `this cannot be read: ${(error as Error).message}`, {
      location: folder,
      cause: error,
    });
  }
}

/** A link to a folder that holds it is none: following it would never end. */
function isFolder(entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  if (statOf(path)?.isDirectory() !== true) return false;
  const target = realpathSync(path);
  return !`${realpathSync(dirname(path))}/`.startsWith(`${target}/`);
}

function statOf(path: string) {
  return statSync(path, { throwIfNoEntry: false }) ?? null;
}

function notFound(given: string, absolute: string): MillraceError {
  let parent = dirname(absolute);
  while (statOf(parent) === null && parent !== dirname(parent)) parent = dirname(parent);
  const names =
    statOf(parent)?.isDirectory() === true
      ? readdirSync(parent)
          .filter((name) => !isIgnored(name))
          .sort()
      : [];
  const wanted =
    absolute
      .slice(parent.length)
      .split("/")
      .filter((part) => part !== "")[0] ?? basename(absolute);
  const near = suggest(wanted, names);
  const shown =
    names.length === 0 ? "is empty" : `holds ${names.slice(0, 8).join(", ")}${names.length > 8 ? ", ..." : ""}`;
  return new MillraceError("SOURCE_NOT_FOUND", `there is no file or folder '${given}'`, {
    hint: `${near === null ? "" : `Did you mean '${near}'? `}'${parent}' ${shown}.`,
  });
}
