// What Node.js loads of a package before everything else: a module that only the Effect of the same line can load. In a project
// with another Effect nothing of ours runs, because Node.js stops while it links the imports; its message names the two files of
// the import that failed. So the name of the importing file says what to do: docs/decisions/0026-effect-4-edition.md.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"

/** By the major of Effect: modules that the other line does not have. */
const onlyIn = { 3: ["@effect/platform/HttpMethod", "effect/Either"], 4: ["effect/Result"] }

export const guardName = (major) => {
  const other = major === 3 ? 4 : 3
  return `version-${major}-needs-effect-${major}--with-effect-${other}-install-@effect-wechatpay-${other}`
}

/** The file that `exports` gives to Node.js. */
export const entry = "./dist/internal/node.js"

/** Writes the files into a folder that has a built package of a version. */
export const writeGuard = async (folder, version) => {
  const major = Number.parseInt(version, 10)
  const file = guardName(major)
  await mkdir(join(folder, "dist/internal"), { recursive: true })
  await writeFile(
    join(folder, "dist/internal", `${file}.js`),
    onlyIn[major].map((module) => `import "${module}"\n`).join("")
  )
  await writeFile(join(folder, entry), `import "./${file}.js"\nexport * from "../index.js"\n`)
}

/** Writes the files into the built packages of a workspace. */
export const writeGuards = async (workspace) => {
  for (const name of await readdir(join(workspace, "packages"))) {
    const folder = join(workspace, "packages", name)
    const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"))
    await writeGuard(folder, version)
  }
}
