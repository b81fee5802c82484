/** docs/effect4.md: how far the edition is, and its twins. */

import type { Generated } from "./files.js"
import { packages } from "./files.js"
import { programs } from "./tests.js"

const linesOf = (text: string): number => text.split("\n").length - 1

export interface Figures {
  readonly files: number
  readonly unchanged: number
  readonly changes: number
  readonly twins: number
}

export const figuresOf = (generated: Iterable<Generated>): Figures => {
  const all = [...generated]
  return {
    files: all.length,
    unchanged: all.filter(({ applied, twin }) => twin === undefined && applied.length === 0).length,
    changes: all.reduce((sum, { applied }) => sum + applied.length, 0),
    twins: all.filter(({ twin }) => twin !== undefined).length
  }
}

/** How often each rule changed something, the most frequent first. */
export const byRule = (generated: Iterable<Generated>): ReadonlyArray<readonly [string, number]> => {
  const counts = new Map<string, number>()
  for (const { applied } of generated) {
    for (const name of applied) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
}

/** The errors of the compiler by package. */
export const errorsByPackage = (output: string): ReadonlyMap<string, number> => {
  const counts = new Map([...packages, ...programs].map((name) => [name, 0]))
  for (const [, name] of output.matchAll(/^(?:packages\/)?([a-z-]+)\/\S+\(\d+,\d+\): error/gm)) {
    counts.set(name as string, (counts.get(name as string) ?? 0) + 1)
  }
  return counts
}

const begin = "<!-- written by pnpm effect4 -->"
const end = "<!-- end -->"

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string | number>>): string =>
  [head, head.map((_, at) => (at === 0 ? "---" : "---:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n")

const section = (generated: ReadonlyMap<string, Generated>, output: string): string => {
  const errors = errorsByPackage(output)
  const row = (name: string, folder: string) => {
    const own = [...generated].filter(([path]) => path.startsWith(`${folder}/`)).map(([, made]) => made)
    const { changes, files, twins, unchanged } = figuresOf(own)
    return [name, files, unchanged, changes, twins, errors.get(name) ?? 0]
  }
  const rows = [
    ...packages.map((name) => row(name, `packages/${name}`)),
    ...programs.map((name) => row(name, name))
  ]
  const sum = (at: number) => rows.reduce((total, row) => total + Number(row[at]), 0)
  const twins = [...generated].flatMap(([, { original, twin }]) =>
    twin === undefined ? [] : [[`\`${twin.path}\``, linesOf(twin.text), linesOf(original)]]
  )
  return [
    table(
      ["Package", "Files", "Unchanged", "Changes by rules", "Twins", "Type errors"],
      [...rows, ["All", sum(1), sum(2), sum(3), sum(4), sum(5)]]
    ),
    twins.length === 0 ? "There are no twins." : table(["Twin", "Lines", "Lines of its source"], twins)
  ].join("\n\n")
}

/** The text of the page with its generated part anew. */
export const pageWith = (page: string, generated: ReadonlyMap<string, Generated>, output: string): string => {
  const [before] = page.split(begin)
  const after = page.split(end)[1]
  return `${before}${begin}\n\n${section(generated, output)}\n\n${end}${after ?? ""}`
}
