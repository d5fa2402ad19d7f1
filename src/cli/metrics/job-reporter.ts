// Metrics and health of one run: hears its events, serves them while it lives.
import { type Progress, type RunOptions, systemClock } from "../../index.ts";
import type { Address } from "./address.ts";
import { JobView } from "./job-view.ts";
import { MetricsServer } from "./server.ts";

export interface ReportedJob {
  readonly job: string;
  readonly intervalMs: number | null;
  readonly keepsState: boolean;
}

export class JobReporter {
  readonly #view: JobView;
  readonly #server: MetricsServer;

  private constructor(view: JobView, server: MetricsServer) {
    this.#view = view;
    this.#server = server;
  }

  /** @throws CONNECTOR_ADDRESS_IN_USE, CONNECTOR_ADDRESS_UNUSABLE */
  static async open(address: Address, { job, intervalMs, keepsState }: ReportedJob): Promise<JobReporter> {
    const view = new JobView(job, systemClock, intervalMs, keepsState);
    return new JobReporter(view, await MetricsServer.listen(address, view));
  }

  get url(): string {
    return this.#server.url;
  }

  /** For the options of the run. */
  get events(): Pick<RunOptions, "onReady" | "onBatch"> {
    return { onReady: () => this.#view.ready(), onBatch: (batch) => this.#view.began(batch) };
  }

  progress(progress: Progress): void {
    this.#view.committed(progress);
    this.#server.observe(progress);
  }

  /** `failure` null: the job has ended well. */
  close(failure: unknown): void {
    this.#view.ended(failure);
    this.#server.close();
  }
}
