/** Names, documents, phones and cards of face payment, on the bytes that arrive at WeChat Pay. */
import { constants, createPrivateKey, generateKeyPairSync, privateDecrypt } from "node:crypto"
import { inspect } from "node:util"
import { assert, describe, layer } from "@effect/vitest"
import { Contract, OrganizationUser } from "@effect-wechatpay/facepay"
import { Facepay, Samples, Simulator, State } from "@effect-wechatpay/simulator"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import { Effect, Layer, Redacted } from "effect"

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" }
})

const simulated = (mode: "publicKey" | "certificates") =>
  Simulator.layerClient().pipe(
    Layer.provideMerge(Simulator.layerServer({ platform: { mode, privateKey: Redacted.make(privateKey) } })),
    Layer.provideMerge(UndiciHttpClient.layer())
  )

const face = { organization_id: Samples.organizationId, out_user_id: Samples.faceOutUserId }

const plain = {
  name: "欧阳小明",
  phone: "13800138001",
  document: "11010119900101123X",
  holder: "欧阳大明",
  holderDocument: "110101197001011230",
  record: "6225880137706868",
  holderPhone: "13900139001"
} as const

const secret = Redacted.make<string>

const presigned = {
  business_name: "K12",
  facepay_user: {
    ...face,
    identification_name: secret(plain.name),
    identification: { identification_type: "IDCARD", identification_number: secret(plain.document) },
    phone: secret(plain.phone)
  },
  limit_bank_card: {
    bank_card_number: secret(plain.record),
    identification_name: secret(plain.holder),
    identification: { identification_type: "IDCARD", identification_number: secret(plain.holderDocument) },
    phone: secret(plain.holderPhone),
    bank_type: "CMB_DEBIT"
  },
  contract_mode: "LIMIT_BANK_CARD"
} as const

/** The last call as it arrived: its named key, and the bytes of its body. */
const arrived = Effect.flatMap(Simulator.Simulator, ({ calls }) =>
  Effect.map(calls.all, (all) => {
    const last = all.at(-1)
    assert(last !== undefined)
    const text = Buffer.from(last.body).toString("utf8")
    for (const [what, value] of Object.entries(plain)) assert.notInclude(text, value, what)
    return { last, text, serial: last.headers["wechatpay-serial"] ?? "" }
  })
)

/** Reads a text as WeChat Pay does, with node:crypto. */
const read = (text: string): string =>
  privateDecrypt(
    { key: createPrivateKey(privateKey), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" },
    Buffer.from(text, "base64")
  ).toString("utf8")

interface Sent {
  readonly facepay_user: Person & { readonly out_user_id: string }
  readonly limit_bank_card: Person & { readonly bank_card_number: string; readonly bank_type: string }
}

interface Person {
  readonly identification_name: string
  readonly identification: { readonly identification_type: string; readonly identification_number: string }
  readonly phone: string
}

describe("sensitive fields of face payment", () => {
  layer(simulated("publicKey"), { excludeTestServices: true })((it) => {
    it.effect("presign encrypts all sensitive fields with the key that Wechatpay-Serial names", () =>
      Effect.gen(function* () {
        const { platform } = yield* Simulator.Simulator
        yield* Contract.presign(presigned)
        const { serial, text } = yield* arrived
        assert.strictEqual(serial, platform.publicKeyId)
        const { facepay_user, limit_bank_card } = JSON.parse(text) as Sent
        assert.strictEqual(facepay_user.out_user_id, face.out_user_id)
        assert.strictEqual(limit_bank_card.bank_type, "CMB_DEBIT")
        assert.strictEqual(facepay_user.identification.identification_type, "IDCARD")
        assert.deepStrictEqual(
          [
            facepay_user.identification_name,
            facepay_user.phone,
            facepay_user.identification.identification_number,
            limit_bank_card.identification_name,
            limit_bank_card.identification.identification_number,
            limit_bank_card.bank_card_number,
            limit_bank_card.phone
          ].map(read),
          Object.values(plain)
        )
      })
    )

    it.effect("update encrypts name and phone, and the name in the response is Redacted", () =>
      Effect.gen(function* () {
        yield* OrganizationUser.update({ ...face, user_name: secret(plain.name), phone: secret(plain.phone) })
        const { last, text } = yield* arrived
        assert.strictEqual(last.status, 204)
        const { phone, user_name } = JSON.parse(text) as {
          readonly phone: string
          readonly user_name: string
        }
        assert.deepStrictEqual([user_name, phone].map(read), [plain.name, plain.phone])
        const response = yield* OrganizationUser.query(face)
        assert.isTrue(Redacted.isRedacted(response.user_name))
        assert.strictEqual(Redacted.value(response.user_name ?? secret("")), plain.name)
        assert.notInclude(inspect(response, { depth: 9 }) + JSON.stringify(response), plain.name)
      })
    )
  })

  layer(simulated("certificates"), { excludeTestServices: true })((it) => {
    it.effect(
      "with certificates, sensitive fields are encrypted with the newest one, which Wechatpay-Serial names",
      () =>
        Effect.gen(function* () {
          const { act, platform } = yield* Simulator.Simulator
          const [certificate] = yield* platform.certificates
          yield* OrganizationUser.update({
            ...face,
            user_name: secret(plain.name),
            phone: secret(plain.phone)
          })
          const { serial, text } = yield* arrived
          assert.strictEqual(serial, certificate?.serialNo)
          const { phone } = JSON.parse(text) as { readonly phone: string }
          assert.throws(() => read(phone), undefined, undefined, "the public key's half does not open it")
          // WeChat Pay, which has the certificate's half, does.
          const rows = yield* act(State.rows(Facepay.faceUsers))
          assert.deepInclude(
            rows.find(({ out_user_id }) => out_user_id === face.out_user_id),
            { user_name: plain.name, phone: plain.phone }
          )
        })
    )
  })
})
