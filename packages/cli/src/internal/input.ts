/** Reads what a command is given: a file, or the standard input. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import { Host } from "../Host.js"
import { type Problem, usage } from "./problem.js"

/** What `-` becomes before the arguments are parsed. */
export const standardInput = "<stdin>"

export const readBytes = (path: string): Effect.Effect<Uint8Array, Problem, Host | FileSystem.FileSystem> =>
  Effect.gen(function* () {
    if (path === standardInput) return yield* (yield* Host).stdin
    const fs = yield* FileSystem.FileSystem
    return yield* Effect.mapError(fs.readFile(path), (error) =>
      usage(
        { en: `the file cannot be read: ${path}`, zh: `文件无法读取：${path}` },
        {
          en: `check the path (${error._tag === "SystemError" ? error.reason : error._tag}); "-" is the standard input`,
          zh: `请检查路径（${error._tag === "SystemError" ? error.reason : error._tag}）；"-" 表示标准输入`
        }
      )
    )
  })

export const readText = (path: string): Effect.Effect<string, Problem, Host | FileSystem.FileSystem> =>
  Effect.map(readBytes(path), (bytes) => new TextDecoder().decode(bytes))

export const parseJson = (text: string, name: string): Effect.Effect<unknown, Problem> =>
  Effect.try({
    try: (): unknown => JSON.parse(text),
    catch: () =>
      usage(
        { en: `${name} is not JSON`, zh: `${name} 不是 JSON` },
        { en: "check quotes and commas", zh: "请检查引号与逗号" }
      )
  })

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
