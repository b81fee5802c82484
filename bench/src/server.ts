/** Responds immediately with a response that was signed before, so that the bench measures clients only. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { order, readFixtures, signedHeaders } from "./fixtures.js"

const fixtures = readFixtures(process.argv[2] as string)
const body = Buffer.from(JSON.stringify(order))

const prepare = () => ({
  none: signedHeaders(fixtures, Buffer.alloc(0)),
  order: {
    ...signedHeaders(fixtures, body),
    "content-type": "application/json; charset=utf-8",
    "content-length": String(body.length)
  }
})

// Verifiers accept 300 s; signing once per minute keeps the signatures fresh at no cost.
let prepared = prepare()
setInterval(() => {
  prepared = prepare()
}, 60_000).unref()

const server = createServer((request, response) => {
  request.on("end", () => {
    if (request.method === "GET") {
      response.writeHead(200, prepared.order)
      response.end(body)
    } else {
      response.writeHead(204, prepared.none)
      response.end()
    }
  })
  request.resume()
})
// A client keeps its connections during the rounds of the others.
server.keepAliveTimeout = 600_000
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
process.once("SIGTERM", () => process.exit(0))
