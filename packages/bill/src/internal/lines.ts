import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { InvalidBill } from "../BillError.js"

export interface Line {
  /** From 1. */
  readonly number: number
  readonly text: string
}

/** Lines of bills are far shorter. The limit keeps a file without line feeds from filling the memory. */
const longest = 1024 * 1024

const withoutReturn = (text: string): string => (text.endsWith("\r") ? text.slice(0, -1) : text)

/** Splits UTF-8 text into lines, without line ends and without byte order mark. */
export const lines = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>
): Stream.Stream<Line, E | InvalidBill, R> =>
  Stream.suspend(() => {
    const decoder = new TextDecoder("utf-8", { fatal: true })
    /** The beginning of a line, in the pieces in which it arrived: joined once, however small they are. */
    let rest: Array<string> = []
    let restLength = 0
    let number = 0
    const takeRest = (): string => {
      const text = rest.join("")
      rest = []
      restLength = 0
      return text
    }
    const take = (text: string, into: Array<Line>): void => {
      const parts = text.split("\n")
      const end = parts.pop() as string
      for (const part of parts) into.push({ number: ++number, text: withoutReturn(takeRest() + part) })
      rest.push(end)
      restLength += end.length
    }
    const decode = (piece: Uint8Array | undefined): Effect.Effect<string, InvalidBill> =>
      Effect.try({
        try: () => (piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true })),
        catch: () => new InvalidBill({ line: number + 1, problem: "expected UTF-8" })
      })
    const whole = Stream.mapChunksEffect(bytes, (chunk) =>
      Effect.gen(function* () {
        const found: Array<Line> = []
        for (const piece of chunk) {
          take(yield* decode(piece), found)
          if (restLength > longest) {
            return yield* new InvalidBill({ line: number + 1, problem: "expected a shorter line" })
          }
        }
        return Chunk.unsafeFromArray(found)
      })
    )
    const last = Stream.fromEffect(
      Effect.map(
        Effect.suspend(() => decode(undefined)),
        (text): Line => ({ number: number + 1, text: withoutReturn(takeRest() + text) })
      )
    )
    return Stream.concat(whole, last)
  })
