/** The variables of the environment and of `--env-file`. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import { Host } from "../Host.js"
import { type Problem, usage } from "./problem.js"
import { plain } from "./text.js"

/** Variables that are set, those of the environment first, as `node --env-file` does. */
export const variablesOf = (
  envFile: string | undefined
): Effect.Effect<Readonly<Record<string, string>>, Problem, Host | FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const { env } = yield* Host
    const set = Object.fromEntries(
      Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
    )
    if (envFile === undefined) return set
    const fs = yield* FileSystem.FileSystem
    const text = yield* Effect.mapError(fs.readFileString(envFile), () =>
      usage(
        {
          en: `the file of --env-file cannot be read: ${envFile}`,
          zh: `--env-file 的文件无法读取：${envFile}`
        },
        {
          en: "check the path; wechatpay simulator --write-env <path> writes one for the simulator",
          zh: "请检查路径；wechatpay simulator --write-env <路径> 可为模拟器写出该文件"
        }
      )
    )
    const { parseEnv } = yield* Effect.promise(() => import("node:util"))
    if (parseEnv === undefined) {
      return yield* usage(plain("--env-file: Node.js >= 20.12"))
    }
    const inFile = Object.fromEntries(
      Object.entries(parseEnv(text)).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
    )
    return { ...inFile, ...set }
  })
