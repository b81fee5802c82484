/** The options that every command has, and how a command is run and reported. */
import type * as FileSystem from "@effect/platform/FileSystem"
import type * as Path from "@effect/platform/Path"
import type * as Terminal from "@effect/platform/Terminal"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Host } from "../Host.js"
import { type Config, optional, optionalChoice, required, type Say, type Values } from "./flags.js"
import { loggerTo } from "./logger.js"
import { Problem } from "./problem.js"
import { type Result, Session } from "./session.js"
import { plain, type Text } from "./text.js"
import { variablesOf } from "./variables.js"

/** What the handler of a command may use. */
export type Environment = Host | Session | FileSystem.FileSystem | Path.Path | Terminal.Terminal

const common = (say: Say) => ({
  json: required(say, "boolean", "json", { en: "Print JSON, for programs.", zh: "输出 JSON，供程序读取。" }),
  lang: optionalChoice(say, "lang", ["en", "zh"], {
    en: "Language of the texts. Default: by LC_ALL, LC_MESSAGES or LANG.",
    zh: "文字的语言。默认取自 LC_ALL、LC_MESSAGES 或 LANG。"
  }),
  envFile: optional(say, "file", "env-file", {
    en: "A file with the WECHATPAY_… variables. Variables of the environment take precedence.",
    zh: "含有 WECHATPAY_… 变量的文件。环境变量优先。"
  })
})

type Common = Values<ReturnType<typeof common>>

/** Prints the problem. A command that was asked for JSON gets its errors as JSON too, at the same place. */
export const report = (problem: Problem, json: boolean) =>
  Effect.gen(function* () {
    const { err, out } = yield* Host
    const { errorStyle, finish, say } = yield* Session
    const { code, fields, todo, what, why } = problem
    const said = (text: Text | undefined) => (text === undefined ? undefined : say(text))
    yield* finish(code)
    if (json) {
      const error = { what: said(what), why: said(why), advice: said(todo), ...fields }
      return yield* out(`${JSON.stringify({ error }, null, 2)}\n`)
    }
    const lines = [
      `${errorStyle.bad(say({ en: "error", zh: "错误" }))}: ${say(what)}`,
      ...(why === undefined ? [] : [`  ${say({ en: "why", zh: "原因" })}: ${say(why)}`]),
      ...(todo === undefined ? [] : [`  ${say({ en: "do", zh: "处理" })}: ${say(todo)}`])
    ]
    return yield* err(`${lines.join("\n")}\n`)
  })

const print = (result: Result, json: boolean) =>
  Effect.gen(function* () {
    const { out } = yield* Host
    const { finish } = yield* Session
    if (json && result.json !== undefined) yield* out(`${JSON.stringify(result.json, null, 2)}\n`)
    if (!json && result.text !== "") yield* out(`${result.text}\n`)
    yield* finish(result.code ?? 0)
  })

/** Runs the handler with the variables of the environment and of the file. */
export const perform = (
  given: Pick<Common, "json" | "envFile">,
  run: Effect.Effect<Result, Problem, Environment>
): Effect.Effect<void, never, Environment> =>
  Effect.gen(function* () {
    const variables = yield* variablesOf(Option.getOrUndefined(given.envFile))
    const provider = ConfigProvider.fromMap(new Map(Object.entries(variables)), { pathDelim: "\u0000" })
    return yield* Effect.withConfigProvider(run, provider)
  }).pipe(
    Effect.provide(loggerTo),
    Effect.catchAllDefect(
      (defect) =>
        new Problem({
          what: { en: "the command itself failed, which is a bug", zh: "命令自身出错（缺陷）" },
          why: plain(defect instanceof Error ? `${defect.name}: ${defect.message}` : typeof defect),
          code: 1
        })
    ),
    Effect.matchEffect({
      onFailure: (problem) => report(problem, given.json),
      onSuccess: (result) => print(result, given.json)
    })
  )

/** A command without commands of its own. */
export interface Leaf {
  readonly name: string
  readonly description: string
  readonly config: Config
  /** Gets the values of {@link config}. */
  readonly run: (values: Values<Config>) => Effect.Effect<void, never, Environment>
}

/** A command with commands of its own, such as `call`. */
export interface Group {
  readonly name: string
  readonly description: string
  readonly children: ReadonlyArray<Leaf>
}

export type Tree = ReadonlyArray<Leaf | Group>

export const isGroup = (node: Leaf | Group): node is Group => "children" in node

/**
 * A command without commands of its own. Its handler is loaded when it runs, so that help and completion stay quick.
 */
export const leaf = <const C extends Config>(
  say: Say,
  name: string,
  description: Text,
  config: C,
  load: (values: Values<C> & Common) => Promise<Effect.Effect<Result, Problem, Environment>>
): Leaf => ({
  name,
  description: say(description),
  config: { ...config, ...common(say) },
  run: (values) => {
    const given = values as Values<C> & Common
    return perform(given, Effect.flatten(Effect.promise(() => load(given))))
  }
})
