/**
 * What is written for speed alone, each with how to do without: a module of `packages/core/src/internal/speed` has a plain twin
 * in `plain/`, and classes of objects that are held across an await become literals.
 */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

export interface Trick {
  readonly name: string
  readonly what: string
  /** The source without the trick, for the files that change. */
  readonly without: (file: string, source: string) => string | undefined
}

const plain = (module: string, what: string): Trick => ({
  name: module,
  what,
  without: (file) =>
    file.endsWith(`/core/src/internal/speed/${module}.ts`)
      ? readFileSync(fileURLToPath(new URL(`plain/${module}.ts`, import.meta.url)), "utf8")
      : undefined
})

/** Instances in the order of a call. Each becomes a function that returns a literal: `new` gives what it returns. */
const literals: ReadonlyArray<readonly [file: string, from: RegExp, to: string]> = [
  [
    "internal/call/protocol.ts",
    /export class CallContext \{[\s\S]*?\n\}\n/,
    `export type CallContext = { readonly clock: Clock.Clock; readonly makeNonce: () => string; readonly policy: Policy; readonly timeout: Duration.Duration }
export const CallContext = function (fiber: Running) {
  return {
    clock: clockOf(fiber),
    makeNonce: settingOf(fiber, Nonce),
    policy: settingOf(fiber, Retry),
    timeout: settingOf(fiber, Timeout)
  }
} as unknown as new (fiber: Running) => CallContext
`
  ],
  [
    "internal/call/protocol.ts",
    /export class InFlight \{[\s\S]*?\n\}\n/,
    `export type InFlight = { giveUp: (() => void) | undefined }
export const InFlight = function () { return { giveUp: undefined } } as unknown as new () => InFlight
`
  ],
  [
    "internal/call/runner.ts",
    /class Limits implements [\s\S]*?\n\}\n/,
    `const Limits = function (millis: number, maxBytes: number) { return { millis, maxBytes } } as unknown as new (millis: number, maxBytes: number) => HttpExchange.Limits
`
  ],
  [
    "internal/v3/sign.ts",
    /class SignedHeaders \{[\s\S]*?\n\}\n/,
    `const SignedHeaders = function (accept: string, authorization: string) {
  return { "user-agent": userAgent, accept, authorization }
} as unknown as new (accept: string, authorization: string) => { [name: string]: string }
`
  ],
  [
    "internal/v3/sign.ts",
    /class V3Request implements [\s\S]*?\n\}\n/,
    `const V3Request = function (method, origin, target, headers, body, signedText) {
  return { method, origin, target, headers, body, signedText }
} as any
`
  ],
  [
    "internal/v3/protocol.ts",
    /class Message<Input> implements [\s\S]*?\n\}\n\n/,
    `type Message<Input> = Outgoing & { readonly texts: Encoded["texts"]; readonly input: Input }
const Message = function (method, { serialNo, target, texts }, { bytes, signed, type }, input) {
  return { method, target, signed, bytes, type, accept: "application/json", serialNo, texts, input }
} as any

`
  ],
  [
    "internal/notification/open.ts",
    /class Message implements [\s\S]*?\n\}\n\n/,
    `const Message = function ({ nonce, serialNo, signature, timestamp }, body) {
  return { nonce, serialNo, signature, timestamp, body }
} as any

`
  ],
  [
    "internal/notification/open.ts",
    /export class Opened \{[\s\S]*?\n\}\n\n/,
    `export type Opened = { readonly envelope: Envelope; readonly resource: unknown; readonly text: () => Redacted.Redacted }
export const Opened = function (envelope, resource, bytes) {
  return { envelope, resource, text: () => textOf(bytes) }
} as any

`
  ]
]

const classes: Trick = {
  name: "classes",
  what: "instances of classes for what is held across an await, where a literal would do",
  without: (file, source) => {
    const changes = literals.filter(([path]) => file.endsWith(`/core/src/${path}`))
    if (changes.length === 0) return undefined
    return changes.reduce((text, [path, from, to]) => {
      if (!from.test(text)) throw new Error(`${path} has no ${from}`)
      return text.replace(from, to)
    }, source)
  }
}

export const tricks: ReadonlyArray<Trick> = [
  plain("steps", "no step of the fiber for what is there already"),
  plain("span", "one bracket for the span of a call, and no copies of the fiber's references"),
  classes,
  plain("noteCall", "counter and histogram of a call in one update, found by their tags once"),
  plain("parser", "plain shapes are parsed without `ParseResult`, unless something does not fit"),
  plain("once", "what is the same in all calls of an endpoint is computed once")
]
