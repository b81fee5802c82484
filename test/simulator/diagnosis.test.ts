/** Wrong signatures are named: each mistake, made by a client of its own, over real HTTP. */
import { createPublicKey, createSign, generateKeyPairSync } from "node:crypto"
import { assert, describe, it, layer } from "@effect/vitest"
import { Merchant, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Redacted } from "effect"
import { diagnose } from "../../packages/simulator/src/internal/diagnosis/diagnose.js"
import { mistakeIds } from "../../packages/simulator/src/internal/diagnosis/mistakes.js"
import { lastCall, seconds } from "./fronts.js"
import { send, signed } from "./RawRequest.js"
import { blunders, v2Blunders } from "./signingMistakes.js"

interface Rejection {
  readonly code: string
  readonly detail: {
    readonly field: string
    readonly location: string
    readonly sign_information?: object
    readonly simulator: {
      readonly mistakes: ReadonlyArray<string>
      readonly message: string
      readonly message_zh: string
    }
  }
}

const platformKey = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString()

const given = Effect.gen(function* () {
  const { baseUrl, merchant, merchants } = yield* Simulator.Simulator
  return {
    merchant,
    other: merchants[1] as Merchant.Merchant,
    platformKey,
    host: new URL(baseUrl).host,
    now: yield* seconds
  }
})

const simulated = Simulator.layerServer({
  platform: { privateKey: Redacted.make(platformKey) },
  merchants: [
    { mchid: Samples.mchid, appids: [Samples.appid], subMchids: [Samples.subMchid], otherCertificates: [{}] },
    { mchid: "1900000001" }
  ]
})

describe("a wrong signature", () => {
  layer(simulated, { excludeTestServices: true })((it) => {
    for (const { mistakes, name, raw } of blunders) {
      it.effect(`the diagnosis of ${name} is ${mistakes.join(", ")}`, () =>
        Effect.gen(function* () {
          const signer = yield* given
          const { baseUrl } = yield* Simulator.Simulator
          const response = yield* send(baseUrl, raw(signer))
          assert.strictEqual(response.status, 401)
          const { code, detail } = JSON.parse(response.body.toString()) as Rejection
          assert.strictEqual(code, "SIGN_ERROR")
          assert.strictEqual(
            detail.location,
            mistakes.includes("noAuthorization") ? "header" : "authorization"
          )
          assert.deepStrictEqual([...detail.simulator.mistakes], [...mistakes])
          for (const text of [detail.simulator.message, detail.simulator.message_zh]) {
            if (!mistakes.includes("bodyInvented")) assert.notInclude(text, "{}")
            assert.isAbove(text.length, 8)
          }
          const { diagnosis } = yield* lastCall
          assert.deepStrictEqual(
            diagnosis?.mistakes.map(({ id }) => id),
            [...mistakes]
          )
        })
      )
    }

    for (const { mistakes, name, raw } of v2Blunders) {
      it.effect(`the diagnosis of the XML interface of ${name} is ${mistakes.join(", ")}`, () =>
        Effect.gen(function* () {
          const signer = yield* given
          const { baseUrl } = yield* Simulator.Simulator
          const response = yield* send(baseUrl, raw(signer))
          assert.include(response.body.toString(), "签名错误")
          const { diagnosis, signature } = yield* lastCall
          assert.strictEqual(signature, "invalid")
          assert.deepStrictEqual(
            diagnosis?.mistakes.map(({ id }) => id),
            [...mistakes]
          )
          assert.match(diagnosis?.v2?.text ?? "", /^appid=.*&total_fee=1$/)
          assert.notInclude(JSON.stringify(diagnosis), Redacted.value(signer.merchant.apiV2Key))
        })
      )
    }

    it.effect("a correct signature has no diagnosis", () =>
      Effect.gen(function* () {
        const { merchant, now } = yield* given
        const { baseUrl } = yield* Simulator.Simulator
        yield* send(
          baseUrl,
          signed(merchant, { method: "GET", target: "/v3/certificates" }, { timestamp: now })
        )
        const call = yield* lastCall
        assert.strictEqual(call.signature, "valid")
        assert.isUndefined(call.diagnosis)
      })
    )
  })

  it.effect("a signature over a whole upload is diagnosed, as only its meta part is signed", () =>
    Effect.gen(function* () {
      const merchant = yield* Merchant.make({ mchid: "1900000001" })
      const meta = '{"filename":"a.png"}'
      const whole = `--b\r\n\r\n${meta}\r\n--b--\r\n`
      const text = `POST\n/v3/merchant/media/upload\n1700000000\nnonce\n${whole}\n`
      const { mistakes, signedText } = diagnose(
        {
          method: "POST",
          target: "/v3/merchant/media/upload",
          host: undefined,
          template: undefined,
          timestamp: "1700000000",
          nonce: "nonce",
          signature: createSign("RSA-SHA256")
            .update(text)
            .sign(Redacted.value(merchant.privateKey), "base64"),
          signedBody: Buffer.from(meta),
          sentBody: Buffer.from(whole),
          merchant,
          serialNo: merchant.serialNo
        },
        [
          {
            mchid: merchant.mchid,
            serialNo: merchant.serialNo,
            publicKey: createPublicKey(merchant.publicKey)
          }
        ]
      )
      assert.deepStrictEqual(
        mistakes.map(({ id }) => id),
        ["multipartBody"]
      )
      assert.strictEqual(signedText, text)
    })
  )

  it("every mistake with a name has a test", () => {
    const tested = new Set([
      "multipartBody",
      ...[...blunders, ...v2Blunders].flatMap(({ mistakes }) => mistakes)
    ])
    assert.deepStrictEqual(
      mistakeIds.filter((id) => !tested.has(id)),
      []
    )
  })
})
