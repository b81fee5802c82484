/** Random choices of a program. The same seed gives the same choices. */
export interface Choices {
  /** From 0 to 1. */
  readonly next: () => number
  readonly int: (from: number, to: number) => number
  readonly chance: (probability: number) => boolean
  readonly of: <A>(...options: ReadonlyArray<A>) => A
}

/** The generator mulberry32. */
export const makeChoices = (seed: number): Choices => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    of: (...options) => options[int(0, options.length - 1)] as (typeof options)[number]
  }
}
