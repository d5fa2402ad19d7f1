// What a session holds: catalog, settings, connectors, and the statements that made them. Plain parts that compiling and
// running share.
import type { Connector } from "./connectors/connector.ts";
import { ConnectorSet } from "./engine-connectors.ts";
import { machineZone } from "./common/zone.ts";
import { MemoryCatalog } from "./planner/catalog.ts";
import type { PlannerSession } from "./planner/session.ts";
import { defaultSettings } from "./planner/settings.ts";

export interface SessionOptions {
  /** Relative paths of tables are relative to this folder; default: the working directory of the process. */
  readonly workingDirectory?: string;
  /** Settings over the defaults, as SET would make them. */
  readonly settings?: ReadonlyMap<string, string> | Readonly<Record<string, string>>;
  /** Where `print` tables write; default: the standard output. */
  readonly stdout?: { write(text: string | Uint8Array): unknown };
  /** Connectors beside the built-in ones. */
  readonly connectors?: readonly Connector[];
  /** False: plans are run as bound, no rule is applied. */
  readonly optimize?: boolean;
}

export class SessionState implements PlannerSession {
  catalog = new MemoryCatalog();
  readonly settings: Map<string, string>;
  readonly connectors: ConnectorSet;
  readonly workingDirectory: string;
  readonly stdout: { write(text: string | Uint8Array): unknown };
  readonly optimize: boolean;
  readonly options: SessionOptions;
  /** Texts of the statements that made catalog and settings what they are. */
  definitions: readonly string[] = [];

  constructor(options: SessionOptions = {}) {
    this.options = options;
    this.settings = defaultSettings();
    this.connectors = new ConnectorSet(options.connectors ?? []);
    this.workingDirectory = options.workingDirectory ?? process.cwd();
    this.stdout = options.stdout ?? process.stdout;
    this.optimize = options.optimize ?? true;
  }

  get zone(): string {
    return this.settings.get("table.local-time-zone") ?? machineZone();
  }
}
