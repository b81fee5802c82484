/** The tree of the commands: names, options and descriptions. What they do is loaded when they run. */
import * as Effect from "effect/Effect"
import type { Names } from "./arguments.js"
import { doctor, explain, migrate } from "./commands/checks.js"
import { bill, certificates } from "./commands/files.js"
import { decrypt, request, sign, verify } from "./commands/messages.js"
import { notify } from "./commands/notify.js"
import { descriptions } from "./descriptions.js"
import { choiceArgument, type Say } from "./flags.js"
import { isGroup, type Leaf, leaf, type Tree } from "./options.js"
import { shells } from "./shells.js"

/** Its arguments are those of `wechatpay-simulator`: `run.ts` passes them on before they are parsed. */
const simulator = (say: Say) =>
  leaf(say, "simulator", descriptions.simulator, {}, async () =>
    Effect.succeed({ text: "", json: undefined })
  )

/** `completion.ts` needs the whole tree, which this command is a part of. */
const completions = (say: Say) =>
  leaf(
    say,
    "completions",
    descriptions.completions,
    {
      shell: choiceArgument("shell", shells)
    },
    async ({ shell }) => {
      const [{ completionScript }, { endpointCommands }] = await Promise.all([
        import("./completion.js"),
        import("./endpoints/command.js")
      ])
      const text = completionScript(shell, makeTree(say, await endpointCommands(say)))
      return Effect.succeed({ text, json: text })
    }
  )

/** Commands in the order of the help. `endpoints`: those of `call`, which are loaded only where they are used. */
export const makeTree = (say: Say, endpoints: ReadonlyArray<Leaf> = []): Tree => [
  doctor(say),
  {
    name: "call",
    description: say(descriptions.call),
    children: endpoints
  },
  request(say),
  sign(say),
  verify(say),
  decrypt(say),
  explain(say),
  certificates(say),
  bill(say),
  notify(say),
  migrate(say),
  simulator(say),
  completions(say)
]

/** The names of all commands, for the mistakes of a user. */
export const namesOf = (tree: Tree): Names =>
  Object.fromEntries(
    tree.map((node) => [node.name, isGroup(node) ? node.children.map(({ name }) => name) : undefined])
  )
