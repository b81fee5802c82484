// `node scripts/release.mjs`, at the end of `pnpm release`: builds both lines and publishes the versions that the registry does not
// have, 4.x under the tag `latest` and 3.x under `effect3`. `--dry-run` publishes nothing. The git tags are those of 3.x: both lines
// are made from that commit.
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { buildLine, lines } from "./pack.mjs"
import { run } from "./run.mjs"

const root = fileURLToPath(new URL("..", import.meta.url))
const isDry = process.argv.includes("--dry-run")

for (const name of Object.keys(lines)) await buildLine(name)

// Of the first version that a registry gets it makes `latest`, whatever its tag.
for (const { tag, workspace } of [lines.effect4, lines.effect3]) {
  const command = `pnpm --recursive --filter "./packages/*" publish --access public --no-git-checks --tag ${tag}${isDry ? " --dry-run" : ""}`
  const { code } = await run(command, { cwd: join(root, workspace), live: true })
  if (code !== 0) process.exit(code)
}
if (!isDry) process.exitCode = (await run("changeset tag", { cwd: root, live: true })).code
