/** Where the edition has its copies of the files of `support`. */
import { dirname, relative } from "node:path"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("../..", import.meta.url))

/** The folder of the copies that a file uses: one in each package and each example, one for the tests, one for the benchmarks. */
export const homeOf = (path: string): string => {
  const [, source] = /^(packages\/[^/]+\/src)\//.exec(path) ?? []
  if (source !== undefined) return `${source}/internal/effect4`
  const [folder] = /^(?:examples\/[^/]+|[^/]+)/.exec(path) ?? ["."]
  return `${folder}/effect4/support`
}

/** The path of a file of `support` from a file that uses it. */
export const pathOfSupport = (from: string, file: string): string => {
  const own = from.startsWith(root) ? from.slice(root.length) : from.replace(/^\//, "")
  const path = relative(dirname(own), `${homeOf(own)}/${file}.js`)
  return path.startsWith(".") ? path : `./${path}`
}
