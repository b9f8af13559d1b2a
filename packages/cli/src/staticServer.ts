/**
 * A small static server on the loopback interface. Every answer, also a refusal of a request that is not HTTP at all,
 * carries the given headers.
 */
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join, sep } from "node:path";
import { contentSecurityPolicy, privacyHeaders } from "./headers.ts";
import { mediaTypeOf } from "./mediaTypes.ts";
import { describePolicyReport } from "./policyReport.ts";

export interface StaticServerOptions {
  /** The folder served. Nothing outside it is, whatever the path or the links in it say. */
  readonly root: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Headers of every response. Default: the four of `privacyHeaders`; tests pass others to switch the policy off. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Ask browsers to report each violation of the policy to this server, workers' included, which a page cannot see.
   * The policy in force stays as it is: a second, report-only copy carries the address for reports.
   */
  readonly collectPolicyReports?: boolean;
}

export interface StaticServer {
  /** For example `http://127.0.0.1:19019`, without a slash at the end. */
  readonly origin: string;
  readonly port: number;
  /** One line per reported violation; stays empty without `collectPolicyReports`. */
  readonly policyReports: readonly string[];
  close(): Promise<void>;
}

/** The port is in use or not allowed. */
export class PortError extends Error {
  override readonly name = "PortError";
  readonly port: number;
  constructor(port: number, reason: string) {
    super(`Port ${port} ${reason}. Leave out --port to use a free one, or name another.`);
    this.port = port;
  }
}

/** Names that Vite gives to built assets, `name-<8 characters of hash>.ext`: their content never changes. */
const hashedAsset = /[/\\]assets[/\\].+-[\w-]{8}\.\w+$/;

const reportPath = "/policy-reports";

/** Serves a folder on 127.0.0.1 until closed. Throws `PortError` when the port cannot be had. */
export async function serveFolder(options: StaticServerOptions): Promise<StaticServer> {
  const headers: Record<string, string> = { ...(options.headers ?? privacyHeaders), "X-Content-Type-Options": "nosniff" };
  if (options.collectPolicyReports) headers["Content-Security-Policy-Report-Only"] = `${contentSecurityPolicy}; report-uri ${reportPath}`;
  const policyReports: string[] = [];
  const root = await realpath(options.root);
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const answered = options.collectPolicyReports && request.method === "POST" && request.url === reportPath ? takeReport(request, response, policyReports) : answer(root, request, response);
    answered.catch(() => refuse(response, 500, "This file could not be read."));
  });
  server.on("clientError", (_error, socket) => {
    if (!socket.writable) return;
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    socket.end(`HTTP/1.1 400 Bad Request\r\n${lines.join("\r\n")}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const port = options.port ?? 0;
      if (error.code === "EADDRINUSE") reject(new PortError(port, "is in use by another program"));
      else if (error.code === "EACCES") reject(new PortError(port, "is not allowed for this user"));
      else reject(error);
    });
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    policyReports,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    return refuse(response, 405, "Only GET and HEAD are answered here.");
  }
  const [rawPath, query] = splitOnce(request.url ?? "/", "?");
  let path: string;
  try {
    path = decodeURIComponent(rawPath);
  } catch {
    return refuse(response, 400, "The address is not valid.");
  }
  if (!path.startsWith("/") || path.includes("\0") || path.includes("\\") || path.split("/").includes("..")) {
    return refuse(response, 403, "The address points outside the served folder.");
  }
  let file: string;
  let facts: Awaited<ReturnType<typeof stat>>;
  try {
    file = await realpath(join(root, path));
    facts = await stat(file);
    if (facts.isDirectory()) {
      if (!path.endsWith("/")) {
        // Relative addresses in the page resolve only when the folder's address ends with a slash.
        response.setHeader("Location", `${rawPath.replace(/^\/+/, "/")}/${query === "" ? "" : `?${query}`}`);
        return refuse(response, 308, "");
      }
      file = await realpath(join(file, "index.html"));
      facts = await stat(file);
    }
  } catch {
    return refuse(response, 404, "There is no such page.");
  }
  if (file !== root && !file.startsWith(root + sep)) return refuse(response, 403, "The address points outside the served folder.");
  if (!facts.isFile()) return refuse(response, 404, "There is no such page.");

  const tag = `"${facts.size.toString(36)}-${Math.floor(facts.mtimeMs).toString(36)}"`;
  response.setHeader("ETag", tag);
  response.setHeader("Cache-Control", hashedAsset.test(file) ? "public, max-age=31536000, immutable" : "no-cache");
  if (request.headers["if-none-match"] === tag) {
    response.statusCode = 304;
    response.end();
    return;
  }
  response.setHeader("Content-Type", mediaTypeOf(file));
  response.setHeader("Content-Length", facts.size);
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  const stream = createReadStream(file);
  stream.on("error", () => (response.headersSent ? response.destroy() : refuse(response, 500, "This file could not be read.")));
  response.on("close", () => stream.destroy());
  stream.pipe(response);
}

async function takeReport(request: IncomingMessage, response: ServerResponse, policyReports: string[]): Promise<void> {
  request.setEncoding("utf8");
  let text = "";
  for await (const chunk of request) text += chunk;
  policyReports.push(describePolicyReport(text));
  response.statusCode = 204;
  response.end();
}

function refuse(response: ServerResponse, statusCode: number, text: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.removeHeader("Content-Length");
  response.removeHeader("ETag");
  response.statusCode = statusCode;
  response.setHeader("Cache-Control", "no-cache");
  response.setHeader("Content-Type", "text/plain; charset=utf-8");
  response.end(text === "" ? "" : `${text}\n`);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
