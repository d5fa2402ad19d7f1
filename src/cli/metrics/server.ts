// The HTTP server of `run --metrics`: /metrics (Prometheus text), /health and /ready. It lives as long as the run. It answers between
// batches and while one waits; while operators compute, a question waits for the end of the batch.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Progress } from "../../index.ts";
import { type Address, listenError } from "./address.ts";
import type { JobView } from "./job-view.ts";
import { HISTOGRAMS, METRICS } from "./records.ts";

type PromClient = typeof import("prom-client");
type Registry = InstanceType<PromClient["Registry"]>;

const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export class MetricsServer {
  readonly #server: Server;
  readonly #registry: Registry;
  readonly #observe: readonly ((progress: Progress) => void)[];
  readonly #view: JobView;

  private constructor(prom: PromClient, view: JobView) {
    this.#view = view;
    this.#registry = new prom.Registry();
    for (const record of METRICS) {
      const { name, help, labels } = record;
      const kind = record.kind === "counter" ? prom.Counter : prom.Gauge;
      new kind({
        name,
        help,
        labelNames: [...labels],
        registers: [this.#registry],
        collect() {
          this.reset();
          // Metrics without labels come back as 0 after a reset: what is not known is not shown.
          if (labels.length === 0) this.remove();
          for (const { labels: values, value } of record.read(view)) this.inc({ ...values }, value);
        },
      });
    }
    this.#observe = HISTOGRAMS.map(({ name, help, of }) => {
      const histogram = new prom.Histogram({ name, help, buckets: BUCKETS_SECONDS, registers: [this.#registry] });
      return (progress) => histogram.observe(of(progress));
    });
    this.#server = createServer((request, response) => void this.#answer(request, response));
    // An open connection of a scraper does not keep a job that has ended.
    this.#server.unref();
  }

  /** @throws CONNECTOR_ADDRESS_IN_USE, CONNECTOR_ADDRESS_UNUSABLE */
  static async listen(address: Address, view: JobView): Promise<MetricsServer> {
    const { default: prom } = await import("prom-client");
    const server = new MetricsServer(prom, view);
    await new Promise<void>((resolve, reject) => {
      server.#server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(address, error)));
      server.#server.listen(address.port, address.host, resolve);
    });
    return server;
  }

  get url(): string {
    const { address, port, family } = this.#server.address() as AddressInfo;
    return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
  }

  observe(progress: Progress): void {
    for (const observe of this.#observe) observe(progress);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "/").replace(/\?.*$/s, "");
    if (request.method !== "GET" && request.method !== "HEAD") return send(response, 405, "only GET\n");
    switch (path) {
      case "/metrics":
        return send(response, 200, await this.#registry.metrics(), this.#registry.contentType);
      case "/health": {
        const health = this.#view.health();
        return sendJson(response, health.status === "ok" ? 200 : 503, health);
      }
      case "/ready":
        return sendJson(response, this.#view.isReady ? 200 : 503, { ready: this.#view.isReady });
      default:
        return send(response, 404, "/metrics, /health or /ready\n");
    }
  }
}

function send(response: ServerResponse, status: number, body: string, type = "text/plain; charset=utf-8"): void {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  send(response, status, `${JSON.stringify(body)}\n`, "application/json");
}
