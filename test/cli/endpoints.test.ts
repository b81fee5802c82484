/** `wechatpay call`: every endpoint of every package, with help, options and completion. */
import { execFileSync, spawnSync } from "node:child_process"
import { readdirSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, layer } from "@effect/vitest"
import { Endpoint, V2Endpoint } from "@effect-wechatpay/core"
import { Environment, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer } from "effect"
import { fieldsFor } from "../../packages/cli/src/internal/endpoints/fields.js"
import { load } from "../../packages/cli/src/internal/endpoints/listed.js"
import { list, modules } from "../../packages/cli/src/internal/lists/endpoints.js"
import { wechatpay } from "./support.js"

const root = fileURLToPath(new URL("../../", import.meta.url))

const packages = readdirSync(`${root}packages`).filter((name) => !["cli", "simulator"].includes(name))

const isEndpoint = (value: unknown) => Endpoint.isEndpoint(value) || V2Endpoint.isV2Endpoint(value)

/** Every endpoint value that a package exports. */
const exported = Effect.promise(async () => {
  const found: Array<Endpoint.Any | V2Endpoint.Any> = []
  for (const name of packages) {
    const barrel = (await import(`@effect-wechatpay/${name}`)) as Readonly<Record<string, object>>
    for (const module of Object.values(barrel)) found.push(...Object.values(module).filter(isEndpoint))
  }
  return found
})

const env = Effect.flatMap(Simulator.Simulator, Environment.current)

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "wechatpay-call-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

layer(Layer.orDie(Simulator.layerServer()), { excludeTestServices: true })("wechatpay call", (it) => {
  it.effect("the list has every endpoint of every package, with its method and path", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        spawnSync(process.execPath, ["scripts/endpoints.mjs", "--check"], { cwd: root }).stdout.toString(),
        ""
      )
      const expected = (yield* exported).map((endpoint) => [
        endpoint.id,
        "method" in endpoint ? endpoint.method : "POST",
        endpoint.path
      ])
      assert.isAbove(expected.length, 200)
      assert.deepStrictEqual(list.map(([id, method, path]) => [id, method, path]).sort(), expected.sort())
      for (const [id, , , , , summary] of list) assert.match(summary, /^[A-Z].{8,200}[.)]$/, id)
    })
  )

  it.effect("help of every endpoint has its fields, and a field has a text", () =>
    Effect.gen(function* () {
      let count = 0
      for (const listed of list) {
        const loaded = yield* Effect.promise(() => load(modules, listed))
        const fields = fieldsFor(loaded)
        count += fields.length
        for (const name of listed[2].matchAll(/\{(\w+)\}/g)) {
          assert.isTrue(
            fields.some(({ path, required }) => path === name[1] && required),
            `${listed[0]} ${name[1]}`
          )
        }
      }
      assert.isAbove(count, 1500)
      const help = yield* wechatpay(["call", "pay.native.create", "--help"])
      assert.strictEqual(help.code, 0, help.err)
      for (const option of ["--amount.total", "--out_trade_no", "--description", "--input"])
        assert.include(help.out, option)
      assert.match(help.out, /POST \/v3\/pay\/transactions\/native/)
      assert.include((yield* wechatpay(["call", "pay.native.create", "--help", "--lang", "zh"])).out, "必填")
      const all = yield* wechatpay(["call"])
      assert.strictEqual(
        all.out.split("\n").filter((line) => /^ {2}\w+(?:\.\w+)+ /.test(line)).length,
        list.length
      )
    })
  )

  it.effect("an endpoint is called with options, with JSON, and with both", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const variables = yield* env
        const order = {
          appid: variables.WECHATPAY_SIMULATOR_APPID,
          description: "tea",
          out_trade_no: "call-1024",
          notify_url: "https://shop.example/wechatpay",
          amount: { total: 888 }
        }
        const given = { env: variables, stdin: JSON.stringify(order) }
        const options = Object.entries({ ...order, amount: undefined }).flatMap(([name, value]) =>
          value === undefined ? [] : [`--${name}`, value]
        )
        const byOptions = yield* wechatpay(
          ["call", "pay.native.create", ...options, "--amount.total", "888"],
          given
        )
        assert.strictEqual(byOptions.code, 0, byOptions.err)
        assert.property(JSON.parse(byOptions.out), "code_url")
        const args = ["call", "pay.native.create", "--json", "--input", "-", "--out_trade_no", "call-1025"]
        const byJson = yield* wechatpay(args, given)
        assert.strictEqual(byJson.code, 0, byJson.out)
        const queried = yield* wechatpay(["call", "pay.payment.query", "--out_trade_no", "call-1025"], given)
        assert.strictEqual(queried.code, 0, queried.err)
        assert.deepInclude(JSON.parse(queried.out), { out_trade_no: "call-1025", trade_state: "NOTPAY" })

        const faults: ReadonlyArray<readonly [ReadonlyArray<string>, string]> = [
          [["call", "pay.native.create", "--amount.total", "8.88"], "expected integer"],
          [["call", "pay.native.create", "--out_trade_no", "x"], "description"],
          [["call", "pay.native.creat"], "did you mean pay.native.create"],
          [["call", "pay.native.create", "--colour", "red"], "--colour"]
        ]
        for (const [args, text] of faults) {
          const { code, err } = yield* wechatpay(args, given)
          assert.strictEqual(code, 2)
          assert.include(err, text)
        }
      })
    )
  )

  it.effect(
    "sensitive fields come from --input only, are sent encrypted and are printed decrypted; a file is uploaded",
    () =>
      Effect.scoped(
        Effect.gen(function* () {
          const variables = yield* env
          const help = yield* wechatpay(["call", "selfTest.echo", "--help"])
          assert.include(help.out, "Sensitive fields, which only --input can have: encrypted_echo_message")
          assert.notInclude(help.out, "--encrypted_echo_message")
          const echoed = yield* wechatpay(["call", "selfTest.echo", "--echo_message", "a", "--input", "-"], {
            env: variables,
            stdin: JSON.stringify({ encrypted_echo_message: "张三" })
          })
          assert.deepStrictEqual(JSON.parse(echoed.out), {
            echo_message: "a",
            encrypted_echo_message: "张三"
          })
          const { calls } = yield* Simulator.Simulator
          assert.notInclude(JSON.stringify(yield* calls.all), "张三")

          const path = join(yield* folder, "photo.png")
          yield* Effect.promise(() => writeFile(path, Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")))
          const uploaded = yield* wechatpay(["call", "media.merchantMedia.uploadImage", "--file", path], {
            env: variables
          })
          assert.strictEqual(uploaded.code, 0, uploaded.err)
          assert.property(JSON.parse(uploaded.out), "media_id")
          const without = yield* wechatpay(["call", "media.merchantMedia.uploadImage"], { env: variables })
          assert.strictEqual(without.code, 2)
        })
      )
  )

  it.effect("an endpoint of the XML interface is called with the APIv2 key", () =>
    Effect.gen(function* () {
      const variables = yield* env
      const args = ["call", "facepay.facePayment.query", "--json", "--out_trade_no", "face-1024"]
      const appid = ["--appid", variables.WECHATPAY_SIMULATOR_APPID ?? ""]
      const { code, out } = yield* wechatpay([...args, ...appid], { env: variables })
      assert.strictEqual(code, 1, out)
      const { error } = JSON.parse(out) as { readonly error: Readonly<Record<string, unknown>> }
      assert.deepInclude(error, {
        endpoint: "facepay.facePayment.query",
        code: "ORDERNOTEXIST",
        outcome: "Refused"
      })
      const withoutKey = { ...variables, WECHATPAY_API_V2_KEY: undefined }
      const missing = yield* wechatpay([...args, ...appid], { env: withoutKey })
      assert.strictEqual(missing.code, 2)
      assert.include(missing.out, "WECHATPAY_API_V2_KEY")
    })
  )

  it.effect("the scripts of completion know commands, endpoints and fields, and bash accepts its own", () =>
    Effect.gen(function* () {
      for (const shell of ["bash", "zsh", "fish"]) {
        const { code, out } = yield* wechatpay(["completions", shell])
        assert.strictEqual(code, 0)
        for (const word of ["doctor", "env-file", "pay.native.create", "out_trade_no", "amount.total"])
          assert.include(out, word)
        assert.isBelow(out.length, 100_000)
        if (shell !== "bash") continue
        // What bash completes for `wechatpay call pay.native.create --amount.t`.
        const line = ["wechatpay", "call", "pay.native.create", "--amount.t"]
        const script = `${out}\nCOMP_WORDS=(${line.join(" ")}); COMP_CWORD=3; _wechatpay; echo "\${COMPREPLY[@]}"`
        assert.strictEqual(execFileSync("bash", { input: script, encoding: "utf8" }), "--amount.total\n")
      }
    })
  )
})
