/** Variables that commands look at themselves. The client reads all of them in `WechatPayClient.layerConfig`. */
import * as FileSystem from "@effect/platform/FileSystem"
import type { Region } from "@effect-wechatpay/core/Region"
import { hosts } from "@effect-wechatpay/core/Region"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

/** The value of a variable; `undefined` if it is not set or empty. */
export const valueOf = (name: string): Effect.Effect<string | undefined> =>
  Config.string(name).pipe(
    Config.option,
    Effect.map((value) => {
      const text = Option.getOrUndefined(value)?.trim()
      return text === "" ? undefined : text
    }),
    Effect.orElseSucceed(() => undefined)
  )

/** The text of a variable, or of the file that the variable with `_FILE` names, if it can be read. */
export const textOf = (name: string): Effect.Effect<string | undefined, never, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const text = yield* valueOf(name)
    if (text !== undefined) return text
    const path = yield* valueOf(`${name}_FILE`)
    if (path === undefined) return undefined
    const fs = yield* FileSystem.FileSystem
    return yield* Effect.orElseSucceed(fs.readFileString(path), () => undefined)
  })

export const secretOf = (name: string): Effect.Effect<Redacted.Redacted | undefined> =>
  Effect.map(valueOf(name), (value) => (value === undefined ? undefined : Redacted.make(value)))

export interface Where {
  readonly region: Region
  readonly baseUrl: string | undefined
  /** The addresses that calls go to: the first one, and its backup. */
  readonly origins: readonly [string, ...ReadonlyArray<string>]
}

const isRegion = (text: string): text is Region => Object.hasOwn(hosts, text)

export const where: Effect.Effect<Where> = Effect.gen(function* () {
  const baseUrl = yield* valueOf("WECHATPAY_BASE_URL")
  const text = (yield* valueOf("WECHATPAY_REGION")) ?? "mainland"
  const region: Region = isRegion(text) ? text : "mainland"
  const [primary, backup] = hosts[region]
  return {
    region,
    baseUrl,
    origins:
      baseUrl !== undefined
        ? [baseUrl.replace(/\/+$/, "")]
        : [`https://${primary}`, ...(backup === undefined ? [] : [`https://${backup}`])]
  }
})
