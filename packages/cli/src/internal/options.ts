/** The options that every command has, and how a command is run and reported. */

import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import type * as FileSystem from "@effect/platform/FileSystem"
import type * as Path from "@effect/platform/Path"
import type * as Terminal from "@effect/platform/Terminal"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Host } from "../Host.js"
import { loggerTo } from "./logger.js"
import { Problem } from "./problem.js"
import { type Result, Session } from "./session.js"
import { plain, type Text } from "./text.js"
import { variablesOf } from "./variables.js"

export type Say = (text: Text) => string

/** What the handler of a command may use. */
export type Environment = Host | Session | FileSystem.FileSystem | Path.Path | Terminal.Terminal

const common = (say: Say) => ({
  json: Options.boolean("json").pipe(
    Options.withDescription(say({ en: "Print JSON, for programs.", zh: "输出 JSON，供程序读取。" }))
  ),
  lang: Options.choice("lang", ["en", "zh"]).pipe(
    Options.withDescription(
      say({
        en: "Language of the texts. Default: by LC_ALL, LC_MESSAGES or LANG.",
        zh: "文字的语言。默认取自 LC_ALL、LC_MESSAGES 或 LANG。"
      })
    ),
    Options.optional
  ),
  envFile: Options.file("env-file").pipe(
    Options.withDescription(
      say({
        en: "A file with the WECHATPAY_… variables. Variables of the environment take precedence.",
        zh: "含有 WECHATPAY_… 变量的文件。环境变量优先。"
      })
    ),
    Options.optional
  )
})

/** An option that takes a text. */
export const text = (say: Say, name: string, description: Text) =>
  Options.text(name).pipe(Options.withDescription(say(description)), Options.optional)

/** An option that takes the path of a file. */
export const file = (say: Say, name: string, description: Text) =>
  Options.file(name).pipe(Options.withDescription(say(description)), Options.optional)

export const flag = (say: Say, name: string, description: Text) =>
  Options.boolean(name).pipe(Options.withDescription(say(description)))

/** An option with one of some values. */
export const choice = <const A extends ReadonlyArray<string>>(
  say: Say,
  name: string,
  choices: A,
  fallback: A[number],
  description: Text
) =>
  Options.choice(name, choices).pipe(
    Options.withDefault(fallback),
    Options.withDescription(say(description))
  ) as Options.Options<A[number]>

export const argument = (say: Say, name: string, description: Text) =>
  Args.text({ name }).pipe(Args.withDescription(say(description)))

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
  given: { readonly json: boolean; readonly envFile: Option.Option<string> },
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

/** The values of options and arguments, by name. */
type Values<Config extends Command.Command.Config> = Command.Command.ParseConfig<Config>

/** A command without commands of its own. */
export interface Leaf {
  readonly name: string
  readonly command: Command.Command<string, Environment, never, {}>
}

/** A command with commands of its own, such as `call`. */
export interface Group {
  readonly name: string
  readonly description: Text
  readonly children: ReadonlyArray<Leaf>
}

export const isGroup = (node: Leaf | Group): node is Group => "children" in node

/**
 * A command without commands of its own. Its handler is loaded when it runs, so that help and completion stay quick.
 */
export const leaf = <const Config extends Command.Command.Config>(
  say: Say,
  name: string,
  description: Text,
  config: Config,
  load: (
    values: Values<Config> & { readonly json: boolean }
  ) => Promise<Effect.Effect<Result, Problem, Environment>>
): Leaf => {
  const command = Command.make(name, { ...config, ...common(say) }, (values) => {
    const given = values as unknown as Values<Config> & {
      readonly json: boolean
      readonly envFile: Option.Option<string>
    }
    return perform(given, Effect.flatten(Effect.promise(() => load(given))))
  }).pipe(Command.withDescription(say(description)))
  return { name, command: command as unknown as Leaf["command"] }
}
