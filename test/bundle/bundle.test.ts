/** Core and the domain packages run on the web platform alone, and cost a bundle what is used of them. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { createContext, runInContext } from "node:vm"
import { assert, describe, it } from "@effect/vitest"
import { Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Redacted } from "effect"
import type { BuildOptions } from "esbuild"
import * as Sizes from "../../scripts/sizes.js"
import { budgetOf, packageSizes } from "../support/sizes.js"

const { all, oursOnly } = Sizes

const here = fileURLToPath(new URL(".", import.meta.url))
const packages = ["core", "payscore", "facepay", "shangmi"] as const

const bundle = (source: string, options?: BuildOptions) => Effect.promise(() => Sizes.bundle(source, options))

const ownBundle = (title: string) => {
  const [source, options] = Sizes.bundles[title] ?? assert.fail(title)
  return bundle(source, options)
}

describe.each(packages)("%s in a browser's bundle", (name) => {
  it.effect("a browser bundle imports nothing of Node.js", () =>
    Effect.gen(function* () {
      // For this platform esbuild has no modules of Node.js: an import of one fails.
      const { inputs, text, warnings } = yield* bundle(all(name))
      assert.deepStrictEqual(warnings, [])
      assert.notMatch(text, /\b(?:from|import|require)\s*\(?\s*["']node:/)
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
  it.effect.each(Object.keys(Sizes.bundles))("the size of a bundle of %s is within its budget", (title) =>
    Effect.gen(function* () {
      const { gzipped } = yield* ownBundle(title)
      assert.isAtMost(gzipped, budgetOf(title), "pnpm sizes")
    })
  )

  it.effect("the size of a bundle of one import of each package is within its budget", () =>
    Effect.gen(function* () {
      for (const { budget, imported, name } of packageSizes) {
        if (imported === undefined) continue
        const { gzipped, text } = yield* Effect.promise(() => Sizes.bundleImport(name, imported))
        assert.match(text, /export\{\w+ as one\}/, name)
        assert.isAtMost(gzipped, budget.bundle ?? 0, `${name}: pnpm sizes`)
      }
    })
  )

  it.effect("a bundle has nothing of the Chinese national algorithms unless they are used", () =>
    Effect.gen(function* () {
      const isShangmi = (path: string) => /sm-crypto|packages\/shangmi/.test(path)
      const unused = [
        yield* bundle(all("core")),
        yield* ownBundle("one endpoint with its client, Effect included")
      ]
      for (const { inputs } of unused) assert.deepStrictEqual(inputs.filter(isShangmi), [])
      const { inputs } = yield* ownBundle("shangmi, all of it, without core")
      assert.isNotEmpty(inputs.filter(isShangmi))
    })
  )

  it.effect("a bundle of a domain package has no client, only its operations", () =>
    Effect.gen(function* () {
      for (const name of ["payscore", "facepay"]) {
        const { text } = yield* bundle(all(name), oursOnly)
        assert.include(text, name === "payscore" ? "/v3/payscore/serviceorder" : "/pay/facepay")
        assert.notInclude(text, "api.mch.weixin.qq.com")
      }
      const { text } = yield* ownBundle("facepay, all of it, with the clients of both interfaces")
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
  const program = 'export { run } from "./bundle/program.js"'

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
