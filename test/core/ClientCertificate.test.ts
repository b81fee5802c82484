import { readFileSync } from "node:fs"
import { createServer, type Server as TlsServer } from "node:https"
import type { TLSSocket } from "node:tls"
import { NodeHttpClient } from "@effect/platform-node"
import * as Undici from "@effect/platform-node/Undici"
import { assert, describe, it } from "@effect/vitest"
import {
  ApiError,
  ClientCertificate,
  V2Client,
  V2Endpoint,
  V2Key,
  WechatPayError,
  Wire
} from "@effect-wechatpay/core"
import { Effect, Layer, Redacted, Schema } from "effect"
import { listen } from "../support/listen.js"
import * as Server from "../support/v2Platform.js"

const file = (name: string) => readFileSync(new URL(`fixtures/mutual-tls/${name}`, import.meta.url), "utf8")
const ca = file("authority.pem")
const merchant = { cert: file("merchant.pem"), key: file("merchant.key") }
const stranger = { cert: file("stranger.pem"), key: file("stranger.key") }

const appid = "wx2421b1c4370ec43b"

const reverse = V2Endpoint.make("test.reverse", {
  path: "/secapi/pay/reverse",
  signType: "HMAC-SHA256",
  payload: { appid: Wire.AppId },
  success: { recall: Schema.String },
  clientCertificate: true
})

const query = V2Endpoint.make("test.query", {
  path: "/pay/orderquery",
  signType: "HMAC-SHA256",
  payload: { appid: Wire.AppId },
  success: { recall: Schema.String }
})

/** A host that demands a certificate for `/secapi/`, and says which one it was shown. */
const host = Effect.gen(function* () {
  const shown: Array<string | undefined> = []
  const server: TlsServer = createServer(
    { cert: file("server.pem"), key: file("server.key"), ca, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const socket = request.socket as TLSSocket
      const chunks: Array<Buffer> = []
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => {
        const peer = socket.getPeerCertificate()
        shown.push(peer.subject === undefined ? undefined : String(peer.subject.CN))
        if (request.url?.startsWith("/secapi/") && !socket.authorized) {
          response.writeHead(400).end("<html>No required SSL certificate was sent</html>")
          return
        }
        const members = {
          return_code: "SUCCESS",
          result_code: "SUCCESS",
          appid,
          mch_id: Server.mchid,
          recall: "N"
        }
        response.end(Server.toXml({ ...members, sign: Server.signature(members, "HMAC-SHA256") }))
      })
    }
  )
  const port = yield* listen(server)
  return { url: `https://localhost:${port}`, shown }
})

const key = V2Key.layer({ mchid: Server.mchid, apiV2Key: Redacted.make(Server.apiV2Key) })

/** Connections of node:https and of undici. */
const clients = {
  "node:https": (tls: object) =>
    NodeHttpClient.layerWithoutAgent.pipe(Layer.provide(NodeHttpClient.makeAgentLayer({ ca, ...tls }))),
  undici: (tls: object) =>
    NodeHttpClient.layerUndiciWithoutDispatcher.pipe(
      Layer.provide(
        Layer.scoped(
          NodeHttpClient.Dispatcher,
          Effect.acquireRelease(
            Effect.sync(() => new Undici.Agent({ connect: { ca, ...tls } })),
            (agent) => Effect.promise(() => agent.close())
          )
        )
      )
    )
}

describe.each(Object.entries(clients))("mutual TLS over %s", (_, connect) => {
  const client = (url: string, tls: object) =>
    V2Client.layerClientCertificate({ baseUrl: url }).pipe(
      Layer.provide([key, connect({}), ClientCertificate.layer(connect(tls))])
    )

  it.scopedLive("only calls that need the client certificate present it", () =>
    Effect.gen(function* () {
      const { shown, url } = yield* host
      yield* Effect.gen(function* () {
        assert.deepStrictEqual(yield* reverse({ appid }), { recall: "N" })
        assert.deepStrictEqual(yield* query({ appid }), { recall: "N" })
      }).pipe(Effect.provide(client(url, merchant)))
      assert.deepStrictEqual(shown, [Server.mchid, undefined])
    })
  )

  it.scopedLive("the host rejects a certificate of another authority, and a connection without one", () =>
    Effect.gen(function* () {
      const { url } = yield* host
      for (const tls of [stranger, {}]) {
        const error = yield* Effect.flip(reverse({ appid }).pipe(Effect.provide(client(url, tls))))
        assert.instanceOf(error, ApiError.ApiError)
        assert.strictEqual(error.status, 400)
        assert.strictEqual(error.outcome, "Unknown")
      }
    })
  )

  it.scopedLive("nothing is sent to a host without a trusted certificate", () =>
    Effect.gen(function* () {
      const { shown, url } = yield* host
      const error = yield* Effect.flip(
        reverse({ appid }).pipe(Effect.provide(client(url, { ...merchant, ca: merchant.cert })))
      )
      assert.instanceOf(error, WechatPayError.WechatPayError)
      assert.strictEqual(error.reason._tag, "Transport")
      assert.strictEqual(error.outcome, "NotSent")
      assert.deepStrictEqual(shown, [])
    })
  )
})
