/** What an editor shows of endpoints: a document of some, and what is missing of all. */

import { type Hover, hovers } from "./hover.js"
import { nameOf } from "./walk/catalogue.js"
import type { Family } from "./walk/families.js"

const shown = ({ tags, text, type }: Hover): string =>
  ["```ts", type, "```", "", text, "", ...tags.map(({ name, text }) => `@${name} ${text}`)].join("\n").trim()

const imports = ({ name }: { readonly name: string }, modules: Iterable<string>) => [
  `import type { Endpoint } from "@effect-wechatpay/core"`,
  ...[...new Set(modules)].map((module) => `import * as ${module} from "@effect-wechatpay/${name}/${module}"`)
]

/** Endpoints with one field of each, as an editor shows them. */
export const hoverDocument = (
  family: Family,
  some: ReadonlyArray<readonly [module: string, name: string, field: string]>
): string => {
  const program = [
    ...imports(
      family,
      some.map(([module]) => module)
    ),
    ...some.flatMap(([module, name, field], index) => [
      `${module}./*^*/${name}`,
      `type /*^*/Input${index} = Endpoint.Input<typeof ${module}.${name}>`,
      `export type Field${index} = Input${index} extends infer I ? I extends { readonly ${field}: infer F } ? F : never : never`,
      `declare const input${index}: Required<Input${index}>`,
      `input${index}./*^*/${field}`
    ])
  ].join("\n")
  const all = hovers(program)
  const document = some.map(([module, name], index) =>
    [`## ${module}.${name}`, ...all.slice(index * 3, index * 3 + 3).map(shown)].join("\n\n")
  )
  return `# What an editor shows\n\n${document.join("\n\n")}\n`
}

/** How a docstring says whether the call may be repeated. */
const saysRepetition =
  /repeat|retried|retries|sent once|sends (it|the (call|request)) once|as often as needed|any\s+number of times/i

interface Documented {
  readonly name: string
  readonly catalogue: Family["catalogue"]
  readonly endpoints: ReadonlyArray<{
    readonly module: string
    readonly name: string
    readonly endpoint: { readonly id: string; readonly method: string; readonly path: string }
  }>
}

/** What the docstrings of a package do not say, as a program in a folder sees it. */
export const hoverFaults = (family: Documented, folder?: string): ReadonlyArray<string> => {
  const { catalogue, endpoints } = family
  const program = [
    ...imports(
      family,
      endpoints.map(({ module }) => module)
    ),
    ...endpoints.flatMap(({ module, name }, index) => [
      `${module}./*^*/${name}`,
      `type /*^*/Input${index} = Endpoint.Input<typeof ${module}.${name}>`
    ]),
    `export type All = ${endpoints.map((_, index) => `Input${index}`).join(" | ")}`
  ].join("\n")
  const all = hovers(program, folder)
  return endpoints.flatMap(({ endpoint }, index) => {
    const [description, input] = all.slice(index * 2, index * 2 + 2)
    if (description === undefined || input === undefined) return [`${endpoint.id} is not shown`]
    const { tags, text, type } = description
    const tag = (name: string) => tags.filter((tag) => tag.name === name).map((tag) => tag.text)
    const docs = catalogue.find((entry) => nameOf(entry) === nameOf(endpoint))?.docs ?? []
    const checks: ReadonlyArray<readonly [what: string, right: boolean]> = [
      ["is no endpoint", /^const \w+: (?:Endpoint\.Endpoint|V2Endpoint(?:\.V2Endpoint)?)</.test(type)],
      ["does not begin with a sentence", /^[A-Z][\s\S]*\.$/.test(text.split("\n\n")[0] ?? "")],
      ["does not say whether it may be repeated", saysRepetition.test(text)],
      ["is in no category, or another", tag("category").join() === "endpoints"],
      ["does not say since when it is", tag("since").join() === "1.0.0"],
      [`does not link ${docs[0]}`, tag("see").some((see) => docs.some((page) => see.startsWith(page)))],
      ["has no members", input.members.length > 0 || input.type.endsWith("= {}")],
      ...input.members.map((member) => [`says nothing of ${member.name}`, member.text !== ""] as const)
    ]
    return checks.filter(([, right]) => !right).map(([what]) => `${endpoint.id} ${what}`)
  })
}
