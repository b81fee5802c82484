/** Core and the domain packages run on the web platform alone, and cost a bundle what is used of them. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { createContext, runInContext } from "node:vm"
import { gzipSync } from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import { Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Redacted } from "effect"
import { type BuildOptions, build } from "esbuild"

const here = fileURLToPath(new URL(".", import.meta.url))
const packages = ["core", "payscore", "facepay", "shangmi"] as const

const bundle = (source: string, options: BuildOptions = {}) =>
  Effect.promise(async () => {
    const { metafile, outputFiles, warnings } = await build({
      stdin: { contents: source, resolveDir: here, loader: "ts" },
      bundle: true,
      minify: true,
      platform: "browser",
      format: "esm",
      target: "es2022",
      write: false,
      metafile: true,
      logLevel: "silent",
      ...options
    })
    const text = outputFiles?.[0]?.text ?? ""
    return { text, warnings, inputs: Object.keys(metafile?.inputs ?? {}), gzipped: gzipSync(text).length }
  })

const all = (name: string) => `import * as all from "@effect-wechatpay/${name}"; export default all`

const oursOnly = { external: ["effect/*", "@effect/platform/*"] }

const oneEndpoint = `
  import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
  import * as Permission from "@effect-wechatpay/payscore/Permission"
  export const layer = WechatPayClient.layer()
  export const call = Permission.terminateByOpenid
`

const facepayWithClients = `
  import * as V2Client from "@effect-wechatpay/core/V2Client"
  import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
  import * as facepay from "@effect-wechatpay/facepay"
  export const layers = [WechatPayClient.layer(), V2Client.layer()]
  export default facepay
`

describe.each(packages)("%s in a browser's bundle", (name) => {
  it.effect("a browser bundle imports nothing of Node.js", () =>
    Effect.gen(function* () {
      // For this platform esbuild has no modules of Node.js: an import of one fails.
      const { inputs, text, warnings } = yield* bundle(all(name))
      assert.deepStrictEqual(warnings, [])
      assert.notMatch(text, /["']node:/)
      assert.deepStrictEqual(
        inputs.filter((path) => path.startsWith("node:") || path.includes("platform-node")),
        []
      )
    })
  )

  it.effect("the sources of a browser bundle name nothing of Node.js", () =>
    Effect.gen(function* () {
      const { inputs } = yield* bundle(all(name))
      const sources = inputs.filter((path) => /packages\/(core|payscore|facepay|shangmi)\/src\//.test(path))
      assert.isAtLeast(sources.length, 3)
      for (const path of sources) {
        const text = readFileSync(`${here}../../${path.replace(/^(\.\.\/)*/, "")}`, "utf8")
        const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "")
        assert.notMatch(code, /\bBuffer\b|\bprocess\.env\b|\brequire\(|\b__dirname\b|["']node:/, path)
      }
    })
  )
})

describe("the size of a bundle", () => {
  // Gzipped bytes: what was measured, and about a fifth more. Raise a bound only for something that is worth it.
  it.effect.each([
    ["core, all of it", all("core"), 80_000],
    ["payscore, all of it", all("payscore"), 33_000],
    ["facepay, all of it", all("facepay"), 20_000],
    ["facepay, all of it, with the clients of both interfaces", facepayWithClients, 55_000],
    ["one endpoint with its client", oneEndpoint, 30_000]
  ] as const)("the size of our code in a bundle for %s is within its limit", ([, source, bound]) =>
    Effect.gen(function* () {
      const { gzipped } = yield* bundle(source, oursOnly)
      assert.isAtMost(gzipped, bound)
    })
  )

  it.effect("a bundle has nothing of the Chinese national algorithms unless they are used", () =>
    Effect.gen(function* () {
      const isShangmi = (path: string) => /sm-crypto|packages\/shangmi/.test(path)
      for (const source of [all("core"), oneEndpoint]) {
        const { inputs } = yield* bundle(source)
        assert.deepStrictEqual(inputs.filter(isShangmi), [])
      }
      const { gzipped, inputs } = yield* bundle(all("shangmi"), {
        external: [...oursOnly.external, "@effect-wechatpay/core/*"]
      })
      assert.isNotEmpty(inputs.filter(isShangmi))
      assert.isAtMost(gzipped, 48_000)
    })
  )

  it.effect("the size of a bundle with one endpoint, Effect included, is within its limit", () =>
    Effect.gen(function* () {
      const { gzipped } = yield* bundle(oneEndpoint)
      assert.isAtMost(gzipped, 126_000)
    })
  )

  it.effect("a bundle of a domain package has no client, only its operations", () =>
    Effect.gen(function* () {
      for (const name of ["payscore", "facepay"]) {
        const { text } = yield* bundle(all(name), oursOnly)
        assert.include(text, name === "payscore" ? "/v3/payscore/serviceorder" : "/pay/facepay")
        assert.notInclude(text, "api.mch.weixin.qq.com")
      }
      const { text } = yield* bundle(facepayWithClients, oursOnly)
      assert.include(text, "api.mch.weixin.qq.com")
    })
  )

  it.effect("endpoints that are not used do not add to the size of a bundle", () =>
    Effect.gen(function* () {
      const whole = yield* bundle(all("payscore"), oursOnly)
      const used = yield* bundle(
        `import { Permission } from "@effect-wechatpay/payscore"; export const call = Permission.terminateByOpenid`,
        oursOnly
      )
      for (const path of ["/v3/payscore/serviceorder", "/v3/payscore/partner/permissions"]) {
        assert.include(whole.text, path)
        assert.notInclude(used.text, path)
      }
    })
  )
})

describe("a bundle where only the web platform is", () => {
  const program = `
    import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
    import * as Signer from "@effect-wechatpay/core/Signer"
    import * as Verifier from "@effect-wechatpay/core/Verifier"
    import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
    import * as Permission from "@effect-wechatpay/payscore/Permission"
    import * as Effect from "effect/Effect"
    import * as Layer from "effect/Layer"
    import * as Redacted from "effect/Redacted"

    export const run = ({ baseUrl, input, keys, merchant }) => {
      const layer = WechatPayClient.layer({ baseUrl }).pipe(
        Layer.provide([
          Signer.layer({ ...merchant, privateKey: Redacted.make(merchant.privateKey) }),
          Verifier.layerPublicKey({ keys }),
          FetchHttpClient.layer
        ])
      )
      return Effect.runPromise(
        Permission.terminateByOpenid(input).pipe(
          Effect.andThen(Effect.flip(Permission.terminateByOpenid({ ...input, openid: "nobody" }))),
          Effect.map((error) => error.message),
          Effect.provide(layer)
        )
      )
    }
  `

  /** What browsers, workers, Deno and Bun all have. */
  const web = {
    AbortController,
    AbortSignal,
    Headers,
    ReadableStream,
    Request,
    Response,
    TextDecoder,
    TextEncoder,
    URL,
    URLSearchParams,
    atob,
    btoa,
    clearTimeout,
    console,
    crypto,
    fetch,
    performance,
    queueMicrotask,
    setTimeout
  }

  it.scopedLive("a bundle signs, sends, verifies and decodes with the web platform only", () =>
    Effect.gen(function* () {
      const { baseUrl, merchant, platform } = yield* Simulator.Simulator
      const { text } = yield* bundle(program, { format: "iife", globalName: "bundled" })
      const context = createContext({ ...web })
      runInContext(text, context)
      const message = yield* Effect.promise<string>(() =>
        context.bundled.run({
          baseUrl,
          merchant: {
            mchid: merchant.mchid,
            serialNo: merchant.serialNo,
            privateKey: Redacted.value(merchant.privateKey)
          },
          keys: [{ id: platform.publicKeyId, publicKey: platform.publicKey }],
          input: {
            openid: Samples.openid,
            service_id: Samples.serviceId,
            appid: Samples.appid,
            reason: "中文"
          }
        })
      )
      assert.match(message, /^payscore\.permission\.terminateByOpenid: 4\d\d [A-Z_]+ /)
      assert.strictEqual(
        runInContext("typeof process + typeof Buffer + typeof require", context),
        "undefinedundefinedundefined"
      )
    }).pipe(Effect.provide(Simulator.layerServer()))
  )
})
