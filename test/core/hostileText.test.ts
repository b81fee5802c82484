/** Text from outside gets into messages on one line, printable and cut. */
import { assert, describe, it } from "@effect/vitest"
import { ApiError, NotificationError, Verifier, WechatPayError } from "@effect-wechatpay/core"
import { Effect, Redacted, type Schema } from "effect"
import { filled } from "../support/filled.js"
import { platform } from "../support/scripted.js"

const hostile = `a\nERROR forged line\r\u001b[2J\u2028\u202e\u0000\ud800${"x".repeat(1_000_000)}`

const propsOf = (fields: Schema.Struct.Fields): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => name !== "_tag")
      .map(([name, field]) => [name, filled((field as Schema.Schema.Any).ast, hostile)])
  )

type AnyReason = { new (props: never): { readonly message: string }; readonly fields: Schema.Struct.Fields }

const make = (Class: unknown) => new (Class as AnyReason)(propsOf((Class as AnyReason).fields) as never)

const check = (message: string) => {
  assert.isBelow(message.length, 1200, message.slice(0, 300))
  assert.notMatch(message, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
}

describe("a message with hostile text", () => {
  // These say in words of our own what is wrong: no text from outside gets into them.
  const own = new Set(["problem", "host", "issues", "setting"])
  const outside = (reason: unknown) =>
    Object.keys((reason as AnyReason).fields).every((name) => !own.has(name))

  const callReasons = WechatPayError.Reason.members.filter(outside)
  const notificationReasons = NotificationError.Reason.members.filter(outside)

  it("the message is one printable line for every reason of a failed call", () => {
    assert.isAbove(callReasons.length, 5)
    for (const Class of callReasons) {
      check(
        new WechatPayError.WechatPayError({
          endpoint: "test",
          reason: make(Class) as WechatPayError.Reason,
          outcome: "Unknown",
          requestId: hostile
        }).message
      )
    }
  })

  it("the message is one printable line for every reason of a rejected notification", () => {
    assert.isAbove(notificationReasons.length, 5)
    for (const Class of notificationReasons) {
      check(
        new NotificationError.NotificationError({
          reason: make(Class) as NotificationError.Reason,
          eventType: hostile,
          id: hostile,
          requestId: hostile
        }).message
      )
    }
  })

  it("the message of a business error with hostile text is one printable line", () => {
    check(
      new ApiError.ApiError({
        endpoint: "test",
        status: 500,
        code: hostile,
        wechatMessage: hostile,
        requestId: hostile,
        text: Redacted.make(hostile),
        outcome: "Unknown",
        verified: false
      }).message
    )
  })

  it.effect("only the first characters of an unsigned serial number are in the message", () =>
    Effect.gen(function* () {
      const verifier = yield* Verifier.makePublicKey({
        keys: [{ id: platform.id, publicKey: platform.publicKey }]
      })
      const error = yield* Effect.flip(
        Verifier.verifyAt(
          {
            "wechatpay-timestamp": "1",
            "wechatpay-nonce": "n",
            "wechatpay-signature": "s",
            "wechatpay-serial": hostile
          },
          new Uint8Array(0),
          1
        ).pipe(Effect.provideService(Verifier.Verifier, verifier))
      )
      assert(error._tag === "UnknownSerial")
      assert.isAtMost(error.serialNo.length, 200)
      check(error.message)
    })
  )
})
