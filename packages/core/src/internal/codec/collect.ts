/** Reads the bytes of a stream, within a limit. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { concatBytes } from "./bytes.js"

/** The stream is longer than allowed. */
export class TooLarge extends Data.TaggedError("TooLarge") {}

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
