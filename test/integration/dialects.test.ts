/** Requests as the official Go, PHP and Java SDKs and the Python client write them. */
import { createDecipheriv, createVerify, X509Certificate } from "node:crypto"
import { assert, describe, layer } from "@effect/vitest"
import { Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Redacted } from "effect"
import { call, dialects, go, java, type Keys, php, python, type Reply, upload } from "./foreign/dialects.js"

const { appid, mchid, noConfirmServiceId, openid, serviceId: service_id } = Samples

const keys = Effect.map(
  Simulator.Simulator,
  ({ baseUrl, merchant }): Keys => ({
    baseUrl,
    mchid,
    serialNo: merchant.serialNo,
    privateKey: Redacted.value(merchant.privateKey)
  })
)

const status = ({ status, text }: Reply, expected: number) => {
  assert.strictEqual(status, expected, text)
  return text === "" ? {} : JSON.parse(text)
}

const image = new Uint8Array(70_000).map((_, index) => [0x89, 0x50, 0x4e, 0x47][index] ?? (index * 7) % 256)

const order = (out_order_no: string) => ({
  out_order_no,
  appid,
  service_id,
  service_introduction: "充电宝 & <租借>",
  time_range: { start_time: "OnAccept" },
  risk_fund: { name: "DEPOSIT", amount: 10_000 },
  notify_url: "https://shop.example/wechat/notify"
})

describe("clients in other languages", () => {
  layer(Simulator.layerServer({ platform: { mode: "certificates", leadingZeros: true } }), {
    excludeTestServices: true
  })((it) => {
    for (const dialect of dialects) {
      it.effect(`${dialect.name} creates and queries an order without empty optional texts`, () =>
        Effect.gen(function* () {
          const own = yield* keys
          const out_order_no = `DIALECT_${dialects.indexOf(dialect)}`
          const body = order(out_order_no)
          const empty = yield* call(dialect, own, "POST", "/v3/payscore/serviceorder", {
            ...body,
            attach: ""
          })
          assert.strictEqual(status(empty, 400).detail.field, "/attach")
          const created = status(yield* call(dialect, own, "POST", "/v3/payscore/serviceorder", body), 200)
          assert.strictEqual(created.service_introduction, body.service_introduction)
          const target = `/v3/payscore/serviceorder?service_id=${service_id}&out_order_no=${out_order_no}&appid=${appid}`
          assert.strictEqual(status(yield* call(dialect, own, "GET", target), 200).state, "CREATED")
        })
      )

      it.effect(`${dialect.name} uploads files, also with a Chinese name`, () =>
        Effect.gen(function* () {
          const own = yield* keys
          const file = { filename: "shop.png", mediaType: "image/png", content: image }
          for (const target of ["/v3/merchant/media/upload", "/v3/merchant-service/images/upload"]) {
            assert.isString(status(yield* upload(dialect, own, target, file), 200).media_id)
          }
          const video = { filename: "shop.mp4", mediaType: "video/mp4", content: image.subarray(4) }
          status(yield* upload(dialect, own, "/v3/merchant/media/video_upload", video), 200)
          const chinese = { ...file, filename: "图片.png" }
          status(yield* upload(dialect, own, "/v3/merchant/media/upload", chinese), 200)
        })
      )
    }

    it.effect("a malformed multipart body is reported as such, not as a wrong signature", () =>
      Effect.gen(function* () {
        const own = yield* keys
        const file = { filename: "shop.png", mediaType: "image/png", content: image }
        for (const [change, problem] of [
          [{ contentType: "multipart/form-data" }, /no boundary/],
          [{ contentType: "multipart/form-data; boundary=other" }, /no line of "--"/]
        ] as const) {
          const reply = yield* upload(go, own, "/v3/merchant/media/upload", file, (message) => ({
            ...message,
            ...change
          }))
          const { code, detail } = status(reply, 400)
          assert.strictEqual(code, "PARAM_ERROR")
          assert.match(detail.issue, problem)
        }
        const cut = yield* upload(go, own, "/v3/merchant/media/upload", file, (message) => ({
          ...message,
          body: message.body.subarray(0, message.body.length - 10)
        }))
        assert.match(status(cut, 400).detail.issue, /does not end/)
      })
    )

    it.effect(
      "an empty Wechatpay-Serial, or one without its leading zero, is accepted from wechatpay-java for calls without encryption",
      () =>
        Effect.gen(function* () {
          const { platform } = yield* Simulator.Simulator
          const [certificate] = yield* platform.certificates
          const serial = certificate?.serialNo ?? ""
          assert.match(serial, /^0/)
          const own = yield* keys
          const target = `/v3/payscore/permissions/openid/${openid}?service_id=${service_id}&appid=${appid}`
          for (const header of ["Wechatpay-Serial: ", `Wechatpay-Serial: ${serial.slice(1)}`]) {
            status(yield* call(java, own, "GET", target, undefined, [header]), 200)
          }
          const other = yield* call(java, own, "GET", target, undefined, [
            `Wechatpay-Serial: ${own.serialNo}`
          ])
          assert.strictEqual(status(other, 400).code, "PARAM_ERROR")
        })
    )
  })

  interface Listed {
    readonly serial_no: string
    readonly encrypt_certificate: {
      readonly nonce: string
      readonly associated_data: string
      readonly ciphertext: string
    }
  }

  /** The official Go and Java SDKs: they verify each response with the certificates that they have. */
  const downloader = Effect.gen(function* () {
    const { merchant } = yield* Simulator.Simulator
    const own = yield* keys
    const known = new Map<string, X509Certificate>()
    const open = ({ associated_data, ciphertext, nonce }: Listed["encrypt_certificate"]) => {
      const bytes = Buffer.from(ciphertext, "base64")
      const decipher = createDecipheriv("aes-256-gcm", Redacted.value(merchant.apiV3Key), nonce)
      decipher.setAAD(Buffer.from(associated_data))
      decipher.setAuthTag(bytes.subarray(-16))
      return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString("utf8")
    }
    const isSigned = ({ headers, text }: Reply) => {
      const certificate = known.get(headers["wechatpay-serial"] ?? "")
      if (certificate === undefined) return false
      return createVerify("RSA-SHA256")
        .update(`${headers["wechatpay-timestamp"]}\n${headers["wechatpay-nonce"]}\n${text}\n`)
        .verify(certificate.publicKey, headers["wechatpay-signature"] ?? "", "base64")
    }
    /** The first download is trusted, as its content is encrypted; a later one has to verify. */
    const download = Effect.gen(function* () {
      const reply = yield* call(go, own, "GET", "/v3/certificates")
      const { data } = status(reply, 200) as { readonly data: ReadonlyArray<Listed> }
      if (known.size > 0 && !isSigned(reply)) return false
      known.clear()
      for (const { encrypt_certificate } of data) {
        const certificate = new X509Certificate(open(encrypt_certificate))
        // As numbers: the SDKs read them so.
        known.set(certificate.serialNumber, certificate)
      }
      return isSigned(reply)
    })
    return { download, known }
  })

  layer(Simulator.layerServer({ platform: { mode: "certificates" }, time: "virtual" }), {
    excludeTestServices: true
  })((it) => {
    it.effect(
      "wechatpay-go and wechatpay-java verify by the first certificate, whose serial number has no leading zero",
      () =>
        Effect.gen(function* () {
          const { download, known } = yield* downloader
          assert.isTrue(yield* download)
          assert.match([...known.keys()].join(), /^[1-9A-F][0-9A-F]{39}$/)
        })
    )

    it.effect(
      "a client that downloads certificates daily keeps verifying while time passes the end of each certificate",
      () =>
        Effect.gen(function* () {
          const { platform, time } = yield* Simulator.Simulator
          const { download, known } = yield* downloader
          assert.isTrue(yield* download)
          const [first] = yield* platform.certificates
          yield* time.advance("1810 days")
          const seen: Array<number> = []
          for (let day = 0; day < 25; day++) {
            yield* time.advance("1 day")
            assert.isTrue(yield* download, `day ${day}`)
            seen.push(known.size)
          }
          // One, both, the new one.
          assert.deepStrictEqual([...new Set(seen)], [1, 2, 1].slice(0, 2))
          assert.strictEqual(seen.at(-1), 1)
          assert.notInclude([...known.keys()], first?.serialNo)
        })
    )

    it.effect(
      "advancing over years replaces certificates in order, and never signs with an unlisted one",
      () =>
        Effect.gen(function* () {
          const { platform, time } = yield* Simulator.Simulator
          yield* time.advance("4000 days")
          const { download } = yield* downloader
          assert.isTrue(yield* download)
          assert.lengthOf(yield* platform.certificates, 1)
        })
    )
  })

  layer(Simulator.layerServer(), { excludeTestServices: true })((it) => {
    it.effect("PHP and Python clients pre-authorise only services in no-confirm mode", () =>
      Effect.gen(function* () {
        const own = yield* keys
        const apply = (dialect: typeof php, service: string, code: string) =>
          call(dialect, own, "POST", "/v3/payscore/permissions", {
            service_id: service,
            appid,
            authorization_code: code,
            notify_url: "https://shop.example/wechat/notify"
          })
        status(yield* apply(php, noConfirmServiceId, "CODE_PHP"), 200)
        assert.strictEqual(status(yield* apply(python, service_id, "CODE_PY"), 403).code, "NO_AUTH")
      })
    )
  })
})
