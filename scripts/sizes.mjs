// `pnpm sizes`: builds and packs the packages, bundles one import of each, and writes into etc/sizes.json what they weigh. Budgets
// are written by hand; a new one is a fifth above what was measured.
import { execFile } from "node:child_process"
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { bundle, bundleImport, bundles, sizesOfTarball } from "./sizes.js"

const exec = promisify(execFile)
const root = fileURLToPath(new URL("..", import.meta.url))
const file = join(root, "etc/sizes.json")
const data = JSON.parse(await readFile(file, "utf8"))

/** Two digits that count, upwards. */
const rounded = (bytes) => {
  const unit = 10 ** (String(Math.round(bytes)).length - 2)
  return Math.ceil(bytes / unit) * unit
}

const folder = await mkdtemp(join(tmpdir(), "effect-wechatpay-sizes-"))
try {
  await exec(process.execPath, [join(root, "scripts/build.mjs")], { cwd: root })
  await exec("npx", ["-y", "pnpm@10", "--filter", "./packages/*", "pack", "--pack-destination", folder], {
    cwd: root
  })
  const tarballs = await readdir(folder)
  for (const [name, entry] of Object.entries(data.packages)) {
    const tarball = tarballs.find((each) => new RegExp(`^effect-wechatpay-${name}-\\d`).test(each))
    const measured = sizesOfTarball(await readFile(join(folder, tarball)))
    if (entry.import !== undefined) measured.bundle = (await bundleImport(name, entry.import)).gzipped
    entry.measured = measured
    entry.budget = Object.fromEntries(
      Object.entries(measured).map(([kind, bytes]) => [kind, entry.budget?.[kind] ?? rounded(bytes * 1.2)])
    )
  }
  for (const [title, [source, options]] of Object.entries(bundles)) {
    const measured = (await bundle(source, options)).gzipped
    data.bundles[title] = { measured, budget: data.bundles[title]?.budget ?? rounded(measured * 1.2) }
  }
  await writeFile(file, `${JSON.stringify(data, null, 2)}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
