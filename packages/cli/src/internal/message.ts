/** Responses and notifications that were saved in a file. */
import * as NotificationReceiver from "@effect-wechatpay/core/NotificationReceiver"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

export interface Message {
  /** Names in lower case. Empty: only the body was saved. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

const decodeDelivery = Schema.decodeUnknownOption(Schema.parseJson(NotificationReceiver.Delivery))

/** Where the body begins: after the first empty line. */
const bodyStart = (bytes: Uint8Array): number | undefined => {
  for (let index = 0; index < bytes.length - 1; index++) {
    if (bytes[index] !== 10) continue
    if (bytes[index + 1] === 10) return index + 2
    if (bytes[index + 1] === 13 && bytes[index + 2] === 10) return index + 3
  }
  return undefined
}

const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/

const startLine = /^(?:HTTP\/\d|[A-Z]+ \S+ HTTP\/\d)/

const headersOf = (text: string): Readonly<Record<string, string>> | undefined => {
  const lines = text.split(/\r?\n/).filter((line) => line !== "")
  const headers: Record<string, string> = {}
  for (const [index, line] of lines.entries()) {
    if (index === 0 && startLine.test(line)) continue
    const [, name, value] = headerLine.exec(line) ?? []
    if (name === undefined || value === undefined) return undefined
    headers[name.toLowerCase()] = value
  }
  return headers
}

/** Responses before the real one: `100 Continue`, and that of a proxy to `CONNECT`. */
const isInterim = (text: string): boolean => /^HTTP\/[\d.]+ (?:1\d\d|200 connection established)/i.test(text)

/**
 * Reads an HTTP message as `curl -i` prints it (the line of the status or of the request may be missing), a stored
 * `NotificationReceiver.Delivery`, or the body alone.
 */
export const parseMessage = (bytes: Uint8Array): Message => {
  const delivery = decodeDelivery(new TextDecoder().decode(bytes))
  if (Option.isSome(delivery)) return { headers: delivery.value.headers, body: delivery.value.body }
  const start = bodyStart(bytes)
  if (start === undefined) return { headers: {}, body: bytes }
  const head = new TextDecoder().decode(bytes.subarray(0, start))
  if (isInterim(head)) return parseMessage(bytes.subarray(start))
  const headers = headersOf(head)
  return headers === undefined ? { headers: {}, body: bytes } : { headers, body: bytes.subarray(start) }
}

export const isSigned = ({ headers }: Message): boolean => headers["wechatpay-signature"] !== undefined
