/** README.md, AGENTS.md and CHANGELOG.md of the packages of the edition: what Effect 4 says otherwise. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { packages, root } from "./files.js"
import { isKnown, manifestOf, versionOf } from "./manifests.js"

/** What `npm install` gets: a package, and from which version on. */
const installed = (item: string): ReadonlyArray<string> => {
  const [, name = "", version] = /^(.+?)(?:@([^@]+))?$/.exec(item) ?? []
  if (name.startsWith("@effect-wechatpay/")) return [`${name}@4`]
  if (name !== "effect" && !name.startsWith("@effect/")) return [item]
  return isKnown(name) ? [version === undefined ? name : `${name}@4`] : []
}

const inProse: ReadonlyArray<readonly [RegExp, string]> = [
  [/\bEffect 3\b/g, "Effect 4"],
  // These packages are modules of Effect 4.
  [/@effect\/(cli|cluster|sql|workflow)(?![\w/-])/g, "effect/$1"]
]

/** The text of one page of a package that needs a version of Node.js. */
export const textOf = (text: string, node: string): string => {
  const lines = text.replace(/^(\s+npm install )(.+)$/gm, (_, command: string, items: string) =>
    [
      command.trimEnd(),
      ...items.split(" ").flatMap((item) => (item.startsWith("-") ? [item] : installed(item)))
    ].join(" ")
  )
  return inProse
    .reduce((made, [from, to]) => made.replace(from, to), lines)
    .replace(/\bNode\.js 20\b/g, `Node.js ${node.replace(/^>=/, "")}`)
}

/** The changes of both lines are the same: a changeset is written once. */
export const changelogOf = (text: string): string =>
  text
    .replace(/^## (\d+\.\d+\.\d+)$/gm, (_, version: string) => `## ${versionOf(version)}`)
    .replace(/^( {2}- @effect-wechatpay\/[a-z-]+@)(\d\S+)$/gm, (_, name: string, version: string) => {
      return `${name}${versionOf(version)}`
    })

/** The texts of the packages by their paths from the root. */
export const texts = (): ReadonlyMap<string, string> => {
  const read = (path: string) => readFileSync(join(root, path), "utf8")
  const made = new Map<string, string>()
  for (const name of packages) {
    const folder = `packages/${name}`
    const { engines } = JSON.parse(manifestOf(read(`${folder}/package.json`))) as {
      readonly engines: { readonly node: string }
    }
    for (const file of ["AGENTS.md", "README.md"]) {
      made.set(`${folder}/${file}`, textOf(read(`${folder}/${file}`), engines.node))
    }
    made.set(`${folder}/CHANGELOG.md`, changelogOf(read(`${folder}/CHANGELOG.md`)))
  }
  return made
}
