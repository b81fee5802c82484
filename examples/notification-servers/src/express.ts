/** With Express: mount it before `express.json()`, because the signature covers the bytes as they arrived. */
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { getRequestListener } from "@hono/node-server"
import express from "express"
import { type Listening, path } from "./Orders.js"

export const listen = async (
  notify: (request: Request) => Promise<Response>,
  port: number
): Promise<Listening> => {
  const app = express()
  app.post(path, getRequestListener(notify))
  // Everything else of the shop.
  app.use(express.json())
  const server = app.listen(port)
  await once(server, "listening")
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(resolve))
  }
}
