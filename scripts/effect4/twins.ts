/**
 * Twins: files of the Effect 4 edition that no rule can make. `config.effect4.ts` takes the place of `config.ts` beside it,
 * and names in its first line the state of `config.ts` that it was written for.
 */
import { createHash } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const ending = ".effect4.ts"

export const isTwin = (path: string): boolean => path.endsWith(ending)

/** The file whose place a twin takes. */
export const sourceOf = (twin: string): string => `${twin.slice(0, -ending.length)}.ts`

/** The twin that takes the place of a file. */
export const twinOf = (source: string): string => `${source.slice(0, -".ts".length)}${ending}`

/** Names the state of a file. */
export const stateOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16)

const firstLine = /^\/\/ Effect 4 edition of (\S+) as of ([0-9a-f]{16})\.\n/

export interface Twin {
  /** From the root of the repository. */
  readonly path: string
  readonly source: string
  /** The text without the first line. */
  readonly text: string
  /** What the source and the twin have to be looked at for; `undefined` if they belong together. */
  readonly problem: string | undefined
}

export const header = (source: string, text: string): string =>
  `// Effect 4 edition of ${source} as of ${stateOf(text)}.\n`

export const readTwin = (root: string, path: string): Twin => {
  const source = sourceOf(path)
  const text = readFileSync(join(root, path), "utf8")
  const name = source.split("/").at(-1) as string
  const from = join(root, source)
  if (!existsSync(from)) return { path, source, text, problem: `${source} does not exist` }
  const expected = header(name, readFileSync(from, "utf8"))
  const [line] = firstLine.exec(text) ?? [""]
  return {
    path,
    source,
    text: text.slice(line.length),
    problem:
      line === expected
        ? undefined
        : `${source} has changed: compare it with its twin, then write as the first line of ${path}: ${expected.trim()}`
  }
}

/** Writes the first line of a twin that was compared with its source. */
export const markLooked = (root: string, path: string): void => {
  const source = sourceOf(path)
  const { text } = readTwin(root, path)
  const name = source.split("/").at(-1) as string
  writeFileSync(join(root, path), `${header(name, readFileSync(join(root, source), "utf8"))}${text}`)
}
