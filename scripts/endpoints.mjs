// `node scripts/endpoints.mjs`: writes the lists of the command `wechatpay` from the sources of the packages: endpoints,
// notifications and business errors, each with the first sentence of its docstring. The command lists, completes and
// explains them without loading the packages.
//
// With `--check` it writes nothing and fails if a list is stale.
import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../", import.meta.url))
const folder = "packages/cli/src/internal/lists"

const docstring = String.raw`/\*\*((?:(?!\*/)[^])*)\*/\n`
const assigned = String.raw`export const (\w+)[^=\n]*=\s*(?:/\* @__PURE__ \*/ )?`
const endpoint = new RegExp(`${docstring}${assigned}(V2)?Endpoint\\.make\\(\\s*"([^"]+)",`, "g")
const notification = new RegExp(`${docstring}${assigned}Notification\\.make\\w*\\(\\s*"([^"]+)",`, "g")
const businessError = new RegExp(
  String.raw`${docstring}export class (\w+) extends (?:ApiError\.)?forCode<`,
  "g"
)

/** The first sentence, on one line and without the marks of TSDoc. */
const sentenceOf = (text) => {
  const lines = text.split("\n").map((line) => line.replace(/^\s*\* ?/, ""))
  const [paragraph] = lines
    .join("\n")
    .trim()
    .split(/\n\s*\n|\n@|\n```/)
  const plain = paragraph
    .replace(/\{@link (\w+)\}/g, "$1")
    .replace(/`([^`]*)`/g, "$1")
    .replace(/\s+/g, " ")
    .trim()
  return /^.*?[.](?= [A-Z]|$)/.exec(plain)?.[0] ?? plain
}

const files = readdirSync(`${root}packages`)
  .filter((name) => existsSync(`${root}packages/${name}/src`) && !["cli", "simulator"].includes(name))
  .flatMap((name) =>
    readdirSync(`${root}packages/${name}/src`)
      .filter((file) => file.endsWith(".ts"))
      .map((file) => ({
        module: `@effect-wechatpay/${name}/${file.slice(0, -3)}`,
        text: readFileSync(`${root}packages/${name}/src/${file}`, "utf8")
      }))
  )
  // Their docstrings have examples.
  .filter(
    ({ module }) =>
      !/\/core\/(?:V2)?(?:Endpoint|Notification|Error)$/.test(module) || module.endsWith("/V2Error")
  )

/** Each match, with the text from its end to the next export. */
const matches = (pattern) =>
  files.flatMap(({ module, text }) =>
    [...text.matchAll(pattern)].map((match) => ({
      module,
      text,
      match,
      rest: text.slice(match.index + match[0].length).split("\nexport ")[0]
    }))
  )

const byFirst = ([a], [b]) => (String(a) < String(b) ? -1 : 1)

const endpoints = matches(endpoint)
  .map(({ match: [, comment, name, v2, id], module, rest, text }) => {
    const method = v2 === undefined ? /\bmethod: "([A-Z]+)"/.exec(rest)?.[1] : "POST"
    const path =
      /\bpath: "([^"]+)"/.exec(rest)?.[1] ??
      (/^ {2}path,$/m.test(rest) ? /^const path = "([^"]+)"/m.exec(text)?.[1] : undefined)
    return [id, method, path, module, name, sentenceOf(comment)]
  })
  .sort(byFirst)

const notifications = matches(notification)
  .map(({ match: [, comment, name, eventType], module }) => [eventType, module, name, sentenceOf(comment)])
  .sort(byFirst)

const errors = matches(businessError)
  .map(({ match: [, comment, name], module, rest }) => {
    const codes = [...(/\bcodes: \[([^\]]*)\]/.exec(rest)?.[1] ?? "").matchAll(/"([^"]+)"/g)].map(
      ([, code]) => code
    )
    const advice = /\badvice:\s*"([^"]*)"/.exec(rest)?.[1] ?? ""
    return [codes, module, name, sentenceOf(comment), advice.replace(/;$/, "")]
  })
  .filter(([codes]) => codes.length > 0)
  .sort(byFirst)

const written = "/** Written by `node scripts/endpoints.mjs` from the sources of the packages. */\n"

const rowsOf = (rows) => rows.map((row) => `  ${JSON.stringify(row)}`).join(",\n")

const loadersOf = (rows, column) =>
  [...new Set(rows.map((row) => row[column]))]
    .sort()
    .map((module) => `  ${JSON.stringify(module)}: () => import(${JSON.stringify(module)})`)
    .join(",\n")

const texts = {
  "endpoints.ts": `${written}import type { Listed, Modules } from "../endpoints/listed.js"

export const list: ReadonlyArray<Listed> = [
${rowsOf(endpoints)}
]

export const modules: Modules = {
${loadersOf(endpoints, 3)}
}
`,
  "notifications.ts": `${written}import type { Modules } from "../endpoints/listed.js"

export type ListedNotification = readonly [eventType: string, module: string, name: string, summary: string]

export const list: ReadonlyArray<ListedNotification> = [
${rowsOf(notifications)}
]

export const modules: Modules = {
${loadersOf(notifications, 1)}
}
`,
  "errors.ts": `${written}
export type ListedError = readonly [
  codes: ReadonlyArray<string>,
  module: string,
  name: string,
  summary: string,
  advice: string
]

export const list: ReadonlyArray<ListedError> = [
${rowsOf(errors)}
]
`
}

/** The formatter breaks lines. */
const unformatted = (text) => text.replace(/\s+/g, "").replace(/,([\])}])/g, "$1")

for (const [name, text] of Object.entries(texts)) {
  const path = `${folder}/${name}`
  const before = existsSync(root + path) ? readFileSync(root + path, "utf8") : ""
  if (unformatted(before) === unformatted(text)) continue
  if (process.argv.includes("--check")) {
    console.log(`stale  ${path}: run \`node scripts/endpoints.mjs\``)
    process.exitCode = 1
  } else {
    writeFileSync(root + path, text)
    execFileSync(join(root, "node_modules/.bin/biome"), ["format", "--write", path], { cwd: root })
    console.log(`wrote  ${path}`)
  }
}
