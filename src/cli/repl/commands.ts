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
  x: "expanded",
  pager: "pager",
  watch: "watch",
  fresh: "fresh",
  j: "jobs",
  record: "record",
  df: "functions",
  dv: "views",
  ds: "settings",
  e: "edit",
  edit: "edit",
};

/** The command that a line is, or null when it is SQL. Unknown backslash words keep their own name. */
export function commandOf(text: string): ReplCommand | null {
  const word = /^\s*(quit|exit|help)\s*;?\s*$/i.exec(text);
  if (word !== null) return { name: NAMES[word[1].toLowerCase()], argument: "" };
  const match = /^\s*\\(\S+)\s*([\s\S]*)$/.exec(text);
  if (match === null) return null;
  return { name: NAMES[match[1]] ?? match[1], argument: match[2].trim().replace(/;$/, "").trim() };
}

export const REPL_HELP = `Statements end with ";" and may take several lines. TAB completes, ctrl-R searches the history, ctrl-C clears the line.
  \\d [TABLE]    tables, or the columns of one
  \\dt \\dv      tables, views
  \\df [WORD]    functions, those with WORD in their name
  \\ds [WORD]    settings with their values
  \\i FILE       run the statements of a file
  \\e [FILE]     write a statement in $EDITOR, beginning with the last one
  \\o [FILE]     write rows to a file as CSV; without FILE back to the terminal
  \\record [NAME] what is entered from now on becomes a case of millrace test; without NAME it is written
  \\x            expanded: one line for each column
  \\watch [SEC]  run the last SELECT again and again, every 2 seconds; ctrl-C ends it
  \\pager        whether long results open a view of their own
  \\j            jobs that run in the background (SHOW JOBS); STOP JOB 'name' ends one
  \\fresh        the next INSERT forgets its checkpoint and starts anew
  \\timing       show how long each statement takes
  y             run the repaired statement that the last error offers
  \\?  HELP      this help
  \\q  QUIT      leave; jobs are stopped with a checkpoint
In the view of a result: arrows, space, b, g, G scroll; c shows the changes, x is expanded, q goes back and ends the query.
`;
