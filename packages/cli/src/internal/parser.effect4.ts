// Effect 4 edition of parser.ts as of 067d20ccc9deb079.
/** The parser of arguments: `effect/cli`. */
import * as Argument_ from "effect/cli/Argument"
import * as CliConfig from "effect/cli/CliConfig"
import * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as Flag_ from "effect/cli/Flag"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { ChildProcessSpawner, make as makeSpawner } from "effect/process/ChildProcessSpawner"
import * as Stdio from "effect/Stdio"
import {
  type Argument,
  type Config,
  type Flag,
  isArgument,
  isFlag,
  isParam,
  type Param,
  paramsOf,
  type Values
} from "./flags.js"
import { type Environment, type Group, isGroup, type Leaf, type Tree } from "./options.js"
import { version } from "./version.js"

/** A path as it is written; `Flag.File` makes it absolute. */
const checked =
  (name: string, kind: "file" | "directory") =>
  (path: string): Effect.Effect<string, CliError.CliError, FileSystem.FileSystem> =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      if (!(yield* Effect.orDie(fs.exists(path)))) return path
      const { type } = yield* Effect.orDie(fs.stat(path))
      return type.toLowerCase() === kind
        ? path
        : yield* new CliError.InvalidValue({ option: name, value: path, expected: kind, kind: "flag" })
    })

const primitiveOf = ({ choices, kind, name }: Flag<unknown>): Flag_.Flag<unknown> => {
  switch (kind) {
    case "text":
      return Flag_.String(name)
    case "file":
    case "directory":
      return Flag_.mapEffect(Flag_.String(name), checked(name, kind))
    case "integer":
      return Flag_.Int(name)
    case "boolean":
      return Flag_.withDefault(Flag_.withoutNegation(Flag_.Boolean(name)), false)
    case "choice":
      return Flag_.Literals(name, choices)
  }
}

const optionOf = (flag: Flag<unknown>): Flag_.Flag<unknown> => {
  const option = primitiveOf(flag)
  switch (flag.presence._tag) {
    case "required":
      return option
    case "optional":
      return Flag_.optional(option)
    case "repeated":
      return Flag_.atLeast(option, 0)
    case "default":
      return Flag_.withDefault(option, flag.presence.value)
  }
}

const argumentOf = ({ choices, kind, name }: Argument<unknown>): Argument_.Argument<unknown> =>
  kind === "choice" ? Argument_.Literals(name, choices) : Argument_.String(name)

const paramOf = (param: Param) => (isFlag(param) ? optionOf(param) : argumentOf(param))

const configOf = (config: Config): Command.Command.Config =>
  Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, isParam(value) ? paramOf(value) : configOf(value)])
  )

const commandOf = (node: Leaf | Group): Command.Command<string, unknown, unknown, never, Environment> =>
  (isGroup(node)
    ? Command.withSubcommands(Command.make(node.name), node.children.map(commandOf))
    : Command.make(node.name, configOf(node.config), (values) =>
        node.run(values as unknown as Values<Config>)
      )) as never

/** The command that the arguments name, if they name one. */
const leafOf = (tree: Tree, [first, second]: ReadonlyArray<string>): Leaf | undefined => {
  const node = tree.find(({ name }) => name === first)
  return node === undefined || !isGroup(node) ? node : node.children.find(({ name }) => name === second)
}

/** Where the options end. */
const endOf = (args: ReadonlyArray<string>): number => {
  const at = args.indexOf("--")
  return at < 0 ? args.length : at
}

/** An option takes the next word, also if that begins with "-": `effect/cli` wants it to be one word then. */
const withValues = (leaf: Leaf | undefined, args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const taking = new Set(
    paramsOf(leaf?.config ?? {})
      .filter(isFlag)
      .filter(({ kind }) => kind !== "boolean")
      .map(({ name }) => `--${name}`)
  )
  const joined: Array<string> = []
  for (let at = 0; at < args.length; at++) {
    const [word = "", value] = args.slice(at)
    if (word === "--") return [...joined, ...args.slice(at)]
    if (taking.has(word) && value !== undefined && value !== "--") {
      joined.push(`${word}=${value}`)
      at++
    } else joined.push(word)
  }
  return joined
}

const unknownArgument = (word: string | undefined): string => `Received unknown argument: '${word ?? ""}'`

const oneOf = (choices: ReadonlyArray<string>): string =>
  `Expected one of the following cases: ${choices.join(", ")}`

const wrongValue = (param: Param, value: string, expected: string): string => {
  switch (param.kind) {
    case "choice":
      return oneOf(param.choices)
    case "integer":
      return `'${value}' is not a integer`
    case "boolean":
      return `Unable to recognize '${value}' as a valid boolean`
    case "file":
      return `Expected path '${value}' to be a regular file`
    case "directory":
      return `Expected path '${value}' to be a directory`
    case "text":
      return expected
  }
}

/** The texts of the parser of Effect 3. */
const textOf = (error: CliError.NonShowHelpErrors, tree: Tree, leaf: Leaf | undefined): string => {
  const params = paramsOf(leaf?.config ?? {})
  switch (error._tag) {
    case "UnrecognizedOption":
      return leaf === undefined
        ? `Invalid subcommand for wechatpay - use one of ${tree.map(({ name }) => `'${name}'`).join(", ")}`
        : unknownArgument(error.option)
    case "UnexpectedArgument":
      return unknownArgument(error.arguments[0])
    case "MissingArgument": {
      const argument = params.filter(isArgument).find(({ name }) => name === error.argument)
      const choices = argument === undefined ? [] : argument.choices
      return `Missing argument <${error.argument}>${choices.length === 0 ? "" : ` with choices ${choices.join(" | ")}`}`
    }
    case "MissingOption":
      return `Expected to find option: '--${error.option}'`
    case "InvalidValue": {
      const param = params.find(
        (param) => param.name === error.option && isFlag(param) === (error.kind === "flag")
      )
      if (param === undefined) return error.message
      if (error.value === "" && isFlag(param)) {
        return param.presence._tag === "required"
          ? `Expected a value following option: '--${param.name}'`
          : unknownArgument(`--${param.name}`)
      }
      return error.expected === "at most 1 value"
        ? unknownArgument(`--${param.name}`)
        : wrongValue(param, error.value, error.expected)
    }
    default:
      return error.message
  }
}

/** What only the parts of `effect/cli` need that are not used here. */
const unused = makeSpawner(() => Effect.die(new Error("the command starts no processes")))

/**
 * Runs the command that the arguments name, and fails with what is wrong in them. `print` gets what the parser itself
 * prints, such as the version.
 */
export const runTree = (
  tree: Tree,
  args: ReadonlyArray<string>,
  print: (text: string) => Effect.Effect<void>
): Effect.Effect<void, string, Environment> => {
  const leaf = leafOf(tree, args)
  const [empty] = args.slice(0, endOf(args)).filter((word) => /^--[^=]+=$/.test(word))
  if (empty !== undefined) return Effect.fail(unknownArgument(empty))
  const command = Command.withSubcommands(Command.make("wechatpay"), tree.map(commandOf))
  return Command.runWith(command, { version })(withValues(leaf, args)).pipe(
    Effect.mapError((error) =>
      error._tag === "ShowHelp" && error.errors[0] !== undefined
        ? textOf(error.errors[0], tree, leaf)
        : error.message
    ),
    Effect.provideService(CliOutput.Presenter, {
      present: (event) => (event._tag === "Version" ? print(event.version) : Effect.void)
    }),
    Effect.provideService(CliConfig.CliConfig, { builtIns: [GlobalFlag.Version, GlobalFlag.LogLevel] }),
    Effect.provideService(ChildProcessSpawner, unused),
    Effect.provide(Stdio.layerTest({}))
  ) as Effect.Effect<void, string, Environment>
}
