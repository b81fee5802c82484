/** Unzips gzip with the web platform. */
// Functions of this module return a pull, which is an effect that the caller runs for each chunk.
// @effect-diagnostics returnEffectInGen:off
import * as Cause from "effect/Cause"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { Response } from "../../Download.js"
import { InvalidFile, type WechatPayError } from "../../WechatPayError.js"
import { ended, lookAhead, type Pull } from "./pull.js"

type Unzip<Options extends ReadonlyArray<unknown>> = <E>(
  pull: Pull<E>,
  opened: Response,
  ...options: Options
) => Effect.Effect<Pull<E | WechatPayError>, E | WechatPayError, Scope.Scope>

/** Unzips while it reads, with backpressure. */
const gunzip: Unzip<[]> = Effect.fnUntraced(function* <E>(pull: Pull<E>, opened: Response) {
  const { readable, writable } = new DecompressionStream("gzip")
  const writer = writable.getWriter()
  const reader = readable.getReader()
  yield* Effect.addFinalizer(() =>
    Effect.promise(() => Promise.allSettled([writer.abort(), reader.cancel()]))
  )
  let broken: Cause.Cause<Option.Option<E>> | undefined
  // If a write fails, the reader fails too.
  const quietly = (write: () => Promise<void>) => Effect.promise(() => write().catch(() => undefined))
  const feed: Effect.Effect<void> = Effect.matchCauseEffect(pull, {
    onFailure: (cause) => {
      if (Option.exists(Cause.failureOption(cause), Option.isNone)) return quietly(() => writer.close())
      broken = cause
      return quietly(() => writer.abort())
    },
    onSuccess: (chunk) =>
      Effect.andThen(
        Effect.forEach(chunk, (bytes) => quietly(() => writer.write(bytes as Uint8Array<ArrayBuffer>)), {
          discard: true
        }),
        feed
      )
  })
  yield* Effect.forkScoped(feed)
  const rejected = Effect.suspend(
    (): Pull<E | WechatPayError> =>
      broken === undefined
        ? Effect.mapError(opened.fail(new InvalidFile({ problem: "Compression" })), Option.some)
        : Effect.failCause(broken)
  )
  const next: Pull<E | WechatPayError> = Effect.matchEffect(
    Effect.tryPromise(() => reader.read()),
    {
      onFailure: () => rejected,
      onSuccess: ({ done, value }) => (done ? ended : Effect.succeed(Chunk.of(value)))
    }
  )
  return next
})

const ifGzip: Unzip<[]> = Effect.fnUntraced(function* <E>(pull: Pull<E>, opened: Response) {
  const beginning = yield* lookAhead(pull, 2)
  const isGzip = beginning.first[0] === 0x1f && beginning.first[1] === 0x8b
  return isGzip ? yield* gunzip(beginning.pull, opened) : beginning.pull
})

/**
 * Unzips a file that is gzip (`zipped`), and a response with `Content-Encoding: gzip`. Some transports undo the encoding
 * and do not tell, so only bytes that begin as gzip are unzipped, at most once for each of the two reasons.
 */
export const unzip: Unzip<[zipped: boolean]> = Effect.fnUntraced(function* <E>(
  pull: Pull<E>,
  opened: Response,
  zipped: boolean
) {
  const onItsWay = opened.headers["content-encoding"]?.trim().toLowerCase() === "gzip"
  const arrived = onItsWay ? yield* ifGzip(pull, opened) : pull
  return zipped ? yield* ifGzip(arrived, opened) : arrived
})
