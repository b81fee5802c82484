// Effect 4 edition of localServer.ts as of c54f3e69b7730876.
/** The HTTP server of the demo, on this machine only. */
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"

/** A shop that ends does not end its server: another one may be served by it. */
export const layerOf = (port: number) =>
  NodeHttpServer.layer(() => createServer(), { port, host: "127.0.0.1", disablePreemptiveShutdown: true })
