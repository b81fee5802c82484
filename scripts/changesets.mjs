// `pnpm bump`: takes the changesets into the versions and the CHANGELOG.md files of the packages, for the release workflow. `--check`
// only looks at the changesets. One that says `major` is rejected: the major is Effect's (docs/decisions/0026-effect-4-edition.md).
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { run } from "./run.mjs"

/** What is wrong with the changesets of a folder. */
export const problemsOf = async (folder) => {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".md"))
  const texts = await Promise.all(
    files.map(async (file) => [file, await readFile(join(folder, file), "utf8")])
  )
  return texts
    .filter(([, text]) =>
      /^["']?@effect-wechatpay\/[a-z-]+["']?: *major\b/m.test(text.split(/^---$/m)[1] ?? "")
    )
    .map(
      ([file]) =>
        `.changeset/${file} says major, which is the major of Effect. Write minor, and begin the text with "Breaking:" and what to write instead.`
    )
}

const problems = await problemsOf(".changeset")
if (problems.length > 0) {
  console.error(problems.join("\n"))
  process.exitCode = 1
} else if (!process.argv.includes("--check")) {
  for (const command of ["changeset version", "node scripts/references.mjs"]) {
    const { code } = await run(command, { live: true })
    if (code !== 0) process.exit(code)
  }
}
