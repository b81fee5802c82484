/**
 * A host that hands out files over real HTTP, and takes them: for what a download or an upload does to a connection. It
 * checks the signature of each request with node:crypto and shares no code with the client.
 */
import { createVerify } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { FetchHttpClient, type HttpClient } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { Signer, Verifier, WechatPayClient } from "@effect-wechatpay/core"
import { Deferred, Effect, Layer, Redacted } from "effect"
import { listenAt } from "./listen.js"
import { merchant, platform } from "./scripted.js"

/** A request as it arrived. */
export interface Received {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
  readonly authorization: Readonly<Record<string, string>>
}

/** Whether the merchant signed the request with `lastLine` as the last line of the text. */
export const isSigned = ({ authorization, method, target }: Received, lastLine: string): boolean =>
  createVerify("RSA-SHA256")
    .update(`${method}\n${target}\n${authorization.timestamp}\n${authorization.nonce_str}\n${lastLine}\n`)
    .verify(merchant.publicKey, authorization.signature ?? "", "base64")

const receive = async (request: IncomingMessage): Promise<Received> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return {
    method: request.method ?? "",
    target: request.url ?? "",
    headers: request.headers as Record<string, string | undefined>,
    body: Buffer.concat(chunks),
    authorization: Object.fromEntries(
      [...(request.headers.authorization ?? "").matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, name, value]) => [
        name,
        value
      ])
    )
  }
}

/** The server of one test. */
export const serve = (respond: (received: Received, response: ServerResponse) => void | Promise<void>) =>
  Effect.gen(function* () {
    const received: Array<Received> = []
    /** Completed when a client closes its connection before the response is whole. */
    const aborted = yield* Deferred.make<void>()
    const server = createServer((request, response) => {
      response.on("close", () => {
        if (!response.writableFinished) Deferred.unsafeDone(aborted, Effect.void)
      })
      receive(request)
        .then((arrived) => {
          received.push(arrived)
          return respond(arrived, response)
        })
        .catch((error: unknown) => response.destroy(error as Error))
    })
    const origin = yield* listenAt(server)
    return { origin, received, aborted }
  })

export const transports: Record<"undici" | "node:http" | "fetch", Layer.Layer<HttpClient.HttpClient>> = {
  undici: NodeHttpClient.layerUndici,
  "node:http": NodeHttpClient.layer,
  fetch: FetchHttpClient.layer
}

/** A client of the sample merchant that sends to a server. */
export const clientOf = (
  origin: string,
  http: Layer.Layer<HttpClient.HttpClient> = transports.undici,
  options: Omit<WechatPayClient.Options, "baseUrl"> = {}
): Layer.Layer<WechatPayClient.WechatPayClient> =>
  WechatPayClient.layer({ ...options, baseUrl: origin }).pipe(
    Layer.provide([
      Signer.layer({ ...merchant, privateKey: Redacted.make(merchant.privateKey) }),
      Verifier.layerPublicKey({ keys: [{ id: platform.id, publicKey: platform.publicKey }] }),
      http
    ]),
    Layer.orDie
  )
