/** The files of the repository that the site is made from. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("../../", import.meta.url))

export const read = (path: string): string => readFileSync(`${root}${path}`, "utf8")

export const exists = (path: string): boolean => existsSync(`${root}${path}`)

export const list = (folder: string): ReadonlyArray<string> => readdirSync(`${root}${folder}`).sort()

/** The address of the repository, which only package.json states. */
export const repository: string = (
  JSON.parse(read("package.json")) as { readonly homepage: string }
).homepage.replace(/#.*$/, "")
