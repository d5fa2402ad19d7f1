// The backslash commands of the prompt, as psql writes them, and Flink's and DuckDB's words for the same.

export interface ReplCommand {
  readonly name: string;
  readonly argument: string;
}

const NAMES: Readonly<Record<string, string>> = {
  q: "quit",
  quit: "quit",
  exit: "quit",
  "?": "help",
  h: "help",
  help: "help",
  d: "describe",
  dt: "tables",
  i: "include",
  o: "output",
  timing: "timing",
};

/** The command that a line is, or null when it is SQL. Unknown backslash words keep their own name. */
export function commandOf(text: string): ReplCommand | null {
  const word = /^\s*(quit|exit|help)\s*;?\s*$/i.exec(text);
  if (word !== null) return { name: NAMES[word[1].toLowerCase()], argument: "" };
  const match = /^\s*\\(\S+)\s*([\s\S]*)$/.exec(text);
  if (match === null) return null;
  return { name: NAMES[match[1]] ?? match[1], argument: match[2].trim().replace(/;$/, "").trim() };
}

export const REPL_HELP = `Statements end with ";" and may take several lines. Ctrl-C stops a running query or clears the line.
  \\d [TABLE]   tables, or the columns of one
  \\dt          tables
  \\i FILE      run the statements of a file
  \\o [FILE]    write rows to a file as CSV; without FILE back to the terminal
  \\timing      show how long each statement takes
  \\?           this help
  \\q           quit
`;
