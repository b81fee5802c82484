/** Answers at once with what was signed before, so that the bench measures clients only. */
import { createSign } from "node:crypto"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { order, readFixtures } from "./fixtures.js"

const fixtures = readFixtures(process.argv[2] as string)
const body = Buffer.from(JSON.stringify(order))

const signedHeaders = (content: Buffer): Record<string, string> => {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = "5K8264ILTKCH16CQ2502SI8ZNMTM67VS"
  const sign = createSign("RSA-SHA256").update(`${timestamp}\n${nonce}\n`).update(content).update("\n")
  return {
    "Wechatpay-Timestamp": timestamp,
    "Wechatpay-Nonce": nonce,
    "Wechatpay-Serial": fixtures.platformKeyId,
    "Wechatpay-Signature": sign.sign(fixtures.platformPrivateKey, "base64"),
    "Request-ID": "08F5B8C2B506102C18FDDFEEA30620BE821E28EDC405-0"
  }
}

const prepare = () => ({
  none: signedHeaders(Buffer.alloc(0)),
  order: {
    ...signedHeaders(body),
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": String(body.length)
  }
})

// Verifiers accept 300 s; a minute keeps the signatures fresh without costing anything.
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
server.keepAliveTimeout = 8_000
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
process.once("SIGTERM", () => process.exit(0))
