/** What the simulation found of the planted bugs, and the table of docs/reliability.md. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import { planted } from "./planted.js"

export const root = fileURLToPath(new URL("../..", import.meta.url))
export const resultsPath = fileURLToPath(new URL("planted.json", import.meta.url))

export const Found = Schema.Struct({
  name: Schema.String,
  /** The seed of the first program that shows the bug. */
  seed: Schema.Int,
  /** How many programs were run until then, this one included. */
  programs: Schema.Int,
  kind: Schema.String,
  violation: Schema.String
})

export const Results = Schema.parseJson(Schema.Array(Found), { space: 2 })

export const readResults = (): typeof Results.Type =>
  Schema.decodeUnknownSync(Results)(readFileSync(resultsPath, "utf8"))

/** The table, a line for each planted bug. */
export const table = (results: typeof Results.Type): string =>
  [
    "| planted bug | in | program | seed |",
    "| --- | --- | ---: | ---: |",
    ...planted.flatMap(({ bug, file, name }) => {
      const found = results.find((one) => one.name === name)
      const path = `\`${file.replace("packages/", "").replace("src/", "")}\``
      return found === undefined ? [] : [`| ${bug} | ${path} | ${found.programs} | ${found.seed} |`]
    })
  ].join("\n")

/** The page with the table in place of its old one. */
export const withTable = (page: string, results: typeof Results.Type): string =>
  page.replace(/\| planted bug \|.*\n(?:\|.*\n)*/, `${table(results)}\n`)
