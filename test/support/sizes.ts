/** The budgets of etc/sizes.json: docs/decisions/0025-api-report.md. */
import { readFileSync } from "node:fs"

interface Sizes {
  readonly packed: number
  readonly unpacked: number
  readonly bundle?: number
}

interface Entry {
  readonly import?: string
  readonly measured: Sizes
  readonly budget: Sizes
}

interface Data {
  readonly packages: Readonly<Record<string, Entry>>
  readonly bundles: Readonly<Record<string, { readonly measured: number; readonly budget: number }>>
}

const data: Data = JSON.parse(readFileSync(new URL("../../etc/sizes.json", import.meta.url), "utf8"))

export const packageSizes = Object.entries(data.packages).map(
  ([name, { budget, import: imported, measured }]) => ({
    name,
    imported,
    measured,
    budget
  })
)

/** Every measured figure with its budget. */
export const budgets = [
  ...packageSizes.flatMap(({ budget, measured, name }) =>
    (["packed", "unpacked", "bundle"] as const).map((kind) => ({
      title: `${name}, ${kind}`,
      measured: measured[kind] ?? 0,
      budget: budget[kind] ?? 0
    }))
  ),
  ...Object.entries(data.bundles).map(([title, figures]) => ({ title, ...figures }))
]

/** The gzipped bytes that a bundle may have. */
export const budgetOf = (title: string): number => {
  const found = data.bundles[title]
  if (found === undefined) throw new Error(`etc/sizes.json has no bundle ${title}`)
  return found.budget
}
