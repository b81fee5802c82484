/** `wechatpay notify keys` and `notify events`. */
import { generateKeyPairSync, randomBytes } from "node:crypto"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import { list } from "../lists/notifications.js"
import { cannotWrite } from "../output.js"
import { type Problem, usage } from "../problem.js"
import { type Result, Session } from "../session.js"

const firstLine = "# Test keys of wechatpay notify. Never use them with a real merchant."

const variablesOf = (mchid: string): Readonly<Record<string, string>> => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" }
  })
  const quoted = (pem: string) => `"${pem.trimEnd().replaceAll("\n", "\\n")}"`
  return {
    WECHATPAY_MCHID: mchid,
    WECHATPAY_PUBLIC_KEY_ID: `PUB_KEY_ID_TEST${randomBytes(8).toString("hex").toUpperCase()}`,
    WECHATPAY_PUBLIC_KEY: quoted(publicKey),
    WECHATPAY_API_V3_KEY: randomBytes(16).toString("hex"),
    WECHATPAY_TEST_PRIVATE_KEY: quoted(privateKey)
  }
}

/** Writes a file that only its owner can read. Another file than one of its own is not overwritten. */
export const writeKeys = (
  path: string,
  mchid: string
): Effect.Effect<Result, Problem, Session | FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const { say } = yield* Session
    const fs = yield* FileSystem.FileSystem
    const known = yield* Effect.orElseSucceed(fs.readFileString(path), () => "")
    if (known.trim() !== "" && !known.startsWith(firstLine)) {
      return yield* usage(
        { en: `${path} exists and was not written by this command`, zh: `${path} 已存在且不是由本命令写入` },
        { en: "name another file", zh: "请指定其他文件" }
      )
    }
    const lines = Object.entries(variablesOf(mchid)).map(([name, value]) => `${name}=${value}`)
    yield* Effect.mapError(
      Effect.zipRight(
        fs.remove(path, { force: true }),
        fs.writeFileString(path, `${[firstLine, ...lines].join("\n")}\n`, { mode: 0o600 })
      ),
      cannotWrite(path)
    )
    return {
      text: say({
        en: `Test keys: ${path}\nStart the shop with this file (node --env-file=${path} …), then: wechatpay notify send <url> TRANSACTION.SUCCESS --env-file ${path}`,
        zh: `测试密钥：${path}\n请让本地服务使用该文件（node --env-file=${path} …），然后执行：wechatpay notify send <url> TRANSACTION.SUCCESS --env-file ${path}`
      }),
      json: { path }
    }
  })

export const events: Effect.Effect<Result> = Effect.sync(() => {
  const width = Math.max(...list.map(([eventType]) => eventType.length))
  return {
    text: list.map(([eventType, , , summary]) => `${eventType.padEnd(width)}  ${summary}`).join("\n"),
    json: list.map(([eventType, , , summary]) => ({ eventType, summary }))
  }
})
