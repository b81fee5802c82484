/** The commands inside the process of the test: output, languages, colours, exit codes. */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, layer } from "@effect/vitest"
import { Environment, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer } from "effect"
import { secretsIn, wechatpay } from "./support.js"

const env = Effect.flatMap(Simulator.Simulator, Environment.current)

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "wechatpay-cli-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

const write = (path: string, text: string | Uint8Array) => Effect.promise(() => writeFile(path, text))

/** The response of the simulator to a signed request, as `curl -i` prints it. */
const savedResponse = Effect.gen(function* () {
  const variables = yield* env
  const signed = yield* wechatpay(["sign", "GET", "/v3/certificates", "--json"], { env: variables })
  const { authorization } = JSON.parse(signed.out) as { readonly authorization: string }
  const { baseUrl } = yield* Simulator.Simulator
  return yield* Effect.promise(async () => {
    const response = await fetch(`${baseUrl}/v3/certificates`, {
      headers: {
        authorization,
        accept: "application/json",
        "user-agent": "test",
        "wechatpay-serial": variables.WECHATPAY_PUBLIC_KEY_ID ?? ""
      }
    })
    const head = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join("")
    return {
      status: response.status,
      text: `HTTP/1.1 ${response.status} OK\r\n${head}\r\n${await response.text()}`
    }
  })
})

const simulator = Simulator.layerServer({ platform: { mode: "migration" } })

layer(Layer.orDie(simulator), { excludeTestServices: true })("wechatpay", (it) => {
  it.effect(
    "help lists the commands in the language of the locale, without colours unless on a terminal",
    () =>
      Effect.gen(function* () {
        const english = yield* wechatpay(["--help"])
        assert.strictEqual(english.code, 0)
        for (const name of ["doctor", "request", "sign", "verify", "decrypt"])
          assert.match(english.out, new RegExp(`^  ${name} `, "m"))
        assert.include(english.out, "USAGE")
        assert.notInclude(english.out, "\u001b")
        assert.deepStrictEqual(yield* wechatpay([]), english)
        const chinese = yield* wechatpay(["--help"], { env: { LANG: "zh_CN.UTF-8" } })
        assert.include(chinese.out, "用法")
        assert.include(chinese.out, "微信支付")
        assert.include(
          (yield* wechatpay(["--help"], { env: { LANG: "zh_CN.UTF-8", LC_ALL: "C" } })).out,
          "USAGE"
        )
        assert.include((yield* wechatpay(["sign", "--help", "--lang", "zh"])).out, "签名串")
        assert.include((yield* wechatpay(["--help"], { terminal: true })).out, "\u001b[")
        assert.notInclude(
          (yield* wechatpay(["--help"], { terminal: true, env: { NO_COLOR: "1" } })).out,
          "\u001b["
        )
        assert.match((yield* wechatpay(["--version"])).out, /^\d+\.\d+\.\d+\n$/)
      })
  )

  it.effect("wrong arguments are named, with exit code 2", () =>
    Effect.gen(function* () {
      for (const [args, text] of [
        [["docter"], "docter"],
        [["sign", "GET"], "path"],
        [["sign", "GET", "/v3/certificates", "--nonsense"], "--nonsense"],
        [["verify"], "file"]
      ] as const) {
        const { code, err, out } = yield* wechatpay(args)
        assert.strictEqual(code, 2, args.join(" "))
        assert.include(err, text)
        assert.strictEqual(out, "")
      }
      assert.include((yield* wechatpay(["sign", "GET", "--lang", "zh"])).err, "缺少参数 <path>")
    })
  )

  it.effect("a failure says what failed, why and what to do, in both languages and as JSON", () =>
    Effect.gen(function* () {
      const variables = yield* env
      const broken = { ...variables, WECHATPAY_MCHID: "shop", WECHATPAY_SERIAL_NO: undefined }
      const english = yield* wechatpay(["request", "GET", "/v3/certificates"], { env: broken })
      assert.strictEqual(english.code, 2)
      assert.match(
        english.err,
        /^error: .*\n {2}why: WECHATPAY_MCHID .*WECHATPAY_SERIAL_NO .*\n {2}do: .*\n$/
      )
      const chinese = yield* wechatpay(["request", "GET", "/v3/certificates", "--lang", "zh"], {
        env: broken
      })
      assert.match(chinese.err, /^错误: 配置不完整或无效\n {2}原因: .*\n {2}处理: .*\n$/)
      const json = yield* wechatpay(["request", "GET", "/v3/certificates", "--json"], { env: broken })
      assert.deepStrictEqual(
        (JSON.parse(json.out) as { readonly error: { readonly variables: unknown } }).error.variables,
        [
          { variable: "WECHATPAY_MCHID", kind: "invalid" },
          { variable: "WECHATPAY_SERIAL_NO", kind: "missing" }
        ]
      )
    })
  )

  it.effect("--env-file is read, and variables of the environment take precedence", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const path = join(yield* folder, ".env.wechatpay")
        yield* write(path, Environment.toText(yield* env))
        const args = ["request", "GET", "/v3/certificates", "--json", "--env-file", path]
        assert.strictEqual((yield* wechatpay(args)).code, 0)
        const before = ["--env-file", path, "--json", "request", "GET", "/v3/certificates"]
        assert.strictEqual((yield* wechatpay(before)).code, 0)
        assert.strictEqual((yield* wechatpay(args, { env: { WECHATPAY_MCHID: "9" } })).code, 1)
        const missing = yield* wechatpay(["sign", "GET", "/", "--env-file", `${path}.no`])
        assert.strictEqual(missing.code, 2)
        assert.include(missing.err, "--env-file")
      })
    )
  )

  it.effect(
    "request sends query and body, prints the verified response, and tells what became of a failed one",
    () =>
      Effect.gen(function* () {
        const variables = yield* env
        const order = {
          appid: variables.WECHATPAY_SIMULATOR_APPID,
          mchid: variables.WECHATPAY_MCHID,
          description: "tea",
          out_trade_no: "order-1024",
          notify_url: "https://shop.example/wechatpay",
          amount: { total: 888 }
        }
        const created = yield* wechatpay(["request", "POST", "/v3/pay/transactions/native", "--body", "-"], {
          env: variables,
          stdin: JSON.stringify(order)
        })
        assert.strictEqual(created.code, 0, created.err)
        assert.property(JSON.parse(created.out), "code_url")
        const found = yield* wechatpay(
          [
            "request",
            "GET",
            "/v3/pay/transactions/out-trade-no/order-1024",
            "--query",
            `mchid=${variables.WECHATPAY_MCHID}`
          ],
          { env: variables }
        )
        assert.strictEqual((JSON.parse(found.out) as { readonly trade_state: string }).trade_state, "NOTPAY")
        const unknown = yield* wechatpay(
          [
            "request",
            "GET",
            "/v3/pay/transactions/out-trade-no/order-1025",
            "--json",
            "--query",
            `mchid=${variables.WECHATPAY_MCHID}`
          ],
          { env: variables }
        )
        assert.strictEqual(unknown.code, 1)
        const { error } = JSON.parse(unknown.out) as { readonly error: Readonly<Record<string, unknown>> }
        assert.deepInclude(error, { status: 404, code: "ORDER_NOT_EXIST", outcome: "Refused" })
        assert.isString(error.requestId)
        for (const [args, text] of [
          [["request", "FETCH", "/v3/x"], "not a method"],
          [["request", "GET", "/v3/x", "--query", "mchid"], "expected name=value"],
          [["request", "POST", "/v3/x", "--data", "{"], "is not JSON"],
          [["request", "POST", "/v3/x", "--data", "[]"], "not a JSON object"],
          [["request", "POST", "/v3/x", "--body", "/nonexistent"], "cannot be read"]
        ] as const) {
          const { code, err } = yield* wechatpay(args, { env: variables })
          assert.strictEqual(code, 2)
          assert.include(err, text)
        }
      })
  )

  it.effect("an outcome that is unknown has exit code 3", () =>
    Effect.gen(function* () {
      const variables = yield* env
      const { faults } = yield* Simulator.Simulator
      const { Faults } = yield* Effect.promise(() => import("@effect-wechatpay/simulator"))
      yield* faults.inject(Faults.systemError())
      const { code, err } = yield* wechatpay(
        [
          "request",
          "POST",
          "/v3/pay/transactions/out-trade-no/order-1024/close",
          "--data",
          `{"mchid":"${variables.WECHATPAY_MCHID}"}`
        ],
        { env: variables }
      )
      assert.strictEqual(code, 3)
      assert.include(err, "It may have taken effect")
    })
  )

  it.effect("sign shows the text, the signature and the header, and no key", () =>
    Effect.gen(function* () {
      const variables = yield* env
      const args = [
        "sign",
        "post",
        "/v3/pay?x=1",
        "--data",
        '{"a":1}',
        "--timestamp",
        "1700000000",
        "--nonce",
        "abc"
      ]
      const { code, out } = yield* wechatpay(args, { env: variables })
      assert.strictEqual(code, 0)
      assert.include(out, '  POST\\n\n  /v3/pay?x=1\\n\n  1700000000\\n\n  abc\\n\n  {"a":1}\\n\n')
      assert.include(out, "Authorization: WECHATPAY2-SHA256-RSA2048 mchid=")
      for (const secret of secretsIn(variables)) assert.notInclude(out, secret)
      const { out: json } = yield* wechatpay([...args, "--json"], { env: variables })
      assert.deepInclude(JSON.parse(json), {
        message: 'POST\n/v3/pay?x=1\n1700000000\nabc\n{"a":1}\n',
        nonce: "abc"
      })
    })
  )

  it.effect("verify and decrypt read a saved response, and notice what was changed in it", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const variables = yield* env
        const { status, text } = yield* savedResponse
        assert.strictEqual(status, 200)
        const path = join(yield* folder, "response.http")
        yield* write(path, text)
        const given = { env: variables }
        const verified = yield* wechatpay(["verify", path], given)
        assert.strictEqual(verified.code, 0, verified.err)
        assert.include(verified.out, "comes from WeChat Pay and is unchanged")
        const onlyPublic = {
          WECHATPAY_PUBLIC_KEY_ID: variables.WECHATPAY_PUBLIC_KEY_ID,
          WECHATPAY_PUBLIC_KEY: variables.WECHATPAY_PUBLIC_KEY
        }
        assert.strictEqual((yield* wechatpay(["verify", path], { env: onlyPublic })).code, 0)
        const later = yield* wechatpay(["verify", "-"], { ...given, stdin: `${text}\n`, aheadBy: 3_600_000 })
        assert.include(later.out, "60 minutes ago")
        assert.include(later.out, "an editor probably added it")
        const changed = yield* wechatpay(["verify", "-", "--json"], {
          ...given,
          stdin: text.replace('"data"', '"date"')
        })
        assert.strictEqual(changed.code, 1)
        assert.include(changed.out, "SignatureInvalid")
        assert.strictEqual((yield* wechatpay(["verify", "-"], { ...given, stdin: "{}" })).code, 2)

        const decrypted = yield* wechatpay(["decrypt", path], given)
        assert.strictEqual(decrypted.code, 0, decrypted.err)
        assert.include(decrypted.out, "BEGIN CERTIFICATE")
        const forged = yield* wechatpay(["decrypt", "-"], {
          ...given,
          stdin: text.replace('"data"', '"date"')
        })
        assert.strictEqual(forged.code, 1)
        const body = text.slice(text.indexOf("\r\n\r\n") + 4)
        const alone = yield* wechatpay(["decrypt", "-"], { ...given, stdin: body })
        assert.include(alone.out, "not verified")
        const wrongKey = yield* wechatpay(["decrypt", path, "--json"], {
          env: { ...variables, WECHATPAY_API_V3_KEY: "0".repeat(32) }
        })
        assert.strictEqual(wrongKey.code, 1)
        assert.include(wrongKey.out, '"apiV3Key"')
      })
    )
  )
})
