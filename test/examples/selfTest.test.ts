import { execFile } from "node:child_process"
import { assert, describe, layer } from "@effect/vitest"
import { Simulator } from "@effect-wechatpay/simulator"
import { Effect, Redacted } from "effect"
import { pem } from "../conformance/vectors.js"

const main = new URL("../../examples/self-test/src/main.ts", import.meta.url).pathname

/** Runs the program with the variables of the simulator's merchant, and a change. */
const run = (change: Readonly<Record<string, string>> = {}) =>
  Effect.flatMap(Simulator.Simulator, ({ baseUrl, merchant, platform }) =>
    Effect.async<{ readonly code: number | string | null; readonly stdout: string }>((resume) => {
      const env = {
        PATH: process.env.PATH,
        WECHATPAY_MCHID: merchant.mchid,
        WECHATPAY_SERIAL_NO: merchant.serialNo,
        WECHATPAY_PRIVATE_KEY: Redacted.value(merchant.privateKey),
        WECHATPAY_PUBLIC_KEY_ID: platform.publicKeyId,
        WECHATPAY_PUBLIC_KEY: platform.publicKey,
        WECHATPAY_BASE_URL: baseUrl,
        ...change
      }
      const options = { env, timeout: 40_000, encoding: "utf8" } as const
      execFile(process.execPath, ["--import", "tsx", main], options, (error, stdout) =>
        resume(Effect.succeed({ code: error === null ? 0 : (error.code ?? null), stdout }))
      )
    })
  )

describe("examples/self-test", { timeout: 60_000 }, () => {
  layer(Simulator.layerServer(), { excludeTestServices: true })((it) => {
    it.effect("examples/self-test prints a line for each step and exits with 0 if the keys are right", () =>
      Effect.gen(function* () {
        const { code, stdout } = yield* run()
        assert.strictEqual(code, 0)
        assert.strictEqual(stdout.match(/^ok {3}/gm)?.length, 5)
      })
    )

    it.effect("examples/self-test prints what is wrong and exits with 1", () =>
      Effect.gen(function* () {
        const { code, stdout } = yield* run({ WECHATPAY_PRIVATE_KEY: pem("go-testing-private") })
        assert.strictEqual(code, 1)
        assert.match(stdout, /^FAIL sign .*the private key does not belong to the certificate/m)
      })
    )
  })
})
