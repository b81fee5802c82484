import { assert, describe, it } from "@effect/vitest"
import {
  CryptoProvider,
  Decrypter,
  Notification,
  NotificationError,
  NotificationKeys,
  NotificationReceiver,
  Verifier,
  WechatPayError,
  Wire
} from "@effect-wechatpay/core"
import { ConfigProvider, Effect, Layer, Redacted, Schema, TestClock } from "effect"
import { asPublic, pem } from "../conformance/vectors.js"
import {
  apiV3Key,
  bodyOf,
  bytesOf,
  deliveryOf,
  type Envelope,
  headersOf,
  keysLayer,
  merchant,
  platform,
  secrets,
  verifierLayer
} from "../support/notifications.js"

const at = 1_611_368_330

const paid = Notification.make("TRANSACTION.SUCCESS", {
  originalType: "transaction",
  resource: {
    out_trade_no: Schema.String,
    trade_state: Wire.openEnum("SUCCESS", "REFUND"),
    payer: Schema.Struct({ openid: Schema.String })
  }
})

const content = {
  out_trade_no: secrets.outTradeNo,
  trade_state: "SUCCESS",
  payer: { openid: secrets.openid }
}

const receive = (delivery: NotificationReceiver.Delivery) => NotificationReceiver.receive([paid], delivery)

const received = (plaintext: unknown, envelope?: Envelope) =>
  receive(deliveryOf(bodyOf(plaintext, envelope), at))

const errorOf = (delivery: NotificationReceiver.Delivery) => Effect.flip(receive(delivery))

const withHeaders = (headers: Record<string, string | undefined>) => {
  const body = bodyOf(content)
  const all: Record<string, string | undefined> = { ...headersOf(body, { at }), ...headers }
  return NotificationReceiver.delivery({ headers: all, body: bytesOf(body) }).pipe(
    Effect.map((delivery) => NotificationReceiver.Delivery.make({ ...delivery, receivedAt: at }))
  )
}

/** Counts the signatures that are verified, and the keys that are imported. */
const counting = () => {
  const counted = { verifications: 0, imports: 0 }
  const { webCrypto } = CryptoProvider
  const provider = Layer.succeed(CryptoProvider.CryptoProvider, {
    ...webCrypto,
    importPublicKey: (spki) => {
      counted.imports++
      return Effect.map(webCrypto.importPublicKey(spki), (key) => ({
        ...key,
        verify: (...args) => {
          counted.verifications++
          return key.verify(...args)
        }
      }))
    }
  })
  return { counted, provider }
}

const keysLayerWith = NotificationKeys.layer({
  mchid: merchant.mchid,
  apiV3Key: Redacted.make(apiV3Key)
}).pipe(
  Layer.provide(Verifier.layerPublicKey({ keys: [{ id: platform.id, publicKey: platform.publicKey }] })),
  Layer.orDie
)

const problems = (error: NotificationError.NotificationError) =>
  error.reason._tag === "InvalidEnvelope" || error.reason._tag === "InvalidResource"
    ? error.reason.issues.map(({ path, problem }) => `${path}: ${problem}`)
    : []

/** One line, and nothing that belongs to somebody. */
const assertPresentable = (error: NotificationError.NotificationError) => {
  for (const text of [error.message, String(error), JSON.stringify(error)]) {
    assert.notInclude(text, secrets.openid)
    assert.notInclude(text, secrets.outTradeNo)
    assert.notInclude(text, secrets.apiV3Key)
  }
  assert.notMatch(error.message, /[\r\n]/)
  assert.match(error.message, /^notification( [A-Z_.]+)?: .*Request-ID \S+$/)
}

it.layer(keysLayer)("a notification", (it) => {
  it.effect("a notification is verified, decrypted and decoded", () =>
    Effect.gen(function* () {
      const { _tag, event } = yield* received(content)
      assert.strictEqual(_tag, "Known")
      assert.deepStrictEqual(event, {
        id: "b62e271c-3389-58a0-8146-4a704966e8f1",
        create_time: "2021-01-28T17:07:11+08:00",
        event_type: "TRANSACTION.SUCCESS",
        resource_type: "encrypt-resource",
        summary: "支付成功",
        original_type: "transaction",
        requestId: "08A1B2C3D4-268435456",
        mchid: merchant.mchid,
        shape: "default",
        resource: content
      })
    })
  )

  it.effect("a notification may have unknown members and values, which can be described later", () =>
    Effect.gen(function* () {
      const strange = { ...content, trade_state: "BRAND_NEW", added: { later: [1] } }
      const delivery = deliveryOf(bodyOf(strange, { extra: { added: true } }), at)
      const { event } = yield* receive(delivery)
      assert.deepStrictEqual(event.resource, { ...content, trade_state: "BRAND_NEW" })

      const added = { added: Schema.Struct({ later: Schema.Array(Schema.Int) }) }
      const piped = paid.pipe(Notification.extend(added))
      for (const extended of [Notification.extend(paid, added), piped, piped.pipe(Notification.extend({}))]) {
        assert.isTrue(Notification.isNotification(extended))
        const again = yield* NotificationReceiver.receive([extended], delivery)
        assert.deepStrictEqual(again.event.resource, strange)
      }
    })
  )

  it.effect("a notification may have null in place of an absent member", () =>
    Effect.gen(function* () {
      const open = Notification.make("TRANSACTION.SUCCESS", {
        resource: { out_trade_no: Schema.String, attach: Schema.optional(Schema.String) }
      })
      const plaintext = { out_trade_no: "1", attach: null }
      const delivery = deliveryOf(bodyOf(plaintext, { extra: { summary: null } }), at)
      const { event } = yield* NotificationReceiver.receive([open], delivery)
      assert.deepStrictEqual(event.resource, { out_trade_no: "1" })
      assert.strictEqual(event.summary, "")
    })
  )

  it.effect("a notification of an unknown type is decrypted too", () =>
    Effect.gen(function* () {
      const result = yield* received({ anything: [1, null] }, { eventType: "BRAND.NEW" })
      assert.strictEqual(result._tag, "Unknown")
      assert.deepStrictEqual(result.event.resource, { anything: [1, null] })
      assert.strictEqual(result.event.event_type, "BRAND.NEW")
    })
  )

  it.effect.each(["transaction", "", null] as const)(
    "a notification may have the associated data %j",
    (associatedData) => Effect.asVoid(received(content, { associatedData }))
  )

  it.effect("a notification may have null as associated data", () =>
    Effect.gen(function* () {
      const text = bodyOf(content, { associatedData: null })
      const body = JSON.parse(text)
      body.resource.associated_data = null
      yield* receive(deliveryOf(JSON.stringify(body), at))
    })
  )

  it.effect("a notification with other associated data is rejected", () =>
    Effect.gen(function* () {
      const body = JSON.parse(bodyOf(content))
      body.resource.associated_data = "refund"
      const error = yield* errorOf(deliveryOf(JSON.stringify(body), at))
      assert.strictEqual(error.reason._tag, "DecryptionFailed")
    })
  )

  it.effect("a notification may lack the members that are for people only", () =>
    Effect.gen(function* () {
      const { event } = yield* received(content, { extra: { summary: undefined, resource_type: undefined } })
      assert.strictEqual(event.summary, "")
      assert.strictEqual(event.resource_type, "")
    })
  )

  it.effect("a malformed Request-ID of a notification is omitted", () =>
    Effect.gen(function* () {
      const delivery = yield* withHeaders({ "request-id": "<script>\u00ff" })
      const { event } = yield* receive(delivery)
      assert.strictEqual(event.requestId, undefined)
    })
  )
})

it.layer(keysLayer)("a rejected notification", (it) => {
  it.effect.each(["wechatpay-timestamp", "wechatpay-nonce", "wechatpay-signature", "wechatpay-serial"])(
    "a notification without %s is rejected, and the error names it",
    (name) =>
      Effect.gen(function* () {
        for (const value of [undefined, ""]) {
          const error = yield* Effect.flatMap(withHeaders({ [name]: value }), errorOf)
          assert.strictEqual(error.reason._tag, "SignatureMissing")
          assert.include(error.message, name)
          assertPresentable(error)
        }
      })
  )

  it.effect.each(["now", "1.611368330e9", "-1", "0x60", "1611368330 ", "16113683300000"])(
    "a notification with the timestamp %j is rejected",
    (timestamp) =>
      Effect.gen(function* () {
        const error = yield* Effect.flatMap(withHeaders({ "wechatpay-timestamp": timestamp }), errorOf)
        assert.strictEqual(error.reason._tag, "SignatureMissing")
      })
  )

  it.effect("a notification that is more than 300 seconds old or ahead is rejected", () =>
    Effect.gen(function* () {
      const body = bodyOf(content)
      const headers = headersOf(body, { at })
      for (const [distance, fails] of [
        [300, false],
        [-300, false],
        [301, true],
        [-301, true],
        [86_400, true]
      ] as const) {
        const delivery = NotificationReceiver.Delivery.make({
          headers,
          body: bytesOf(body),
          receivedAt: at + distance
        })
        const exit = yield* Effect.exit(NotificationReceiver.verify(delivery))
        assert.strictEqual(exit._tag === "Failure", fails, `${distance} s`)
      }
      const error = yield* errorOf(
        NotificationReceiver.Delivery.make({ headers, body: bytesOf(body), receivedAt: at + 301 })
      )
      assert.deepStrictEqual(error.reason, new WechatPayError.ClockSkew({ seconds: 301 }))
      assertPresentable(error)
    })
  )

  it.effect(
    "a notification with an unknown serial number is rejected, and the error contains only a serial number",
    () =>
      Effect.gen(function* () {
        const error = yield* errorOf(
          deliveryOf(bodyOf(content), at, { serialNo: `PUB_KEY_ID_X\u001b[31m${"9".repeat(500)}` })
        )
        assert.strictEqual(error.reason._tag, "UnknownSerial")
        assert.include(error.message, platform.id)
        assert.include(error.message, "PUB_KEY_ID_X ?31m999")
        assert.isBelow(error.message.length, 400)
        assertPresentable(error)
      })
  )

  it.effect("a notification that another key signed is rejected", () =>
    Effect.gen(function* () {
      const error = yield* errorOf(deliveryOf(bodyOf(content), at, { privateKey: merchant.privateKey }))
      assert.deepStrictEqual(
        error.reason,
        new WechatPayError.SignatureInvalid({ serialNo: platform.id, probe: false })
      )
      assert.strictEqual(error.hint, undefined)
      assert.strictEqual(error.eventType, undefined)
      assertPresentable(error)
    })
  )

  it.effect("a notification that is a probe is rejected and reported as a probe", () =>
    Effect.gen(function* () {
      const signature = `WECHATPAY/SIGNTEST/${headersOf("x", { at })["wechatpay-signature"]}`
      const error = yield* Effect.flatMap(withHeaders({ "wechatpay-signature": signature }), errorOf)
      assert.isTrue(error.reason._tag === "SignatureInvalid" && error.reason.probe)
      assert.include(error.message, "probe")
      assertPresentable(error)
    })
  )

  it.effect("a notification with a line feed moved between nonce and body is rejected", () =>
    Effect.gen(function* () {
      const body = bodyOf(content)
      const headers = headersOf(`first\n${body}`, { at })
      const delivery = NotificationReceiver.Delivery.make({
        headers: { ...headers, "wechatpay-nonce": `${headers["wechatpay-nonce"]}\nfirst` },
        body: bytesOf(body),
        receivedAt: at
      })
      const error = yield* errorOf(delivery)
      assert.strictEqual(error.reason._tag, "SignatureInvalid")
    })
  )

  it.effect("a notification with an empty body is rejected", () =>
    Effect.gen(function* () {
      const error = yield* errorOf(deliveryOf("", at))
      assert.strictEqual(error.reason._tag, "BodyIncomplete")
      assert.include(error.message, "body parser")
    })
  )

  const depth = "[".repeat(100) + "]".repeat(100)
  it.effect.each([
    ["is not JSON", bytesOf("{xxx")],
    ["is not JSON", bytesOf("<xml></xml>")],
    ["is not UTF-8", Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ["is nested deeper than 64 levels", bytesOf(depth)],
    ["has a member twice in one object", bytesOf('{"id":"1","id":"2"}')],
    ["has a member named __proto__", bytesOf('{"__proto__":{"id":"1"}}')]
  ] as const)("a notification whose correctly signed body %s is rejected", ([problem, body]) =>
    Effect.gen(function* () {
      const error = yield* errorOf(deliveryOf(body, at))
      assert.deepStrictEqual(problems(error), [`: it ${problem}`])
      assertPresentable(error)
    })
  )

  it.effect("a notification whose envelope lacks members is rejected, and the error names all of them", () =>
    Effect.gen(function* () {
      const error = yield* errorOf(deliveryOf('{"id":1,"event_type":"A.B","resource":{"nonce":"x"}}', at))
      assert.deepStrictEqual(problems(error), [
        "id: expected text, got a number",
        "create_time: is missing",
        "resource.algorithm: is missing",
        "resource.ciphertext: is missing"
      ])
    })
  )

  it.effect("a notification with an algorithm without a decrypter is rejected", () =>
    Effect.gen(function* () {
      const error = yield* errorOf(deliveryOf(bodyOf(content, { algorithm: "AEAD_SM4_GCM" }), at))
      assert.deepStrictEqual(
        error.reason,
        new NotificationError.UnsupportedAlgorithm({
          algorithm: "AEAD_SM4_GCM",
          supported: ["AEAD_AES_256_GCM"]
        })
      )
      assertPresentable(error)
    })
  )

  it.effect("a notification that does not match the APIv3 key is rejected", () =>
    Effect.gen(function* () {
      const error = yield* errorOf(
        deliveryOf(bodyOf(content, { apiV3Key: "another key of exactly 32 bytes!" }), at)
      )
      assert.strictEqual(error.reason._tag, "DecryptionFailed")
      assert.include(error.message, "does not fit the APIv3 key")
      assert.strictEqual(error.eventType, "TRANSACTION.SUCCESS")
      assertPresentable(error)
    })
  )

  it.effect.each([
    ["", "is not base64 of at least 16 bytes"],
    ["AAAA", "is not base64 of at least 16 bytes"],
    ["not base64!", "is not base64 of at least 16 bytes"],
    ["AAAAAAAAAAAAAAAAAAAAAA==", "does not fit the APIv3 key"]
  ] as const)("a notification whose ciphertext is %j is rejected", ([ciphertext, problem]) =>
    Effect.gen(function* () {
      const body = JSON.parse(bodyOf(content))
      body.resource.ciphertext = ciphertext
      const error = yield* errorOf(deliveryOf(JSON.stringify(body), at))
      assert.strictEqual(error.reason._tag, "DecryptionFailed")
      assert.include(error.message, problem)
    })
  )

  it.effect.each([
    ["is not JSON", `{"openid":"${secrets.openid}"`],
    ["is not UTF-8", Uint8Array.from([0x22, 0xff, 0x22])],
    ["is nested deeper than 64 levels", depth],
    ["has a member twice in one object", `{"a":"${secrets.openid}","a":1}`],
    ["has a member named __proto__", '{"__proto__":1}']
  ] as const)("a notification whose content %s is rejected", ([problem, plaintext]) =>
    Effect.gen(function* () {
      const error = yield* errorOf(deliveryOf(bodyOf(plaintext), at))
      assert.strictEqual(error.reason._tag, "InvalidPlaintext")
      assert.include(error.message, problem)
      assertPresentable(error)
    })
  )

  it.effect(
    "a notification whose content is not as described is rejected, and the content stays redacted",
    () =>
      Effect.gen(function* () {
        const error = yield* errorOf(
          deliveryOf(bodyOf({ ...content, payer: { openid: 7, name: secrets.openid } }), at)
        )
        assert.deepStrictEqual(problems(error), ["payer.openid: expected text, got a number"])
        assert.isTrue(
          error.reason._tag === "InvalidResource" &&
            Redacted.value(error.reason.text).includes(secrets.openid)
        )
        assert.strictEqual(error.id, "b62e271c-3389-58a0-8146-4a704966e8f1")
        assertPresentable(error)
      })
  )
})

describe("a body that was parsed and printed again", () => {
  const printedAgain = (signed: string) =>
    NotificationReceiver.Delivery.make({
      headers: headersOf(signed, { at }),
      body: bytesOf(JSON.stringify(JSON.parse(signed), null, 2)),
      receivedAt: at
    })
  const sent = bodyOf({ ...content, attach: "<a&b>/ü" }, { extra: { summary: "a/b <支付> & 成功" } })
  const goPrinted = sent.replace(/[<>&]/g, (unit) => `\\u00${unit.charCodeAt(0).toString(16)}`)
  const slashes = sent.replaceAll("/", "\\/")
  const ascii = sent.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
  )

  it.effect.each([
    ["compact, then with spaces", sent, JSON.stringify(JSON.parse(sent), null, 2)],
    ["as Go prints, then by JavaScript", goPrinted, JSON.stringify(JSON.parse(goPrinted))],
    ["as PHP prints, then by JavaScript", slashes, JSON.stringify(JSON.parse(slashes))],
    ["in ASCII, then with spaces", ascii, JSON.stringify(JSON.parse(ascii), null, 1)]
  ] as const)(
    "a notification whose body was parsed and serialised is rejected with the cause: %s",
    ([, signed, arrived]) =>
      Effect.gen(function* () {
        const delivery = NotificationReceiver.Delivery.make({
          headers: headersOf(signed, { at }),
          body: bytesOf(arrived),
          receivedAt: at
        })
        const error = yield* Effect.provide(errorOf(delivery), keysLayer)
        assert.strictEqual(error.reason._tag, "SignatureInvalid")
        assert.include(error.hint ?? "", "parsed and printed again")
        assert.include(error.message, "hand over the raw bytes")
        assertPresentable(error)
      })
  )

  it.effect("a long notification body is not analysed for the cause", () =>
    Effect.gen(function* () {
      const long = bodyOf({ attach: "x".repeat(16_000) })
      assert.strictEqual((yield* Effect.provide(errorOf(printedAgain(long)), keysLayer)).hint, undefined)
    })
  )

  it.effect("the cause of a rejected notification is looked for once in ten seconds", () =>
    Effect.gen(function* () {
      const { counted, provider } = counting()
      const keys = Layer.provide(keysLayerWith, provider)
      yield* Effect.gen(function* () {
        const hinted = Effect.map(errorOf(printedAgain(sent)), ({ hint }) => hint !== undefined)
        assert.isTrue(yield* hinted)
        counted.verifications = 0
        for (let each = 0; each < 20; each++) assert.isFalse(yield* hinted)
        assert.strictEqual(counted.verifications, 20)
        yield* TestClock.adjust("10 seconds")
        assert.isTrue(yield* hinted)
        assert.isFalse(yield* hinted)
      }).pipe(Effect.provide(keys))
    })
  )

  it.effect("the search for the cause verifies at most five times", () =>
    Effect.gen(function* () {
      const { counted, provider } = counting()
      const everything = bodyOf(content, { extra: { summary: "</支付>&".repeat(300) } })
      const forged = deliveryOf(`${everything} `, at, { privateKey: pem("java-merchant-private") })
      yield* Effect.provide(errorOf(forged), Layer.provide(keysLayerWith, provider))
      assert.isAtLeast(counted.verifications, 2)
      assert.isAtMost(counted.verifications, 5)
    })
  )
})

describe("shapes", () => {
  const opened = Notification.makeUnion("SERVICE.OPEN", {
    originalType: "payscore",
    shapes: {
      partner: { mch_id: Schema.String, sub_mch_id: Schema.String },
      merchant: { mchid: Schema.String }
    }
  })
  const campus = Notification.make("SERVICE.OPEN", {
    originalType: "campus",
    resource: Schema.Struct({ mchid: Schema.String, plan_id: Schema.String })
  })

  const open = (plaintext: unknown, originalType = "payscore") =>
    NotificationReceiver.receive(
      [opened, campus],
      deliveryOf(bodyOf(plaintext, { eventType: "SERVICE.OPEN", originalType }), at)
    ).pipe(Effect.provide(keysLayer))

  it.effect("the shapes of a notification are tried in order and named", () =>
    Effect.gen(function* () {
      const partner = yield* open({ mch_id: "1", sub_mch_id: "2", mchid: "3" })
      assert.strictEqual(partner.event.original_type, "payscore")
      assert.deepInclude(partner.event, { shape: "partner" })
      assert.deepInclude((yield* open({ mchid: "3" })).event, { shape: "merchant" })
    })
  )

  it.effect("the shape with the right original_type is tried first", () =>
    Effect.gen(function* () {
      const plaintext = { mchid: "3", plan_id: "4" }
      const known = (result: { readonly _tag: string; readonly notification?: unknown }) =>
        result.notification
      assert.strictEqual(known(yield* open(plaintext, "campus")), campus)
      assert.strictEqual(known(yield* open(plaintext, "payscore")), opened)
      // This does not cause a rejection.
      assert.strictEqual(known(yield* open(plaintext, "other")), opened)
      assert.strictEqual(known(yield* open({ mch_id: "1", sub_mch_id: "2" }, "campus")), opened)
    })
  )

  it.effect("the error names all shapes if none matches", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(open({ mch_id: "1" }))
      assert.deepStrictEqual(problems(error), [
        "partner.sub_mch_id: is missing",
        "merchant.mchid: is missing",
        "mchid: is missing",
        "plan_id: is missing"
      ])
    })
  )
})

describe("several merchants on one URL", () => {
  const second = {
    id: "PUB_KEY_ID_0000000000000024101100397200000007",
    privateKey: pem("java-merchant-private"),
    publicKey: asPublic(pem("java-merchant-private")),
    apiV3Key: "second merchant's key, 32 bytes."
  }
  const shared = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
  const options = (mchid: string, key: string, keys: ReadonlyArray<{ id: string; publicKey: string }>) => ({
    mchid,
    apiV3Key: Redacted.make(key),
    keys: keys as [Verifier.PublicKey, ...Array<Verifier.PublicKey>]
  })
  const layer = NotificationKeys.layerMerchants([
    options("1900000001", apiV3Key, [
      { id: platform.id, publicKey: platform.publicKey },
      { id: shared, publicKey: platform.publicKey }
    ]),
    options("1900000002", second.apiV3Key, [
      { id: second.id, publicKey: second.publicKey },
      { id: shared, publicKey: platform.publicKey }
    ])
  ])

  it.layer(layer)((it) => {
    it.effect("merchants on one URL are distinguished by the serial number", () =>
      Effect.gen(function* () {
        const first = yield* received(content)
        assert.strictEqual(first.event.mchid, "1900000001")
        const other = yield* receive(
          deliveryOf(bodyOf(content, { apiV3Key: second.apiV3Key }), at, {
            serialNo: second.id,
            privateKey: second.privateKey
          })
        )
        assert.strictEqual(other.event.mchid, "1900000002")
      })
    )

    it.effect(
      "merchants on one URL are distinguished by the APIv3 key if they share a platform certificate",
      () =>
        Effect.gen(function* () {
          for (const [key, mchid] of [
            [apiV3Key, "1900000001"],
            [second.apiV3Key, "1900000002"]
          ] as const) {
            const { event } = yield* receive(
              deliveryOf(bodyOf(content, { apiV3Key: key }), at, { serialNo: shared })
            )
            assert.strictEqual(event.mchid, mchid)
          }
        })
    )

    it.effect("merchants on one URL do not accept each other's keys", () =>
      Effect.gen(function* () {
        // The first merchant's serial with the second's signature, and the first's signature with the second's key.
        const forged = yield* errorOf(deliveryOf(bodyOf(content), at, { privateKey: second.privateKey }))
        assert.strictEqual(forged.reason._tag, "SignatureInvalid")
        const mixed = yield* errorOf(deliveryOf(bodyOf(content, { apiV3Key: second.apiV3Key }), at))
        assert.strictEqual(mixed.reason._tag, "DecryptionFailed")
        const sharedForged = yield* errorOf(
          deliveryOf(bodyOf(content), at, { serialNo: shared, privateKey: second.privateKey })
        )
        assert.strictEqual(sharedForged.reason._tag, "SignatureInvalid")
      })
    )

    it.effect("the error names the keys of all merchants if the serial number is unknown", () =>
      Effect.gen(function* () {
        const error = yield* errorOf(deliveryOf(bodyOf(content), at, { serialNo: "PUB_KEY_ID_1" }))
        assert.isTrue(
          error.reason._tag === "UnknownSerial" &&
            [platform.id, second.id, shared].every((id) => error.message.includes(id))
        )
      })
    )
  })

  it.effect("a forged notification costs one verification however many merchants share the key", () =>
    Effect.gen(function* () {
      const { counted, provider } = counting()
      const layer = NotificationKeys.layerMerchants(
        Array.from({ length: 300 }, (_, index) =>
          options(String(1_900_000_001 + index), apiV3Key, [
            { id: `PUB_KEY_ID_${index}`, publicKey: platform.publicKey },
            { id: shared, publicKey: platform.publicKey }
          ])
        ) as never
      )
      yield* Effect.gen(function* () {
        assert.strictEqual(counted.imports, 301)
        const forged = deliveryOf(`${bodyOf(content)} `, at, {
          serialNo: shared,
          privateKey: second.privateKey
        })
        yield* errorOf(forged)
        counted.verifications = 0
        const error = yield* errorOf(forged)
        assert.strictEqual(error.reason._tag, "SignatureInvalid")
        assert.strictEqual(counted.verifications, 1)

        const { event } = yield* receive(deliveryOf(bodyOf(content), at, { serialNo: shared }))
        assert.strictEqual(event.mchid, "1900000001")
        assert.strictEqual(counted.verifications, 2)

        const unknown = yield* errorOf(deliveryOf(bodyOf(content), at, { serialNo: "PUB_KEY_ID_X" }))
        assert.isBelow(unknown.message.length, 1000)
        assert.include(unknown.message, ", …")
      }).pipe(Effect.provide(Layer.provide(layer, provider)))
    })
  )

  it.effect("a key may not be given twice to one merchant on a URL", () =>
    Effect.gen(function* () {
      const key = { id: platform.id, publicKey: platform.publicKey }
      const error = yield* Effect.flip(
        Layer.build(NotificationKeys.layerMerchants([options("1900000001", apiV3Key, [key, key])]))
      )
      assert.strictEqual(error.setting, "publicKeyId")
    }).pipe(Effect.scoped)
  )

  it.effect("the keys of one serial number that differ are all tried, whoever has them", () =>
    Effect.gen(function* () {
      const layer = NotificationKeys.layerMerchants([
        options("1900000001", apiV3Key, [{ id: shared, publicKey: platform.publicKey }]),
        options("1900000002", second.apiV3Key, [{ id: shared, publicKey: second.publicKey }])
      ])
      const delivery = deliveryOf(bodyOf(content, { apiV3Key: second.apiV3Key }), at, {
        serialNo: shared,
        privateKey: second.privateKey
      })
      const { event } = yield* Effect.provide(receive(delivery), layer)
      assert.strictEqual(event.mchid, "1900000002")
    })
  )

  it.effect("the keys of merchants on one URL may come from any source", () =>
    Effect.gen(function* () {
      const unavailable = Layer.succeed(
        NotificationKeys.NotificationKeys,
        NotificationKeys.NotificationKeys.of({
          find: () => new NotificationError.KeysUnavailable({ problem: "the database did not respond" })
        })
      )
      const error = yield* Effect.provide(errorOf(deliveryOf(bodyOf(content), at)), unavailable)
      assert.strictEqual(error.reason._tag, "KeysUnavailable")
      assertPresentable(error)
    })
  )
})

describe("a stored delivery", () => {
  it.effect("a stored delivery is verified as of its time of arrival", () =>
    Effect.gen(function* () {
      const delivery = deliveryOf(bodyOf(content), at)
      const stored = JSON.stringify(yield* Schema.encode(NotificationReceiver.Delivery)(delivery))
      assert.notInclude(stored, secrets.openid)
      const again = yield* Schema.decode(Schema.parseJson(NotificationReceiver.Delivery))(stored)
      const { event } = yield* receive(again)
      assert.deepStrictEqual(event.resource, content)
    }).pipe(Effect.provide(keysLayer))
  )

  it.effect("a stored delivery keeps only the headers that it needs", () =>
    Effect.gen(function* () {
      const delivery = yield* NotificationReceiver.delivery({
        headers: { ...headersOf("x", { at }), authorization: "secret", cookie: "secret", host: "x" },
        body: bytesOf("x")
      })
      assert.deepStrictEqual(Object.keys(delivery.headers).sort(), [
        "request-id",
        "wechatpay-nonce",
        "wechatpay-serial",
        "wechatpay-signature",
        "wechatpay-signature-type",
        "wechatpay-timestamp"
      ])
    })
  )
})

describe("keys of notifications", () => {
  const errorOfLayer = (options: Partial<NotificationKeys.Options>) =>
    Effect.flip(
      Effect.scoped(
        Layer.build(
          NotificationKeys.layer({
            mchid: merchant.mchid,
            apiV3Key: Redacted.make(apiV3Key),
            ...options
          }).pipe(Layer.provide(verifierLayer))
        )
      )
    )

  it.effect("NotificationKeys need an APIv3 key of 32 bytes, counted in UTF-8", () =>
    Effect.gen(function* () {
      for (const [key, got] of [
        ["", 0],
        ["short", 5],
        [`${apiV3Key}0`, 33],
        ["支".repeat(32), 96]
      ] as const) {
        const error = yield* errorOfLayer({ apiV3Key: Redacted.make(key) })
        assert.strictEqual(
          error.message,
          `apiV3Key: expected the APIv3 key of the merchant console, exactly 32 bytes; got ${got}`
        )
      }
    })
  )

  it.effect("NotificationKeys need a merchant number", () =>
    Effect.gen(function* () {
      const error = yield* errorOfLayer({ mchid: "wx123" })
      assert.strictEqual(error.message, "mchid: expected the merchant number, digits only")
    })
  )

  const fromConfig = (variables: Record<string, string>) =>
    Layer.build(NotificationKeys.layerConfig().pipe(Layer.provide(verifierLayer))).pipe(
      Effect.scoped,
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))
    )

  it.effect("NotificationKeys come from configuration, and errors name the variable without its value", () =>
    Effect.gen(function* () {
      const good = { WECHATPAY_MCHID: merchant.mchid, WECHATPAY_API_V3_KEY: apiV3Key }
      yield* fromConfig(good)
      yield* fromConfig({ ...good, WECHATPAY_MCHID: ` ${merchant.mchid}\n` })
      for (const [change, name] of [
        [{ WECHATPAY_API_V3_KEY: "too short a key" }, "WECHATPAY_API_V3_KEY"],
        [{ WECHATPAY_MCHID: "abc" }, "WECHATPAY_MCHID"],
        [{ WECHATPAY_MCHID: "" }, "WECHATPAY_MCHID"]
      ] as const) {
        const error = yield* Effect.flip(fromConfig({ ...good, ...change }))
        assert.include(String(error), name)
        assert.notInclude(String(error), "too short a key")
      }
      const missing = yield* Effect.flip(fromConfig({}))
      for (const name of Object.keys(good)) assert.include(String(missing), name)
    })
  )

  it.effect("NotificationKeys may decrypt with several algorithms", () =>
    Effect.gen(function* () {
      const backwards: Decrypter.Algorithm = () =>
        Effect.succeed({
          algorithm: "AEAD_SM4_GCM",
          decrypt: ({ ciphertext }) => Effect.succeed(Buffer.from(ciphertext, "base64").reverse())
        })
      const layer = NotificationKeys.layer({
        mchid: merchant.mchid,
        apiV3Key: Redacted.make(apiV3Key),
        algorithms: [Decrypter.aes256Gcm, backwards]
      }).pipe(Layer.provide(verifierLayer))
      const body = JSON.parse(bodyOf(content, { algorithm: "AEAD_SM4_GCM" }))
      body.resource.ciphertext = Buffer.from(JSON.stringify(content)).reverse().toString("base64")
      const { event } = yield* Effect.provide(receive(deliveryOf(JSON.stringify(body), at)), layer)
      assert.deepStrictEqual(event.resource, content)
      yield* Effect.provide(received(content), layer)
    })
  )
})
