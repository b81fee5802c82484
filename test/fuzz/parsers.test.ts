/** Parsers fail with values of their own, never with a defect, and in bounded time, whatever they are given. */
import { assert, describe, it } from "@effect/vitest"
import { BillFile, FundFlowBill, TradeBill } from "@effect-wechatpay/bill"
import { Authorization, BeijingTime, Certificate, CryptoProvider } from "@effect-wechatpay/core"
import { NodeCryptoProvider } from "@effect-wechatpay/undici"
import { Effect, Either, Exit, Option, Stream } from "effect"
import { hostsOf } from "../../packages/core/src/internal/call/hosts.js"
import { parseJson } from "../../packages/core/src/internal/codec/json.js"
import { printable } from "../../packages/core/src/internal/codec/printable.js"
import { decodeBase64 } from "../../packages/core/src/internal/crypto/base64.js"
import { parsePem } from "../../packages/core/src/internal/crypto/pem.js"
import { targetOf } from "../../packages/core/src/internal/download/downloadUrl.js"
import { formatXml, parseXml, unwritableMember } from "../../packages/core/src/internal/v2/xml.js"
import { parseAuthorization } from "../../packages/simulator/src/internal/checks/authorization.js"
import { parseMultipart } from "../../packages/simulator/src/internal/multipart.js"
import { pem } from "../conformance/vectors.js"
import { cpuMillis } from "../support/cpuMillis.js"
import { errorOf } from "../support/exits.js"
import { runs, signOfLife, timeout } from "../support/long.js"
import { mutate, random } from "../support/mutate.js"
import { bodyOf, merchant, platform } from "../support/notifications.js"

/** Milliseconds for one input of a few KiB: a hundred times what the slowest one takes on a busy machine. */
const mostMillis = 2000

const utf8 = new TextDecoder()

/** A failure of these types is expected; a defect is not. */
const settle = <A, E>(effect: Effect.Effect<A, E>): Option.Option<A> => {
  const exit = Effect.runSyncExit(effect)
  if (Exit.isSuccess(exit)) return Option.some(exit.value)
  errorOf(exit)
  return Option.none()
}

const hosts = Effect.runSync(hostsOf({}))

const officialHosts = new Set([
  "api.mch.weixin.qq.com",
  "api2.mch.weixin.qq.com",
  "api.wechatpay.cn",
  "api2.wechatpay.cn",
  "apihk.mch.weixin.qq.com",
  "apius.mch.weixin.qq.com"
])

const bill = [
  "交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易状态,应结订单金额,退款金额,手续费",
  "`2024-05-01 10:00:00,`wx8888888888888888,`1900000109,`4200000000000000000000000001,`order-1,`SUCCESS,`9.00,`0.00,`0.05400",
  "总交易单数,应结订单总金额,退款总金额",
  "`1,`9.00,`0.00"
].join("\r\n")

const multipartBody = [
  "--boundary",
  'Content-Disposition: form-data; name="meta"',
  "Content-Type: application/json",
  "",
  '{"filename":"图.png","sha256":"00"}',
  "--boundary",
  `Content-Disposition: form-data; name="file"; filename="a\\"b.png"; filename*=UTF-8''%E5%9B%BE.png`,
  "Content-Type: image/png",
  "",
  "\u0089PNG",
  "--boundary--",
  ""
].join("\r\n")

const authorization = Authorization.format({
  scheme: "WECHATPAY2-SHA256-RSA2048",
  mchid: merchant.mchid,
  serialNo: merchant.serialNo,
  timestamp: 1_611_368_330,
  nonce: "593BEC0C930BF1AFEB40B4A08C8FB242",
  signature: "c2lnbmF0dXJl"
})

interface Target {
  readonly inputs: ReadonlyArray<string>
  readonly ci: number
  readonly long?: number
  /** Parses, and checks what was accepted. */
  readonly check: (bytes: Buffer) => void
}

const targets: Readonly<Record<string, Target>> = {
  JSON: {
    inputs: [bodyOf({ a: [1, { b: null }] }), '{"a":[true,-1.5e3,"\\u4e2d\\n"],"":{}}'],
    ci: 6000,
    check: (bytes) => {
      const parsed = parseJson(bytes)
      if (Either.isRight(parsed)) assert.deepStrictEqual(parsed.right, JSON.parse(bytes.toString()))
    }
  },
  XML: {
    inputs: [
      '<?xml version="1.0"?><xml a="1"><return_code><![CDATA[SUCCESS]]></return_code><!-- c --><b>1&lt;&#x4e2d;</b><c/></xml>',
      "<xml><req_info>AAAA</req_info>\n</xml>"
    ],
    ci: 4000,
    check: (bytes) => {
      const parsed = parseXml(bytes)
      if (Either.isLeft(parsed)) return
      const { members } = parsed.right
      assert.isFalse(Object.hasOwn(members, "__proto__"))
      const isWritable = Object.entries(members).every(
        ([name, value]) => unwritableMember(name, value) === undefined
      )
      if (isWritable) {
        const again = parseXml(new TextEncoder().encode(formatXml(members)))
        assert.deepStrictEqual(Either.getOrThrow(again).members, members)
      }
    }
  },
  PEM: {
    inputs: [platform.publicKey, merchant.privateKey],
    ci: 3000,
    check: (bytes) => {
      const parsed = parsePem(utf8.decode(bytes))
      if (parsed !== undefined) assert.isAbove(parsed.der.length, 0)
    }
  },
  "a certificate": {
    inputs: [pem("java-wechatpay-cert"), pem("java-sm2-merchant-cert")],
    ci: 400,
    long: 100_000,
    check: (bytes) => {
      const parsed = settle(Certificate.parse(utf8.decode(bytes)))
      if (Option.isSome(parsed)) assert.match(parsed.value.serialNo, /^[0-9A-F]+$/)
    }
  },
  base64: {
    inputs: ["", "QQ==", "QUI=", "QUJD", "+/+/".repeat(40)],
    ci: 6000,
    check: (bytes) => {
      const text = utf8.decode(bytes)
      const decoded = decodeBase64(text)
      const byNode = NodeCryptoProvider.implementation.decodeBase64(text)
      assert.deepStrictEqual(decoded && [...decoded], byNode && [...byNode])
      if (decoded !== undefined) assert.strictEqual(CryptoProvider.webCrypto.encodeBase64(decoded), text)
    }
  },
  "a trade bill": {
    inputs: [bill],
    ci: 600,
    long: 100_000,
    check: (bytes) => {
      const half = bytes.length >> 1
      const pieces = [bytes.subarray(0, half), bytes.subarray(half)]
      settle(Stream.runDrain(TradeBill.parse(Stream.fromIterable(pieces))))
      settle(Stream.runDrain(FundFlowBill.parse(Stream.make(bytes))))
    }
  },
  "a line of a bill": {
    inputs: bill.split("\r\n"),
    ci: 4000,
    check: (bytes) => {
      for (const cell of BillFile.cells(utf8.decode(bytes))) assert.isString(cell)
    }
  },
  "Beijing time": {
    inputs: ["20240229235959", "20240501", "20231301000000"],
    ci: 3000,
    check: (bytes) => {
      const text = utf8.decode(bytes)
      const time = BeijingTime.toDateTime(text)
      if (Option.isSome(time)) {
        assert.strictEqual(BeijingTime.fromDateTime(time.value).slice(0, text.length), text)
      }
    }
  },
  "a download URL": {
    inputs: [
      "https://api.mch.weixin.qq.com/v3/billdownload/file?token=abc",
      "https://api2.wechatpay.cn/v3/billdownload/file?token=a%2Fb"
    ],
    ci: 4000,
    check: (bytes) => {
      const text = utf8.decode(bytes)
      const target = targetOf(text, "/v3/billdownload/file", hosts)
      if (Either.isLeft(target)) return
      const { host, protocol } = new URL(text)
      assert.strictEqual(protocol, "https:")
      assert.isTrue(officialHosts.has(host), host)
      assert.isTrue(target.right.target.startsWith("/v3/billdownload/file"))
    }
  },
  "a multipart body": {
    inputs: [multipartBody],
    ci: 3000,
    check: (bytes) => {
      parseMultipart("multipart/form-data; boundary=boundary", bytes)
      parseMultipart(`multipart/form-data; ${utf8.decode(bytes.subarray(0, 64))}`, Buffer.from(multipartBody))
    }
  },
  "an Authorization header": {
    inputs: [authorization],
    ci: 3000,
    check: (bytes) => {
      const header = utf8.decode(bytes)
      const world = {
        merchants: [{ cipherSuite: { scheme: "WECHATPAY2-SHA256-RSA2048", identity: "mchid" } }]
      }
      const request = { headers: { authorization: header }, target: "/v3/test" }
      const parsed = settle(parseAuthorization(request as never, world as never))
      if (Option.isSome(parsed)) assert.match(parsed.value.mchid, /^[0-9]{1,32}$/)
    }
  },
  "text for a log": {
    inputs: ["Request-ID 08F5B8C2", "a\nERROR forged"],
    ci: 4000,
    check: (bytes) => {
      const text = printable(utf8.decode(bytes))
      assert.isAtMost(text.length, 200)
      assert.notMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    }
  }
}

describe("a parser that is given changed inputs", () => {
  it.each(Object.entries(targets))(
    "the parser of %s fails without a defect and in bounded time",
    async (name, { check, ci, inputs, long = 1_000_000 }) => {
      const { numRuns, seed } = runs(`changed inputs of the parser of ${name}`, { ci, long, seed: 20261121 })
      const buffers = inputs.map((input) => Buffer.from(input))
      for (let run = 0; run < numRuns; run++) {
        await signOfLife(run)
        const input = mutate(random(seed + run), buffers)
        const start = cpuMillis()
        try {
          check(input)
        } catch (cause) {
          throw new Error(`seed ${seed + run}: ${JSON.stringify(input.toString())}`, { cause })
        }
        const millis = cpuMillis() - start
        assert.isBelow(millis, mostMillis, `seed ${seed + run}`)
      }
    },
    timeout(30_000)
  )
})
