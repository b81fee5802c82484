// Builds the page of the simulator where it is missing or older than its sources. The published package is built by `prepack`.
import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { run } from "./run.mjs"

const simulator = fileURLToPath(new URL("../packages/simulator/", import.meta.url))

const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** Vitest calls it before the tests. */
export const setup = async () => {
  const sources = readdirSync(`${simulator}page`, { recursive: true }).map(
    (name) => `${simulator}page/${name}`
  )
  if (modified(`${simulator}dist/page/index.html`) >= Math.max(...sources.map(modified))) return
  const { code, output } = await run(join("node_modules", ".bin", "vite build page"), { cwd: simulator })
  if (code !== 0) throw new Error(`the page of the simulator cannot be built:\n${output}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup()
