/**
 * Reads keys, certificates and signatures in DER. The reader is meant for hostile bytes: it accepts the one encoding of a
 * value that DER allows, reads only the levels that it is asked for, and never recurses.
 *
 * It is public for cipher suites in packages of their own, such as `@effect-wechatpay/shangmi`.
 *
 * Tested in `test/core/der.test.ts`.
 *
 * @since 1.0.0
 */
import * as Option from "effect/Option"

/**
 * One encoded value.
 *
 * @since 1.0.0
 * @category models
 */
export interface Element {
  /** Class, form and number in one byte: `0x30` is a sequence. */
  readonly tag: number
  readonly content: Uint8Array<ArrayBuffer>
  /** Tag, length and content. */
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * The tags that keys and certificates need.
 *
 * @since 1.0.0
 * @category constants
 */
export const Tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31
} as const

const malformed = (): never => {
  throw new RangeError("malformed DER")
}

/** All values that follow each other in the bytes. */
const elements = (bytes: Uint8Array<ArrayBuffer>): ReadonlyArray<Element> => {
  const found: Array<Element> = []
  let at = 0
  while (at < bytes.length) {
    const tag = bytes[at] as number
    let size = bytes[at + 1] ?? malformed()
    let from = at + 2
    // Tags of several bytes are in no key or certificate.
    if ((tag & 0x1f) === 0x1f) malformed()
    if (size >= 0x80) {
      // Without digits the size is 0, and with five or more it is larger than any value: both fail below.
      const digits = size - 0x80
      size = 0
      for (const end = from + digits; from < end; from++) size = size * 256 + (bytes[from] ?? malformed())
      if (size < 0x80 || size < 256 ** (digits - 1)) malformed()
    }
    const to = from + size
    if (to > bytes.length) malformed()
    found.push({ tag, content: bytes.subarray(from, to), bytes: bytes.subarray(at, to) })
    at = to
  }
  return found
}

/**
 * The content of a value with this tag. Use it within {@link read}: it throws at another tag.
 *
 * @since 1.0.0
 * @category parts
 */
export const content = (element: Element | undefined, tag: number): Uint8Array<ArrayBuffer> =>
  element?.tag === tag ? element.content : malformed()

/**
 * The members of a sequence, or of another constructed value by its tag. Use it within {@link read}: it throws at
 * malformed bytes.
 *
 * @since 1.0.0
 * @category parts
 */
export const members = (element: Element | undefined, tag: number = Tag.sequence): ReadonlyArray<Element> =>
  elements(content(element, tag))

/**
 * The one value that the bytes are, with nothing after it. Use it within {@link read}: it throws at malformed bytes.
 *
 * @since 1.0.0
 * @category parts
 */
export const single = (bytes: Uint8Array<ArrayBuffer>): Element => {
  const [first, ...more] = elements(bytes)
  return first === undefined || more.length > 0 ? malformed() : first
}

/**
 * The bytes of a bit string of whole bytes. Use it within {@link read}: it throws at other values.
 *
 * @since 1.0.0
 * @category parts
 */
export const bits = (element: Element | undefined): Uint8Array<ArrayBuffer> => {
  const [unused, ...rest] = content(element, Tag.bitString)
  return unused === 0 ? new Uint8Array(rest) : malformed()
}

/**
 * The bytes of an integer that is not negative, without leading zeros; none for zero. Use it within {@link read}: it
 * throws at other values.
 *
 * @since 1.0.0
 * @category parts
 */
export const unsigned = (element: Element | undefined): Uint8Array<ArrayBuffer> => {
  const bytes = content(element, Tag.integer)
  const [first, second] = bytes
  if (first !== 0) return first === undefined || first >= 0x80 ? malformed() : bytes
  return second !== undefined && second < 0x80 ? malformed() : bytes.subarray(1)
}

/**
 * An object identifier as text, such as `1.2.840.113549.1.1.1`. Use it within {@link read}: it throws at other values.
 *
 * @since 1.0.0
 * @category parts
 */
export const oid = (element: Element | undefined): string => {
  const numbers: Array<number> = []
  let number = 0
  let isOpen = true
  for (const byte of content(element, Tag.oid)) {
    if (number === 0 && byte === 0x80) malformed()
    number = number * 128 + (byte & 0x7f)
    if (number > Number.MAX_SAFE_INTEGER / 128) malformed()
    isOpen = byte >= 0x80
    if (isOpen) continue
    if (numbers.length === 0) {
      const root = Math.min(2, Math.floor(number / 40))
      numbers.push(root)
      number -= root * 40
    }
    numbers.push(number)
    number = 0
  }
  return isOpen ? malformed() : numbers.join(".")
}

/**
 * Reads the one value that the bytes are. `undefined` if they are malformed, or if the function returns it.
 *
 * ```ts
 * const numbers = Der.read(der, (key) => Der.members(key).map(Der.unsigned))
 * ```
 *
 * @since 1.0.0
 * @category reading
 */
export const read = <A>(
  bytes: Uint8Array<ArrayBuffer>,
  use: (element: Element) => A | undefined
): A | undefined => Option.getOrUndefined(Option.liftThrowable(() => use(single(bytes)))())

/**
 * Writes a value whose parts are encoded already.
 *
 * @since 1.0.0
 * @category writing
 */
export const write = (
  tag: number,
  ...parts: ReadonlyArray<Uint8Array<ArrayBuffer>>
): Uint8Array<ArrayBuffer> => {
  const all = parts.flatMap((part) => [...part])
  const size: Array<number> = []
  for (let left = all.length; left > 0; left = Math.floor(left / 256)) size.unshift(left % 256)
  const length = all.length < 0x80 ? [all.length] : [0x80 | size.length, ...size]
  return Uint8Array.from([tag, ...length, ...all])
}
