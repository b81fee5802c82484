// `node scripts/endpoints.mjs`: writes the list of all endpoints into the command `wechatpay`, from the sources of the
// packages: id, method, path, and the first sentence of the docstring. The command lists and completes them without
// loading the packages.
//
// With `--check` it writes nothing and fails if the list is stale.
import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../", import.meta.url))
const written = "packages/cli/src/internal/endpoints/list.ts"

const docstring = String.raw`/\*\*((?:(?!\*/)[^])*)\*/\n`
const constant = String.raw`export const (\w+)[^=\n]*=\s*(?:/\* @__PURE__ \*/ )?(V2)?Endpoint\.make\(\s*"([^"]+)",`
const pattern = new RegExp(docstring + constant, "g")

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

const found = readdirSync(`${root}packages`)
  .filter((folder) => existsSync(`${root}packages/${folder}/src`) && !["cli", "simulator"].includes(folder))
  .flatMap((folder) =>
    readdirSync(`${root}packages/${folder}/src`)
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => {
        const text = readFileSync(`${root}packages/${folder}/src/${file}`, "utf8")
        return [...text.matchAll(pattern)].map((match) => {
          const [, comment, name, v2, id] = match
          const [rest] = text.slice(match.index + match[0].length).split("\nexport const ")
          const method = /\bmethod: "([A-Z]+)"/.exec(rest)?.[1]
          const path =
            /\bpath: "([^"]+)"/.exec(rest)?.[1] ??
            (/^ {2}path,$/m.test(rest) ? /^const path = "([^"]+)"/m.exec(text)?.[1] : undefined)
          return {
            id,
            module: `@effect-wechatpay/${folder}/${file.slice(0, -3)}`,
            name,
            method: v2 === undefined ? method : "POST",
            path,
            summary: sentenceOf(comment)
          }
        })
      })
  )
  .filter(({ module }) => !module.endsWith("/core/Endpoint") && !module.endsWith("/core/V2Endpoint"))
  .sort((a, b) => (a.id < b.id ? -1 : 1))

const modules = [...new Set(found.map(({ module }) => module))].sort()

const text = `/** Written by \`node scripts/endpoints.mjs\` from the sources of the packages. */
import type { Listed, Modules } from "./listed.js"

export const list: ReadonlyArray<Listed> = [
${found
  .map(({ id, method, module, name, path, summary }) => {
    const values = [id, method, path, module, name, summary].map((value) => JSON.stringify(value))
    return `  [${values.join(", ")}]`
  })
  .join(",\n")}
]

export const modules: Modules = {
${modules.map((module) => `  ${JSON.stringify(module)}: () => import(${JSON.stringify(module)})`).join(",\n")}
}
`

/** The formatter breaks lines. */
const unformatted = (text) => text.replace(/\s+/g, "").replace(/,([\])}])/g, "$1")

const before = existsSync(root + written) ? readFileSync(root + written, "utf8") : ""
if (unformatted(before) !== unformatted(text)) {
  if (process.argv.includes("--check")) {
    console.log(`stale  ${written}: run \`node scripts/endpoints.mjs\``)
    process.exitCode = 1
  } else {
    writeFileSync(root + written, text)
    execFileSync(join(root, "node_modules/.bin/biome"), ["format", "--write", written], { cwd: root })
    console.log(`wrote  ${written}: ${found.length} endpoints of ${modules.length} modules`)
  }
}
