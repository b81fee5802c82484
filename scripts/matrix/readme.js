// What the README tells to install and to run, for each line.
import { readFile } from "node:fs/promises"
import ts from "typescript"

/** The install lines at the beginning of the README, and that of the simulator in its quick start. */
export const installLines = (readme) => {
  const [beginning] = readme.split("\n## ")
  const [effect4, effect3] = [...beginning.matchAll(/^ {4}npm install (.*)$/gm)].map(([, names]) =>
    names.split(" ")
  )
  const simulator = /^ {4}npm install --save-dev (\S+) +# .*?(\S+@3)$/m.exec(readme)
  return { effect4: [effect4, [simulator[1]]], effect3: [effect3, [simulator[2]]] }
}

/** The program of the quick start, in JavaScript, as the oldest runtime needs it. */
const programOf = (readme) => {
  const section = readme.split("## Quick start")[1].split("\n## ")[0]
  return ts.transpileModule(/```ts\n([\s\S]*?)```/.exec(section)[1], {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }
  }).outputText
}

const fetchClient = {
  effect3: "@effect/platform/FetchHttpClient",
  effect4: "effect/http/FetchHttpClient"
}

/** The same program with the client that every runtime has. */
const withFetch = (program, line) =>
  program
    .replace(
      /import \{ UndiciHttpClient \} from .*\n/,
      `import * as FetchHttpClient from "${fetchClient[line]}"\n`
    )
    .replace("UndiciHttpClient.layer()", "FetchHttpClient.layer")

/** The simulator as a library: in the process of the program. */
const library = `import { Native } from "@effect-wechatpay/pay"
import { Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer } from "effect"

const program = Effect.gen(function* () {
  const order = yield* Native.create({
    appid: Samples.appid,
    out_trade_no: "order-1024",
    description: "tea",
    notify_url: "https://shop.example.com/wechatpay",
    amount: { total: 888 }
  })
  const simulator = yield* Simulator.Simulator
  const calls = yield* simulator.calls.all
  yield* Effect.log(\`QR code: \${order.code_url}, \${calls.length} call\`)
})

const layer = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))
await Effect.runPromise(Effect.provide(program, layer))
`

export const quickStart = async (root) => {
  const readme = await readFile(new URL("README.md", root), "utf8")
  const program = programOf(readme)
  return (line) => ({
    lines: installLines(readme)[line],
    programs: { "program.mjs": program, "withFetch.mjs": withFetch(program, line), "library.mjs": library }
  })
}
