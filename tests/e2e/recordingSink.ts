/**
 * What stands outside: an HTTP server, a bare TCP listener (a preconnect opens a connection and asks for nothing) and
 * a UDP listener (STUN), all on `localhost`, which to a page on 127.0.0.1 is another origin. Each writes down what reaches it.
 */
import { createSocket } from "node:dgram";
import { createServer as createHttpServer } from "node:http";
import { createServer as createTcpServer, type AddressInfo } from "node:net";

export interface RecordingSink {
  readonly httpPort: number;
  readonly tcpPort: number;
  readonly udpPort: number;
  /** True once a request for `/name` (HTTP), any connection (`tcp`) or any packet (`udp`) has arrived. */
  hasSeen(name: string): boolean;
  readonly seen: readonly string[];
  clear(): void;
  close(): Promise<void>;
}

/** Every answer is welcome anywhere, so that nothing but the page's own policy can stop a request. */
const openDoor = { "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin", "Content-Type": "text/javascript" };

export async function openSink(): Promise<RecordingSink> {
  const seen: string[] = [];
  const http = createHttpServer((request, response) => {
    seen.push(new URL(request.url ?? "/", "http://sink").pathname.slice(1));
    response.writeHead(200, openDoor).end("export {};");
  });
  http.on("upgrade", (request, socket) => {
    seen.push((request.url ?? "/").slice(1));
    socket.destroy();
  });
  const tcp = createTcpServer((socket) => {
    seen.push("tcp");
    socket.on("error", () => undefined);
    socket.destroy();
  });
  const udp = createSocket("udp4");
  udp.on("message", () => seen.push("udp"));
  await Promise.all([
    new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve)),
    new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve)),
    new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", resolve)),
  ]);
  return {
    httpPort: (http.address() as AddressInfo).port,
    tcpPort: (tcp.address() as AddressInfo).port,
    udpPort: udp.address().port,
    seen,
    hasSeen: (name) => seen.includes(name),
    clear: () => void seen.splice(0),
    close: async () => {
      http.closeAllConnections();
      await Promise.all([
        new Promise((resolve) => http.close(resolve)),
        new Promise((resolve) => tcp.close(resolve)),
        new Promise<void>((resolve) => udp.close(() => resolve())),
      ]);
    },
  };
}
