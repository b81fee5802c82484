/** What an editor shows when one hovers over an endpoint, its input, and the fields of it. */
import { assert, describe, it } from "@effect/vitest"
import { expect } from "vitest"
import { nameOf } from "../conformance/walk/catalogue.js"
import { payscore } from "../conformance/walk/families.js"
import { type Hover, hovers } from "../support/hover.js"

const shown = ({ tags, text, type }: Hover): string =>
  ["```ts", type, "```", "", text, "", ...tags.map(({ name, text }) => `@${name} ${text}`)].join("\n").trim()

const five = [
  ["Permission", "terminateByOpenid", "reason"],
  ["PartnerPermission", "terminateByOpenid", "sub_openid"],
  ["ServiceOrder", "create", "time_range"],
  ["PartnerServiceOrder", "complete", "total_amount"],
  ["Plan", "create", "plan_detail_list"]
] as const

describe("what an editor shows", () => {
  it("of five endpoints reads well", async () => {
    const program = [
      `import type { Endpoint } from "@effect-wechatpay/core"`,
      ...five.map(([module]) => `import * as ${module} from "@effect-wechatpay/payscore/${module}"`),
      ...five.flatMap(([module, name, field], index) => [
        `${module}./*^*/${name}`,
        `type /*^*/Input${index} = Endpoint.Input<typeof ${module}.${name}>`,
        `export type Field${index} = Input${index} extends infer I ? I extends { readonly ${field}: infer F } ? F : never : never`,
        `declare const input${index}: Required<Input${index}>`,
        `input${index}./*^*/${field}`
      ])
    ].join("\n")
    const all = hovers(program)
    const document = five.map(([module, name], index) =>
      [`## ${module}.${name}`, ...all.slice(index * 3, index * 3 + 3).map(shown)].join("\n\n")
    )
    await expect(`# What an editor shows\n\n${document.join("\n\n")}\n`).toMatchFileSnapshot("hover.md")
  }, 60_000)
})

const { catalogue, endpoints } = payscore

/** How a docstring says whether the call may be repeated. */
const saysRepetition = /repeated|repeat|retried|sent once|as often as needed/

describe("what an editor shows of every endpoint", () => {
  const modules = [...new Set(endpoints.map(({ module }) => module))]
  const program = [
    `import type { Endpoint } from "@effect-wechatpay/core"`,
    ...modules.map((module) => `import * as ${module} from "@effect-wechatpay/payscore/${module}"`),
    ...endpoints.flatMap(({ module, name }, index) => [
      `${module}./*^*/${name}`,
      `type /*^*/Input${index} = Endpoint.Input<typeof ${module}.${name}>`
    ]),
    `export type All = ${endpoints.map((_, index) => `Input${index}`).join(" | ")}`
  ].join("\n")

  it("is what it does, whether it may be repeated, the official page, and each field", () => {
    const all = hovers(program)
    const faults = endpoints.flatMap(({ endpoint }, index) => {
      const [description, input] = all.slice(index * 2, index * 2 + 2)
      assert(description !== undefined && input !== undefined)
      const { tags, text, type } = description
      const tag = (name: string) => tags.filter((tag) => tag.name === name).map((tag) => tag.text)
      const docs = catalogue.find((entry) => nameOf(entry) === nameOf(endpoint))?.docs ?? []
      const checks: ReadonlyArray<readonly [what: string, right: boolean]> = [
        ["is no endpoint", /^const \w+: Endpoint\.Endpoint</.test(type)],
        ["does not begin with a sentence", /^[A-Z][\s\S]*\.$/.test(text.split("\n\n")[0] ?? "")],
        ["does not say whether it may be repeated", saysRepetition.test(text)],
        ["is in no category, or another", tag("category").join() === "endpoints"],
        ["does not say since when it is", tag("since").join() === "1.0.0"],
        [`does not link ${docs[0]}`, tag("see").some((see) => docs.some((page) => see.startsWith(page)))],
        ["has no members", input.members.length > 0],
        ...input.members.map((member) => [`says nothing of ${member.name}`, member.text !== ""] as const)
      ]
      return checks.filter(([, right]) => !right).map(([what]) => `${endpoint.id} ${what}`)
    })
    assert.deepStrictEqual(faults, [])
  }, 60_000)
})
