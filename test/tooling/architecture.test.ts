/** docs/architecture.md says what core's modules import. */
import { readdirSync, readFileSync } from "node:fs"
import { posix } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"

const root = fileURLToPath(new URL("../../", import.meta.url))
const source = `${root}packages/core/src/`
const page = readFileSync(`${root}docs/architecture.md`, "utf8")

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".effect4.ts"))

/** `import type` and `import { type A, type B }` are gone when the code runs. */
const importsValues = (isType: string | undefined, clause: string): boolean =>
  isType === undefined && !/^\{\s*(?:type\s[^,}]*,?\s*)+\}$/.test(clause.trim())

const statement = /^(?:import|export)\s+(type\s+)?([^"]*?)\s*from\s+"(\.[^"]+)"/gm

/** The files of core whose values a file imports. */
const importsOf = (file: string): ReadonlyArray<string> =>
  [...readFileSync(source + file, "utf8").matchAll(statement)]
    .filter(([, isType, clause]) => importsValues(isType, clause ?? ""))
    .map(([, , , path]) => posix.join(posix.dirname(file), path ?? "").replace(/\.js$/, ".ts"))

const imports = new Map(files.map((file) => [file, importsOf(file)]))

const folderOf = (file: string): string => file.split("/").slice(0, 2).join("/")

describe("docs/architecture.md", () => {
  const diagram = /```mermaid\n([\s\S]*?)```/.exec(page)?.[1] ?? ""
  /** The files of each box, from its label: `a/b, c` are `a/b` and `a/c`. */
  const boxes = new Map(
    [...diagram.matchAll(/^ {2}(\w+)\["[^:]+: ([^"]+)"\]$/gm)].map(([, id = "", label = ""]) => {
      const names = label.split(", ")
      const folder = posix.dirname(names[0] ?? "")
      return [
        id,
        names.map((name) => (name.includes("/") || /^[A-Z]/.test(name) ? name : posix.join(folder, name)))
      ] as const
    })
  )
  const boxOf = (file: string): string | undefined => {
    for (const [id, names] of boxes) {
      if (names.some((name) => file === `${name}.ts` || file.startsWith(`${name}/`))) return id
    }
    return undefined
  }
  const arrows = (kind: string): ReadonlySet<string> =>
    new Set(
      [...diagram.matchAll(/^ {2}(\w+) (-->|-\.->) (\w+)$/gm)]
        .filter((each) => each[2] === kind)
        .map(([, from, , to]) => `${from} ${to}`)
    )

  it("docs/architecture.md draws the path of a call in at most 12 boxes, each with files", () => {
    assert.isAtLeast(boxes.size, 8)
    assert.isAtMost(boxes.size, 12)
    for (const id of boxes.keys())
      assert.isTrue(
        files.some((file) => boxOf(file) === id),
        id
      )
  })

  it("docs/architecture.md has an arrow for each import between the boxes, and no other", () => {
    const found = new Set<string>()
    for (const [file, targets] of imports) {
      // Notifications of the XML interface are no part of a call.
      if (file === "internal/v2/notification.ts") continue
      for (const target of targets) {
        const [from, to] = [boxOf(file), boxOf(target)]
        if (from !== undefined && to !== undefined && from !== to) found.add(`${from} ${to}`)
      }
    }
    assert.deepStrictEqual([...found].sort(), [...arrows("-->")].sort())
  })

  it("docs/architecture.md draws calls through interfaces as dotted arrows without an import", () => {
    const dotted = arrows("-.->")
    assert.isNotEmpty([...dotted])
    const solid = arrows("-->")
    for (const arrow of dotted) assert.isFalse(solid.has(arrow), arrow)
  })

  it("docs/architecture.md names the layer of each folder, and no folder imports from a later layer", () => {
    const layers = new Map<string, number>()
    for (const [, layer = "", cell = ""] of page.matchAll(/^\| (\d+) \| (.*) \|$/gm)) {
      for (const [, folder = ""] of cell.matchAll(/`(internal\/\w+)`/g)) layers.set(folder, Number(layer))
    }
    const wrong: Array<string> = []
    for (const [file, targets] of imports) {
      if (!file.startsWith("internal/")) continue
      assert.isTrue(layers.has(folderOf(file)), `${file} is in no layer`)
      for (const target of targets) {
        if (!target.startsWith("internal/")) continue
        if ((layers.get(folderOf(target)) ?? 0) > (layers.get(folderOf(file)) ?? 0))
          wrong.push(`${file} -> ${target}`)
      }
    }
    assert.deepStrictEqual(wrong, [])
  })

  it("core has no import cycle", () => {
    const done = new Set<string>()
    const visit = (file: string, path: ReadonlyArray<string>): void => {
      const at = path.indexOf(file)
      assert.strictEqual(at, -1, [...path.slice(Math.max(0, at)), file].join(" -> "))
      if (done.has(file)) return
      for (const target of imports.get(file) ?? []) visit(target, [...path, file])
      done.add(file)
    }
    for (const file of files) visit(file, [])
  })
})
