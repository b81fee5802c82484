/** The HTTP server of the demo, on this machine only. */
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"

export const layerOf = (port: number) =>
  NodeHttpServer.layer(() => createServer(), { port, host: "127.0.0.1" })
