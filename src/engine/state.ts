// What a session holds: catalog, settings, connectors, and the statements that made them. Plain parts that compiling and
// running share.

import { machineZone } from "../common/zone.ts";
import type { Connector } from "../connectors/connector.ts";
import { MemoryCatalog } from "../planner/catalog.ts";
import type { PlannerSession } from "../planner/session.ts";
import { defaultSettings } from "../planner/settings.ts";
import { ConnectorSet } from "./connectors.ts";
import { FunctionSet, functionPolicy } from "./functions.ts";
import type { FunctionDefinition } from "./user-function.ts";

export interface SessionOptions {
  /** Relative paths of tables are relative to this folder; default: the working directory of the process. */
  readonly workingDirectory?: string;
  /** Settings over the defaults, as SET would make them. */
  readonly settings?: ReadonlyMap<string, string> | Readonly<Record<string, string>>;
  /** Where `print` tables write; default: the standard output. */
  readonly stdout?: { write(text: string | Uint8Array): unknown };
  /** Connectors beside the built-in ones. */
  readonly connectors?: readonly Connector[];
  /** User functions by name, as { kind: "scalar", args: ["STRING"], returns: "STRING", evaluate }. */
  readonly functions?: Readonly<Record<string, FunctionDefinition>>;
  /** True: the caller runs several jobs side by side, and takes "jobs" steps. */
  readonly hasJobs?: boolean;
  /** False: plans are run as bound, no rule is applied. */
  readonly optimize?: boolean;
}

/** The settings that were given from outside. */
export function settingPairs({ settings = {} }: SessionOptions): readonly (readonly [string, string])[] {
  return settings instanceof Map ? [...settings] : Object.entries(settings);
}

export class SessionState implements PlannerSession {
  catalog = new MemoryCatalog();
  functions: FunctionSet;
  readonly settings: Map<string, string>;
  takesOutsideSettings = false;
  readonly connectors: ConnectorSet;
  readonly workingDirectory: string;
  /** What the library defined. */
  defined: Readonly<Record<string, FunctionDefinition>> = {};
  readonly stdout: { write(text: string | Uint8Array): unknown };
  readonly optimize: boolean;
  readonly hasJobs: boolean;
  readonly options: SessionOptions;
  /** Texts of the statements that made catalog and settings what they are. */
  definitions: readonly string[] = [];

  constructor(options: SessionOptions = {}) {
    this.options = options;
    this.settings = defaultSettings();
    this.connectors = new ConnectorSet(options.connectors ?? []);
    this.workingDirectory = options.workingDirectory ?? process.cwd();
    this.functions = new FunctionSet(functionPolicy(this.workingDirectory, new Map(settingPairs(options))));
    for (const [name, definition] of Object.entries(options.functions ?? {})) this.define(name, definition);
    this.stdout = options.stdout ?? process.stdout;
    this.hasJobs = options.hasJobs ?? false;
    this.optimize = options.optimize ?? true;
  }

  /** A function of the library: in force from here on, also where stored statements are compiled again. */
  define(name: string, definition: FunctionDefinition): void {
    this.functions.define(name, definition);
    this.defined = { ...this.defined, [name]: definition };
  }

  get zone(): string {
    return this.settings.get("table.local-time-zone") ?? machineZone();
  }
}
