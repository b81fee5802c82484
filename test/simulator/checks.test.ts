/** Each check, by requests that are built by hand and break it; the same table on both fronts. */
import { createVerify } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Samples, Simulator } from "@effect-wechatpay/simulator"
import type { Merchant } from "@effect-wechatpay/simulator/Merchant"
import { Effect, TestClock } from "effect"
import { fronts, lastCall } from "./fronts.js"
import { signed } from "./RawRequest.js"
import { authorization, body, good, signing, strangerKey, target, violations } from "./violations.js"

const now = 1_700_000_000

for (const front of fronts) {
  describe(`the checks, ${front.name}`, () => {
    it.layer(
      front.layer({
        merchants: [
          { mchid: Samples.mchid, appids: [Samples.appid], subMchids: [Samples.subMchid] },
          { mchid: "1900000001" }
        ]
      })
    )((it) => {
      const given = Effect.gen(function* () {
        yield* TestClock.setTime(now * 1000)
        const { merchant, merchants } = yield* Simulator.Simulator
        return { merchant, other: merchants[1] as Merchant, now }
      })

      for (const violation of violations) {
        it.effect(
          `a request with ${violation.name} is rejected with ${violation.status} ${violation.code ?? ""}`,
          () =>
            Effect.gen(function* () {
              const raw = violation.raw(yield* given)
              const response = yield* front.send(raw)
              const call = yield* lastCall
              assert.strictEqual(response.status, violation.status)
              assert.strictEqual(call.rejectedBy, violation.check)
              assert.isFalse(call.handled)
              assert.strictEqual(call.target, raw.target)
              assert.strictEqual(call.requestId, response.headers["request-id"])
              if (violation.signature !== undefined) assert.strictEqual(call.signature, violation.signature)
              const internal = /^[0-9A-F]{40}-([0-9]+)$/.exec(response.headers["request-id"] ?? "")?.[1]
              assert.isDefined(internal)
              assert.notStrictEqual(internal, "0")
              if (violation.internalCode !== undefined)
                assert.strictEqual(Number(internal), violation.internalCode)
              assert.isUndefined(response.headers["wechatpay-signature"], "errors are not signed")
              if (violation.code === undefined) {
                assert.strictEqual(response.body.length, 0)
              } else {
                const error = JSON.parse(response.body.toString()) as {
                  code: string
                  message: string
                  detail?: object
                }
                assert.strictEqual(error.code, violation.code)
                assert.notStrictEqual(error.message, "")
                assert.strictEqual(call.errorCode, violation.code)
                if (violation.detail !== undefined) assert.deepInclude(error.detail, violation.detail)
              }
            })
        )
      }

      it.effect("a request without a violation succeeds, and its 204 response is signed", () =>
        Effect.gen(function* () {
          const { merchant } = yield* given
          const { platform } = yield* Simulator.Simulator
          const response = yield* front.send(
            signed(merchant, good, { timestamp: now }, { "wechatpay-serial": platform.publicKeyId })
          )
          assert.strictEqual(response.status, 204)
          assert.strictEqual(response.body.length, 0)
          assert.match(response.headers["request-id"] ?? "", /-0$/)
          assert.strictEqual(response.headers["wechatpay-serial"], platform.publicKeyId)
          assert.strictEqual(response.headers["wechatpay-timestamp"], String(now))
          assert.strictEqual(response.headers["wechatpay-signature-type"], "WECHATPAY2-SHA256-RSA2048")
          const message = `${now}\n${response.headers["wechatpay-nonce"]}\n\n`
          const valid = createVerify("RSA-SHA256")
            .update(message)
            .verify(platform.publicKey, response.headers["wechatpay-signature"] ?? "", "base64")
          assert.isTrue(valid)
          const call = yield* lastCall
          assert.deepInclude(call, {
            endpoint: "payscore.permission.terminateByOpenid",
            route: "/v3/payscore/permissions/openid/{openid}/terminate",
            mchid: merchant.mchid,
            signature: "valid",
            handled: true,
            state: "responded",
            status: 204
          })
          assert.strictEqual(Buffer.from(call.body).toString(), body)
        })
      )

      it.effect("a difference of 300 s is accepted in both directions", () =>
        Effect.gen(function* () {
          const { merchant } = yield* given
          for (const timestamp of [now - 300, now + 300]) {
            yield* front.send(signed(merchant, good, { timestamp }))
            assert.strictEqual((yield* lastCall).signature, "valid")
          }
        })
      )

      it.effect("the parameters of Authorization may have any order", () =>
        Effect.gen(function* () {
          const raw = authorization((header) => {
            const [scheme, parameters = ""] = header.split(/ (.*)/)
            return `${scheme} ${parameters.split(",").reverse().join(",")}`
          })(yield* given)
          yield* front.send(raw)
          assert.strictEqual((yield* lastCall).signature, "valid")
        })
      )

      it.effect("a 401 response contains the text that should have been signed", () =>
        Effect.gen(function* () {
          const raw = signing(() => ({ nonce: "n0nce", privateKey: strangerKey }))(yield* given)
          const response = yield* front.send(raw)
          const expected = `POST\n${target}\n${now}\nn0nce\n${body}\n`
          assert.deepStrictEqual(JSON.parse(response.body.toString()).detail.sign_information, {
            method: "POST",
            url: target,
            truncated_sign_message: expected,
            sign_message_length: expected.length
          })
        })
      )

      it.effect("a signature over every possible byte verifies", () =>
        Effect.gen(function* () {
          const { merchant } = yield* given
          const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
          yield* front.send(signed(merchant, { target, body: bytes }, { timestamp: now }))
          const call = yield* lastCall
          assert.strictEqual(call.signature, "valid")
          assert.strictEqual(call.rejectedBy, "json")
          assert.deepStrictEqual(Uint8Array.from(call.body), bytes)
        })
      )

      it.effect("a repeated nonce is accepted and marked in the log", () =>
        Effect.gen(function* () {
          const { merchant } = yield* given
          const raw = signed(merchant, good, { timestamp: now, nonce: "again" })
          yield* front.send(raw)
          assert.isFalse((yield* lastCall).nonceReplayed)
          yield* front.send(raw)
          const call = yield* lastCall
          assert.isTrue(call.nonceReplayed)
          assert.strictEqual(call.signature, "valid")
        })
      )
    })
  })
}
