// A TCP proxy on the loopback that stands for a bad network between a job and its broker.
import { createServer, connect as connectTo, type Server, type Socket } from "node:net";

export class TcpProxy {
  readonly #server: Server;
  readonly #upstreamPort: number;
  readonly #sockets = new Set<Socket>();
  #isCut = false;
  /** While the network is silent: settled when it speaks again. */
  #silence: Promise<void> = Promise.resolve();
  #heal: () => void = () => {};
  /** Each piece of data comes so much later. */
  delayMs = 0;
  /** Of the pieces of data, so many are answered by a reset of the connection. */
  resetShare = 0;

  private constructor(upstreamPort: number) {
    this.#upstreamPort = upstreamPort;
    this.#server = createServer((socket) => this.#take(socket));
  }

  static async open(upstreamPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(upstreamPort);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Connections are reset and new ones refused, until heal(). */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Nothing arrives and nobody is told, until heal(): then it all does, as TCP sends again what was lost. */
  silence(): void {
    this.#silence = new Promise((resolve) => (this.#heal = resolve));
  }

  heal(): void {
    this.#isCut = false;
    this.delayMs = 0;
    this.resetShare = 0;
    this.#heal();
  }

  async close(): Promise<void> {
    this.cut();
    this.heal();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(client: Socket): void {
    if (this.#isCut) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connectTo({ host: "127.0.0.1", port: this.#upstreamPort, noDelay: true });
    client.setNoDelay(true);
    this.#pass(client, upstream);
    this.#pass(upstream, client);
  }

  #pass(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    let last = Promise.resolve();
    from.on("data", (bytes) => {
      if (Math.random() < this.resetShare) {
        from.resetAndDestroy();
        to.resetAndDestroy();
        return;
      }
      const due = new Promise<void>((resolve) => setTimeout(resolve, this.delayMs));
      const silence = this.#silence;
      // In order, whatever the delays are.
      last = last.then(async () => {
        await Promise.all([due, silence]);
        if (!to.destroyed) to.write(bytes);
      });
    });
    from.on("error", () => to.destroy());
    from.on("close", () => {
      this.#sockets.delete(from);
      void last.then(() => to.end());
    });
  }
}
