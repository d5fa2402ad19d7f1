// HOST:PORT of --metrics. Without a host it is the loopback address: what a job reads and how much is nobody else's business.
import { MillraceError } from "../../index.ts";
import { UsageError } from "../args.ts";

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** 127.0.0.1:9090, :9090, 9090, [::1]:9090. Port 0: any that is free. @throws UsageError */
export function parseAddress(text: string): Address {
  const match = /^(?:(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/]*)):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65535) {
    throw new UsageError(
      `--metrics is HOST:PORT or :PORT, such as :9090 (this machine only) or 0.0.0.0:9090, not "${text}"`,
    );
  }
  return { host: match[1] || match[2] || "127.0.0.1", port };
}

/** Why listening failed, with the way out. */
export function listenError({ host, port }: Address, error: NodeJS.ErrnoException): MillraceError {
  const place = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  if (error.code === "EADDRINUSE") {
    return new MillraceError("CONNECTOR_ADDRESS_IN_USE", `--metrics ${place}: another process listens there`, {
      hint: "Give another port, or stop that process. Port 0 takes one that is free.",
      cause: error,
    });
  }
  return new MillraceError(
    "CONNECTOR_ADDRESS_UNUSABLE",
    `--metrics ${place}: cannot listen there (${error.code ?? error.message})`,
    {
      hint: "The host is an address of this machine (127.0.0.1, or 0.0.0.0 for all of them), the port one that you may use (1024 and above).",
      cause: error,
    },
  );
}
