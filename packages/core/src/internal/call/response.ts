/** Reads answers: bytes within a limit, JSON without tricks, and errors in whatever form they come. */
import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import { concatBytes } from "../codec/bytes.js"
import { countMembers, countWrittenMembers, maxDepth } from "../codec/json.js"

/** The response is longer than the client accepts. */
export class TooLarge extends Data.TaggedError("TooLarge") {}

const empty = new Uint8Array(0)

/** All bytes of a stream; reading stops at the limit. */
export const collect = <E>(
  stream: Stream.Stream<Uint8Array, E>,
  limit: number
): Effect.Effect<Uint8Array<ArrayBuffer>, E | TooLarge> =>
  Effect.suspend(() => {
    const chunks: Array<Uint8Array> = []
    let size = 0
    return stream.pipe(
      Stream.runForEach((chunk) => {
        size += chunk.length
        chunks.push(chunk)
        return size > limit ? Effect.fail(new TooLarge()) : Effect.void
      }),
      Effect.map(() => concatBytes(chunks))
    )
  })

/** Ends the exchange without its body: who begins to read and is interrupted closes the connection. */
const reject = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<never, TooLarge> =>
  Effect.raceFirst(
    Effect.andThen(Effect.ignore(response.arrayBuffer), new TooLarge()),
    Effect.andThen(Effect.yieldNow(), new TooLarge())
  )

/** Bytes of the body. Where the length is announced nothing longer is read; else reading stops at the limit. */
export const readBody = (
  response: HttpClientResponse.HttpClientResponse,
  limit: number
): Effect.Effect<Uint8Array, HttpClientError.ResponseError | TooLarge> =>
  Effect.suspend((): Effect.Effect<Uint8Array, HttpClientError.ResponseError | TooLarge> => {
    const length = Number(response.headers["content-length"])
    if (length > limit) return reject(response)
    // Where the runtime decompresses, the length says nothing of what comes.
    if ((length >= 0 && response.headers["content-encoding"] === undefined) || response.status === 204) {
      return Effect.map(response.arrayBuffer, (buffer) => new Uint8Array(buffer))
    }
    return collect(response.stream, limit).pipe(
      // An empty body is no error to us.
      Effect.catchIf(
        (error): error is HttpClientError.ResponseError =>
          error._tag === "ResponseError" && error.reason === "EmptyBody",
        () => Effect.succeed(empty)
      )
    )
  })

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
const lenientUtf8 = new TextDecoder()

/** Text for people and error envelopes; never fails. */
export const lenientText = (bytes: Uint8Array): string => lenientUtf8.decode(bytes)

/** Parses JSON; fails with what is wrong, never with the text. */
export const parseJson = (bytes: Uint8Array): Either.Either<unknown, string> => {
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    return Either.left("is not UTF-8")
  }
  const written = countWrittenMembers(text)
  if (written === undefined) return Either.left(`is nested deeper than ${maxDepth} levels`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return Either.left("is not JSON")
  }
  const members = countMembers(value)
  if (typeof members === "string") return Either.left(`has a member named ${members}`)
  // Of two members with one name the parser keeps the last.
  return members === written ? Either.right(value) : Either.left("has a member twice in one object")
}

/** The error envelope `{"code":…,"message":…,"detail":…}`, as far as it is there. */
export interface Envelope {
  readonly code?: string | undefined
  readonly message?: string | undefined
  readonly detail?: unknown
}

/** Codes are words like `ORDER_NOT_EXIST`; what looks otherwise does not come from WeChat Pay. */
const codeWord = /^[\w.-]{1,64}$/

export const envelopeOf = (value: unknown): Envelope => {
  if (typeof value !== "object" || value === null) return {}
  const { code, detail, message } = value as Record<string, unknown>
  return {
    code: typeof code === "string" && codeWord.test(code) ? code : undefined,
    message: typeof message === "string" && message !== "" ? message : undefined,
    detail: detail ?? undefined
  }
}

/** `Retry-After` in milliseconds: seconds, or a date. */
export const retryAfterMillis = (header: string | undefined, now: number): number | undefined => {
  if (header === undefined) return undefined
  if (/^[0-9]{1,9}$/.test(header)) return Number(header) * 1000
  // `Date.parse` takes "-1" and "1.5" for dates; those of HTTP begin with the day of the week.
  const date = /^[A-Z]/.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** The number after the last `-` of a Request-ID. */
export const internalCodeOf = (requestId: string | undefined): number | undefined => {
  const match = /-([0-9]{1,15})$/.exec(requestId ?? "")
  return match === null ? undefined : Number(match[1])
}
