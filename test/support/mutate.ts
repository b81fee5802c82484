/** Changed inputs for parsers: the same ones for the same seed. */

/** Numbers from 0 to `most - 1`. */
export type Random = (most: number) => number

/** mulberry32 */
export const random = (seed: number): Random => {
  let state = seed >>> 0
  return (most) => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) % most
  }
}

export const oneOf = <A>(next: Random, values: ReadonlyArray<A>): A => values[next(values.length)] as A

/** Pieces that parsers treat in a special way. */
const tokens = [
  "\0",
  "\r\n",
  "\n",
  "\r\n\r\n",
  '"',
  "'",
  "\\",
  "\\u0000",
  "{",
  "}",
  "[[[[",
  "]",
  ":",
  ",",
  ",`",
  "`",
  '"__proto__":',
  "constructor",
  "null",
  "-0",
  "1e999",
  "9007199254740993",
  "<",
  "</",
  ">",
  "<!DOCTYPE x [",
  "<!ENTITY e SYSTEM 'file:///'>",
  "<![CDATA[",
  "]]>",
  "<!--",
  "&e;",
  "&#x110000;",
  "&#13;",
  "<?xml?>",
  "-----BEGIN ",
  "-----END ",
  "==",
  "%00",
  "%2e%2e/",
  "@",
  "#",
  "?token=",
  "//",
  "http:",
  "--",
  "; ",
  "20240230",
  "99999999999999",
  "\ufeff",
  "\u202e",
  "\ud83d\ude00",
  "支付"
].map((text) => Buffer.from(text))

const changes: ReadonlyArray<(next: Random, bytes: Buffer) => Buffer> = [
  (next, bytes) => {
    if (bytes.length === 0) return bytes
    const at = next(bytes.length)
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] as number) ^ (1 << next(8))
    return changed
  },
  (next, bytes) => {
    const at = next(bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, at), oneOf(next, tokens), bytes.subarray(at)])
  },
  (next, bytes) => {
    const at = next(bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, at), Buffer.of(next(256)), bytes.subarray(at)])
  },
  (next, bytes) => {
    const from = next(bytes.length + 1)
    const to = from + next(bytes.length - from + 1)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
  },
  (next, bytes) => {
    const from = next(bytes.length + 1)
    const to = from + next(Math.min(256, bytes.length - from) + 1)
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, to), bytes.subarray(to)])
  },
  (next, bytes) => bytes.subarray(0, next(bytes.length + 1))
]

/** One of the inputs with up to six changes. */
export const mutate = (next: Random, inputs: ReadonlyArray<Buffer>): Buffer => {
  let bytes = oneOf(next, inputs)
  for (let left = next(7); left > 0; left--) bytes = oneOf(next, changes)(next, bytes)
  return bytes
}
