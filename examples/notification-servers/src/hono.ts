/** With Hono: it has `Request` and `Response`, so the handler is mounted as it is. */

import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { createAdaptorServer } from "@hono/node-server"
import { Hono } from "hono"
import { type Listening, path } from "./Orders.js"

export const listen = async (
  notify: (request: Request) => Promise<Response>,
  port: number
): Promise<Listening> => {
  const hono = new Hono()
  hono.post(path, ({ req }) => notify(req.raw))
  const server = createAdaptorServer(hono)
  server.listen(port)
  await once(server, "listening")
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(resolve))
  }
}
