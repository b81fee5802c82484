/** The simulator without a network: an `HttpClient` that sends all requests to it, for every host. */
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type * as Message from "./message.js"
import { brokenConnection, unreadableBody } from "./requestError.js"

/** As `node:net` reports it. */
const connectionReset = (): Error =>
  Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" })

const concat = (chunks: Iterable<Uint8Array>): Uint8Array => new Uint8Array(Buffer.concat([...chunks]))

const webBody = (body: BodyInit) =>
  Effect.map(
    Effect.tryPromise(() => new Response(body).arrayBuffer()),
    (buffer) => new Uint8Array(buffer)
  )

const bytesOf = (
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<Uint8Array, HttpClientError.HttpClientError> => {
  const { body } = request
  const unreadable = (cause: unknown) => unreadableBody(request, cause)
  switch (body._tag) {
    case "Empty":
      return Effect.succeed(new Uint8Array(0))
    case "Uint8Array":
      return Effect.succeed(body.body)
    case "Raw":
      return Effect.mapError(webBody(body.body as BodyInit), unreadable)
    case "FormData":
      return Effect.mapError(webBody(body.formData), unreadable)
    case "Stream":
      return Effect.map(Stream.runCollect(Stream.mapError(body.stream, unreadable)), concat)
  }
}

const broken = (sent: Uint8Array): ReadableStream<Uint8Array> => {
  let first = sent.length > 0
  return new ReadableStream({
    pull: (controller) => {
      if (first) controller.enqueue(sent)
      else controller.error(connectionReset())
      first = false
    }
  })
}

const fileBody = (stream: Stream.Stream<Uint8Array>, cut: boolean): ReadableStream<Uint8Array> => {
  if (!cut) return Stream.toReadableStream(stream)
  const first = Stream.map(Stream.take(stream, 1), (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2)))
  return Stream.toReadableStream(Stream.concat(first, Stream.fail(connectionReset())))
}

const toResponse = ({ body, cut, headers, status, stream }: Message.Response): Response => {
  if (stream !== undefined) {
    return new Response(fileBody(stream, cut) as ReadableStream<Uint8Array<ArrayBuffer>>, {
      status,
      headers: { ...headers }
    })
  }
  if (cut)
    return new Response(broken(body.subarray(0, Math.floor(body.length / 2))), {
      status,
      headers: { ...headers }
    })
  return new Response(status === 204 ? null : new Uint8Array(body), { status, headers: { ...headers } })
}

export const makeHttpClient = (
  handle: (request: Message.Request) => Effect.Effect<Message.Reply>
): HttpClient.HttpClient =>
  HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const body = yield* bytesOf(request)
      const reply = yield* handle({
        method: request.method,
        target: url.pathname + url.search,
        origin: url.origin,
        headers: { host: url.host, ...request.headers },
        body
      })
      return reply._tag === "Reset"
        ? yield* Effect.fail(brokenConnection(request, connectionReset()))
        : HttpClientResponse.fromWeb(request, toResponse(reply))
    })
  )
