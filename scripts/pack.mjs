// `pnpm tarballs <folder>`: builds both lines, and packs them into `<folder>/effect3` and `<folder>/effect4` as they are published.
import { mkdir } from "node:fs/promises"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { run } from "./run.mjs"

const root = fileURLToPath(new URL("..", import.meta.url))

/** The two lines: their folders, their tags at the registry, and what builds them. */
export const lines = {
  effect3: { workspace: ".", tag: "effect3", build: "node scripts/build.mjs" },
  effect4: { workspace: ".effect4", tag: "latest", build: "npx -y pnpm@10 effect4 --build" }
}

const ran = async (command, cwd) => {
  const { code, output } = await run(command, { cwd })
  if (code !== 0) throw new Error(`failed: ${command}\n${output}`)
}

/** Builds a line. */
export const buildLine = (name) => ran(lines[name].build, root)

/** Packs a line that is built. */
export const packLine = async (name, destination) => {
  await mkdir(destination, { recursive: true })
  await ran(
    `npx -y pnpm@10 --filter "./packages/*" pack --pack-destination ${JSON.stringify(destination)}`,
    join(root, lines[name].workspace)
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2)
  if (folder === undefined) throw new Error("Say where the tarballs go: pnpm tarballs <folder>")
  for (const name of Object.keys(lines)) {
    await buildLine(name)
    await packLine(name, join(resolve(folder), name))
  }
}
