/** Every scheme from end to end: calls, sensitive fields and notifications between a real backend and the simulator. */
import { assert, describe, layer } from "@effect/vitest"
import {
  CipherSuite,
  CommonError,
  Endpoint,
  Retry,
  Sensitive,
  Signer,
  Verifier,
  WechatPayClient,
  Wire
} from "@effect-wechatpay/core"
import { Permission } from "@effect-wechatpay/payscore"
import { Shangmi } from "@effect-wechatpay/shangmi"
import { Domain, Faults, Outbox, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer, Option, Redacted, Schema } from "effect"
import { layerEventBackend, nextEvent, notifyUrl } from "../support/backend.js"

const registering = {
  method: "POST",
  payload: { name: Sensitive.text },
  success: { id: Schema.String, name: Sensitive.text },
  errors: CommonError.all
} as const

const register = Endpoint.make("test.person.register", { ...registering, path: "/v3/test/people" })

const registerOfBrand = Endpoint.make("test.brandPerson.register", {
  ...registering,
  path: "/brand/test/people/{id}",
  params: { id: Wire.text(32) }
})

const people = Domain.make("test.people", {
  handlers: [
    Domain.handler(register, ({ name }) => Effect.succeed({ id: "p1", name })),
    Domain.handler(registerOfBrand, ({ id, name }) => Effect.succeed({ id, name }))
  ]
})

const domains = [people]

const sm2 = "WECHATPAY2-SM2-WITH-SM3"
const rsa = "WECHATPAY2-SHA256-RSA2048"
const brand = "WECHATPAY-BRAND-SHA256-RSA2048"

const name = "欧阳锋"

const lastCall = Effect.gen(function* () {
  const { calls } = yield* Simulator.Simulator
  const call = (yield* calls.all).at(-1)
  return call ?? assert.fail("nothing arrived")
})

/** Sends a sensitive text and gets it back, and shows that only its ciphertext went over the wire. */
const roundTrip = Effect.fnUntraced(function* (call: typeof register) {
  const response = yield* call({ name: Redacted.make(name) })
  assert.strictEqual(Redacted.value(response.name), name)
  const { body, headers, signature } = yield* lastCall
  assert.strictEqual(signature, "valid")
  const sent = new TextDecoder().decode(body)
  assert.notInclude(sent, name)
  assert.match((JSON.parse(sent) as { readonly name: string }).name, /^[A-Za-z0-9+/]{100,}=*$/)
  return headers
})

/** A notification as the simulator sends it, and what the backend's handler received. */
const notified = Effect.fnUntraced(function* (state: string) {
  const { act, merchant } = yield* Simulator.Simulator
  const id = yield* act(
    Outbox.send({
      mchid: merchant.mchid,
      url: notifyUrl,
      event_type: "TEST.SCHEME",
      summary: "test",
      original_type: "test",
      associated_data: "test",
      resource: { out_order_no: "1", state }
    })
  )
  const event = yield* nextEvent
  assert.deepStrictEqual(event, { type: "TEST.SCHEME", resource: { out_order_no: "1", state } })
  return id
})

/** The backend's responses to the first attempts at a notification, which are recorded a moment later. */
const responsesTo = (id: string, count: number) =>
  Effect.gen(function* () {
    const { act } = yield* Simulator.Simulator
    const messages = yield* act(Outbox.all)
    return messages.find((message) => message.id === id)?.attempts.map(({ status }) => status) ?? []
  }).pipe(
    Effect.delay("10 millis"),
    Effect.repeat({ until: (statuses) => statuses.length >= count }),
    Effect.timeout("5 seconds")
  )

describe.each(["publicKey", "certificates", "migration"] as const)(
  "the Chinese national algorithms with WeChat Pay's keys as %s",
  (mode) => {
    layer(layerEventBackend({ scheme: sm2, platform: { mode }, domains }), { excludeTestServices: true })(
      (it) => {
        it.effect("a PayScore call with SM2 is signed, verified and decoded", () =>
          Effect.gen(function* () {
            const error = yield* Effect.flip(
              Permission.terminateByOpenid({
                openid: "nobody",
                service_id: Samples.serviceId,
                appid: Samples.appid,
                reason: "中文"
              })
            )
            assert.match(error.message, /^payscore\.permission\.terminateByOpenid: 4\d\d [A-Z_]+ /)
            yield* Permission.terminateByOpenid({
              openid: Samples.openid,
              service_id: Samples.serviceId,
              appid: Samples.appid,
              reason: "中文"
            })
            const { headers } = yield* lastCall
            assert.match(headers.authorization ?? "", /^WECHATPAY2-SM2-WITH-SM3 mchid="\d+",nonce_str="/)
          })
        )

        it.effect("sensitive fields are encrypted with SM2 in both directions", () =>
          Effect.gen(function* () {
            const { platform } = yield* Simulator.Simulator
            const headers = yield* roundTrip(register)
            const [certificate] = yield* platform.certificates
            assert.strictEqual(
              headers["wechatpay-serial"],
              mode === "certificates" ? certificate?.serialNo : platform.publicKeyId
            )
          })
        )

        it.effect("notifications with SM2 and SM4 are verified and decrypted", () =>
          Effect.gen(function* () {
            // While WeChat Pay moves a merchant over, by the one key and the other in turn.
            yield* notified("one")
            yield* notified("two")
          })
        )

        it.effect(
          "a notification with an invalid SM2 signature is rejected after a valid one was accepted",
          () =>
            Effect.gen(function* () {
              const { act } = yield* Simulator.Simulator
              const id = yield* notified("three")
              assert.deepStrictEqual(yield* responsesTo(id, 1), [204])
              yield* act(Outbox.resend(id, { probe: true }))
              assert.deepStrictEqual(yield* responsesTo(id, 2), [204, 401])
            })
        )

        it.effect("a response with an invalid SM2 signature does not reach the caller", () =>
          Effect.gen(function* () {
            const { faults } = yield* Simulator.Simulator
            for (const [fault, tag] of [
              [Faults.signatureWrong, "SignatureInvalid"],
              [Faults.signatureProbe, "SignatureInvalid"],
              [Faults.signatureMissing, "SignatureMissing"],
              [Faults.signatureUnknownSerial, "UnknownSerial"]
            ] as const) {
              yield* faults.inject(fault)
              const error = yield* register({ name: Redacted.make(name) }).pipe(Retry.none, Effect.flip)
              assert(error._tag === "WechatPayError")
              assert.deepStrictEqual([error.reason._tag, error.outcome], [tag, "Unknown"])
            }
          })
        )

        it.effect("SM2 certificates are downloaded only when they are needed", () =>
          Effect.gen(function* () {
            const { calls } = yield* Simulator.Simulator
            const downloads = (yield* calls.all).filter(({ target }) => target.startsWith("/v3/certificates"))
            assert.deepStrictEqual(
              [...new Set(downloads.map(({ target }) => target))],
              mode === "publicKey" ? [] : ["/v3/certificates?algorithm_type=SM2"]
            )
            for (const { signature, status } of downloads)
              assert.deepStrictEqual([signature, status], ["valid", 200])
          })
        )
      }
    )
  }
)

const certified = layerEventBackend({ scheme: sm2, platform: { mode: "certificates" }, domains })

describe("certificates of SM2", () => {
  layer(certified, { excludeTestServices: true })((it) => {
    it.effect("SM2 certificates rotate while calls continue", () =>
      Effect.gen(function* () {
        const { platform } = yield* Simulator.Simulator
        const [first] = yield* platform.certificates
        const next = yield* platform.addCertificate({ notBefore: (first?.notBefore ?? 0) + 30_000 })
        yield* roundTrip(register)
        yield* platform.signWith(next.serialNo)
        const headers = yield* roundTrip(register)
        assert.strictEqual(headers["wechatpay-serial"], next.serialNo)
        const { calls } = yield* Simulator.Simulator
        const downloads = (yield* calls.all).filter(({ target }) => target.startsWith("/v3/certificates"))
        assert.lengthOf(downloads, 1)
      })
    )
  })
})

/** One simulator that knows merchants of all schemes. */
const merchants = [
  { mchid: Samples.mchid, appids: [Samples.appid] },
  { mchid: "1900000109", scheme: sm2, appids: [Samples.appid] },
  { mchid: "400001", scheme: brand }
] as const

const mixed = layerEventBackend({ merchants, platform: { mode: "certificates" }, domains })

const statusOf = (method: "GET" | "POST", path: string, body?: unknown) =>
  Effect.gen(function* () {
    const client = yield* WechatPayClient.WechatPayClient
    const error = yield* Effect.flip(Effect.asVoid(client.request(method, path, { body })))
    return { status: error.status, message: error.message }
  })

describe("merchants of several schemes", () => {
  layer(mixed, { excludeTestServices: true })((it) => {
    it.effect("merchants of several schemes call one WeChat Pay, each with its own scheme", () =>
      Effect.gen(function* () {
        const { platforms } = yield* Simulator.Simulator
        assert.deepStrictEqual([...platforms.keys()], [rsa, sm2, brand])
        for (const [mchid, scheme] of [
          [Samples.mchid, rsa],
          ["1900000109", sm2]
        ] as const) {
          const headers = yield* roundTrip(register).pipe(Effect.provide(Simulator.layerClient({ mchid })))
          assert.include(headers.authorization, `${scheme} mchid="${mchid}"`)
        }
      })
    )

    it.effect("merchants download certificates of the algorithms that they name", () =>
      Effect.gen(function* () {
        const { platforms } = yield* Simulator.Simulator
        const client = yield* WechatPayClient.WechatPayClient
        const serials = (algorithm_type?: string) =>
          Effect.map(client.request("GET", "/v3/certificates", { query: { algorithm_type } }), (response) =>
            (response as { readonly data: ReadonlyArray<{ readonly serial_no: string }> }).data.map(
              ({ serial_no }) => serial_no
            )
          )
        const of = (scheme: typeof rsa | typeof sm2) =>
          Effect.map(
            Effect.flatMap(Effect.fromNullable(platforms.get(scheme)), ({ certificates }) => certificates),
            (certificates) => certificates.map(({ serialNo }) => serialNo)
          )
        assert.deepStrictEqual(yield* serials(), yield* of(rsa))
        assert.deepStrictEqual(yield* serials("RSA"), yield* of(rsa))
        assert.deepStrictEqual(yield* serials("SM2"), yield* of(sm2))
        assert.deepStrictEqual(yield* serials("ALL"), [...(yield* of(rsa)), ...(yield* of(sm2))])
      })
    )

    it.effect("merchants of several schemes are not mistaken for each other", () =>
      Effect.gen(function* () {
        const { baseUrl, merchants, platforms } = yield* Simulator.Simulator
        const merchant = merchants[1] ?? assert.fail("there are three")
        const platform = platforms.get(sm2) ?? assert.fail("there is one for each scheme")
        const real = yield* Signer.make({ ...merchant, cipherSuite: Shangmi.cipherSuite })
        const clientOf = (signer: typeof real) =>
          WechatPayClient.layer({ baseUrl }).pipe(
            Layer.provide(Layer.succeed(Signer.Signer, signer)),
            Layer.provide(
              Verifier.layerPublicKey({
                keys: [{ id: platform.publicKeyId, publicKey: platform.publicKey }],
                cipherSuite: Shangmi.cipherSuite
              })
            )
          )
        const statusWith = (change: Partial<typeof real>) =>
          statusOf("POST", "/v3/test/people", {}).pipe(Effect.provide(clientOf({ ...real, ...change })))
        // Another signature, of another text, and one that is no DER.
        const wrong = yield* statusWith({ sign: (message) => real.sign(`${message} `) })
        assert.strictEqual(wrong.status, 401)
        assert.include(wrong.message, "SIGN_ERROR")
        const malformed = yield* statusWith({
          sign: () => Effect.succeed({ serialNo: merchant.serialNo, value: "MAAA" })
        })
        assert.strictEqual(malformed.status, 401)
        // The number of a merchant that signs by another scheme.
        const other = yield* statusWith({ mchid: Samples.mchid })
        assert.strictEqual(other.status, 401)
      })
    )
  })
})

const brandId = "400001"

const ofBrand = layerEventBackend({
  merchants: [{ mchid: brandId, scheme: brand }, { mchid: Samples.mchid }],
  platform: { mode: "certificates" },
  domains
})

describe("a brand", () => {
  layer(ofBrand, { excludeTestServices: true })((it) => {
    it.effect("a brand calls with its id under its scheme, and always names WeChat Pay's key", () =>
      Effect.gen(function* () {
        const { platform } = yield* Simulator.Simulator
        assert.strictEqual((yield* Signer.Signer).scheme, CipherSuite.brand.scheme)
        const response = yield* registerOfBrand({ id: "p2", name: Redacted.make(name) })
        assert.deepStrictEqual([response.id, Redacted.value(response.name)], ["p2", name])
        const { headers, signature } = yield* lastCall
        assert.strictEqual(signature, "valid")
        assert.match(
          headers.authorization ?? "",
          /^WECHATPAY-BRAND-SHA256-RSA2048 brand_id="400001",nonce_str="[0-9A-Za-z]{32}",signature="/
        )
        assert.strictEqual(headers["wechatpay-serial"], platform.publicKeyId)
      })
    )

    it.effect("a brand gets its notifications", () => notified("brand"))

    it.effect("a brand calls only /brand/, and others must not call it", () =>
      Effect.gen(function* () {
        const own = yield* statusOf("POST", "/v3/test/people", { name: "" })
        assert.strictEqual(own.status, 401)
        const others = yield* statusOf("POST", "/brand/test/people/p3", { name: "" }).pipe(
          Effect.provide(Simulator.layerClient({ mchid: Samples.mchid }))
        )
        assert.strictEqual(others.status, 401)
      })
    )

    it.effect("a brand that does not name a key of WeChat Pay is rejected", () =>
      Effect.gen(function* () {
        const { baseUrl, merchant } = yield* Simulator.Simulator
        const real = yield* Verifier.Verifier
        const layerWith = (serial: string | undefined) =>
          WechatPayClient.layer({ baseUrl }).pipe(
            Layer.provide(Signer.layer({ ...merchant, cipherSuite: CipherSuite.brand })),
            Layer.provide(
              Layer.succeed(Verifier.Verifier, {
                ...real,
                requestSerial: Effect.succeed(Option.fromNullable(serial))
              })
            )
          )
        const rejected = yield* statusOf("POST", "/brand/test/people/p4", { name: "" }).pipe(
          Effect.provide(layerWith(undefined))
        )
        assert.strictEqual(rejected.status, 400)
        assert.include(rejected.message, "PARAM_ERROR")
        const foreign = layerWith("PUB_KEY_ID_0000000000000000000000000000000000")
        const wrong = yield* statusOf("POST", "/brand/test/people/p4", { name: "" }).pipe(
          Effect.provide(foreign)
        )
        assert.strictEqual(wrong.status, 400)
        assert.include(wrong.message, "INVALID_REQUEST")
      })
    )

    it.effect("a brand has no certificates: its simulator stays at the public key", () =>
      Effect.gen(function* () {
        const { platform } = yield* Simulator.Simulator
        assert.strictEqual(yield* platform.mode, "publicKey")
        yield* platform.setMode("migration")
        assert.strictEqual(yield* platform.mode, "publicKey")
      })
    )
  })
})
