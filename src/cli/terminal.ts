// What a command may touch of its process: streams and what kind of terminal they are. Result rows go to stdout and
// nothing else does; progress, warnings, errors and summaries go to stderr.

export interface Output {
  write(text: string | Uint8Array): unknown;
}

export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly isStdoutTerminal: boolean;
  readonly isStderrTerminal: boolean;
  /** Colours on stderr. */
  readonly hasColor: boolean;
  /** Colours on stdout. */
  readonly hasOutColor: boolean;
  /** Columns of the terminal behind stderr. */
  columns(): number;
  rows(): number;
}

/** The terminal of this process. Colours follow NO_COLOR and --no-color. */
export function processTerminal(isColorRefused: boolean): Terminal {
  const { stdout, stderr, env } = process;
  const isColorWanted = !isColorRefused && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  return {
    stdout,
    stderr,
    isStdoutTerminal: stdout.isTTY === true,
    isStderrTerminal: stderr.isTTY === true,
    hasColor: isColorWanted && stderr.isTTY === true,
    hasOutColor: isColorWanted && stdout.isTTY === true,
    columns: () => stderr.columns ?? 80,
    rows: () => stderr.rows ?? 24,
  };
}

const COLORS = { red: 31, green: 32, yellow: 33, dim: 2, bold: 1 } as const;
type Color = keyof typeof COLORS;

/** For stderr. */
export function paint(terminal: Terminal, color: Color, text: string): string {
  return terminal.hasColor ? painted(color, text) : text;
}

/** For stdout. */
export function paintOut(terminal: Terminal, color: Color, text: string): string {
  return terminal.hasOutColor ? painted(color, text) : text;
}

function painted(color: Color, text: string): string {
  return `\x1b[${COLORS[color]}m${text}\x1b[0m`;
}

/** Whole numbers with a space between thousands: 26 115. */
export function countText(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, " ");
}

export function bytesText(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A span of time as a person says it: 340 ms, 12.5 s, 3 min 4 s. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} min`;
}
