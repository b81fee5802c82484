/** Parses the arguments and runs the command. */
import type * as FileSystem from "@effect/platform/FileSystem"
import type * as Path from "@effect/platform/Path"
import type * as Terminal from "@effect/platform/Terminal"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import { Host } from "../Host.js"
import { inOrder, prepare } from "./arguments.js"
import { makeTree, namesOf } from "./commands.js"
import { descriptions } from "./descriptions.js"
import { helpOf } from "./help.js"
import { mistakeIn } from "./mistakes.js"
import { report } from "./options.js"
import { runTree } from "./parser.js"
import { exitCode, Problem } from "./problem.js"
import { quickText, rootHelp } from "./quick.js"
import { Session } from "./session.js"
import { runSimulator } from "./simulator.js"
import { hasColours, styleOf } from "./style.js"
import { languageOf, type Text } from "./text.js"
import { version } from "./version.js"

const isCall = ([first]: ReadonlyArray<string>): boolean => first === "call"

export const runCommand = (
  written: ReadonlyArray<string>
): Effect.Effect<number, never, Host | FileSystem.FileSystem | Path.Path | Terminal.Terminal> =>
  Effect.gen(function* () {
    const host = yield* Host
    const args = inOrder(written, Object.keys(descriptions))
    const language = languageOf(args, host.env)
    const say = (text: Text) => text[language]
    const code = yield* Ref.make<number>(exitCode.done)
    const coloured = {
      out: hasColours(host.isTerminal.out, host.env),
      err: hasColours(host.isTerminal.err, host.env)
    }
    const session = Session.of({
      language,
      say,
      style: styleOf(coloured.out),
      errorStyle: styleOf(coloured.err),
      finish: (value) => Ref.set(code, value)
    })
    const quick = quickText(written, host.env, host.isTerminal.out)
    if (quick !== undefined) {
      yield* host.out(quick)
      return exitCode.done
    }
    if (args[0] === "simulator") {
      yield* Effect.provideService(runSimulator(args.slice(1)), Session, session)
      return yield* Ref.get(code)
    }
    // The endpoints are listed, and the one that is called is loaded, only if they are needed.
    const endpoints = isCall(args)
      ? yield* Effect.promise(async () => {
          const { endpointCommands } = await import("./endpoints/command.js")
          return endpointCommands(say, args.slice(1, 2))
        })
      : []
    const tree = makeTree(say, endpoints)
    const asked = prepare(args, namesOf(tree))
    const run = Effect.gen(function* () {
      if (asked instanceof Problem) return yield* report(asked, args.includes("--json"))
      switch (asked._tag) {
        case "Help":
          return yield* host.out(
            asked.path.length === 0
              ? rootHelp(language, session.style)
              : `${helpOf(tree, asked.path, language, session.style)}\n`
          )
        case "Version":
          return yield* host.out(`${version}\n`)
        case "Run":
          return yield* runTree(tree, asked.args, (text) => host.out(`${text.trimEnd()}\n`)).pipe(
            Effect.catchAll((mistake) =>
              Effect.zipRight(host.err(`${mistakeIn(language, mistake)}\n`), Ref.set(code, exitCode.usage))
            )
          )
      }
    })
    yield* Effect.provideService(run, Session, session)
    return yield* Ref.get(code)
  })
