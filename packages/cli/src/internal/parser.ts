/** The parser of arguments: `@effect/cli`. */
import * as Args from "@effect/cli/Args"
import * as CliConfig from "@effect/cli/CliConfig"
import * as Command from "@effect/cli/Command"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Options from "@effect/cli/Options"
import * as ValidationError from "@effect/cli/ValidationError"
import * as Effect from "effect/Effect"
import { type Argument, type Config, type Flag, isFlag, isParam, type Param, type Values } from "./flags.js"
import { type Environment, type Group, isGroup, type Leaf, type Tree } from "./options.js"
import { printingTo } from "./printing.js"
import { withoutColours } from "./style.js"
import { version } from "./version.js"

const primitiveOf = ({ choices, kind, name }: Flag<unknown>): Options.Options<unknown> => {
  switch (kind) {
    case "text":
      return Options.text(name)
    case "file":
      return Options.file(name)
    case "directory":
      return Options.directory(name)
    case "integer":
      return Options.integer(name)
    case "boolean":
      return Options.boolean(name)
    case "choice":
      return Options.choice(name, choices)
  }
}

const optionOf = (flag: Flag<unknown>): Options.Options<unknown> => {
  const option = primitiveOf(flag)
  switch (flag.presence._tag) {
    case "required":
      return option
    case "optional":
      return Options.optional(option)
    case "repeated":
      return Options.repeated(option)
    case "default":
      return Options.withDefault(option, flag.presence.value)
  }
}

const argumentOf = ({ choices, kind, name }: Argument<unknown>): Args.Args<unknown> =>
  kind === "choice"
    ? Args.choice(
        choices.map((value): [string, string] => [value, value]),
        { name }
      )
    : Args.text({ name })

const paramOf = (param: Param) => (isFlag(param) ? optionOf(param) : argumentOf(param))

const configOf = (config: Config): Command.Command.Config =>
  Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, isParam(value) ? paramOf(value) : configOf(value)])
  )

type Made = Command.Command<string, Environment, never, object>

const withChildren = (
  parent: Command.Command<string, never, never, object>,
  children: ReadonlyArray<Made>
): Made => {
  const [first, ...others] = children
  return first === undefined ? parent : (Command.withSubcommands(parent, [first, ...others]) as Made)
}

const commandOf = (node: Leaf | Group): Made =>
  isGroup(node)
    ? withChildren(Command.make(node.name), node.children.map(commandOf))
    : Command.make(node.name, configOf(node.config), (values) => node.run(values as Values<Config>))

/**
 * Runs the command that the arguments name, and fails with what is wrong in them. `print` gets what the parser itself
 * prints, such as the version.
 */
export const runTree = (
  tree: Tree,
  args: ReadonlyArray<string>,
  print: (text: string) => Effect.Effect<void>
): Effect.Effect<void, string, Environment> =>
  printingTo(
    Effect.suspend(() =>
      Command.run(withChildren(Command.make("wechatpay" as string), tree.map(commandOf)), {
        name: "wechatpay",
        version
      })(["node", "wechatpay", ...args])
    ).pipe(
      Effect.mapError((error) =>
        ValidationError.isValidationError(error)
          ? withoutColours(HelpDoc.toAnsiText(error.error)).trimEnd()
          : ""
      ),
      Effect.provide(CliConfig.layer({ isCaseSensitive: true, showBuiltIns: false }))
    ),
    // The parser prints a mistake before it fails with it.
    { log: (text) => print(withoutColours(text)), error: () => Effect.void }
  )
