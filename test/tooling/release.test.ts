/** What a release would publish: docs/decisions/0026-effect-4-edition.md. */
import { execFileSync, spawnSync } from "node:child_process"
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { manifestOf } from "../../scripts/effect4/manifests.js"
import { changelogOf } from "../../scripts/effect4/texts.js"
import { guardName, writeGuards } from "../../scripts/lineGuard.js"

const root = fileURLToPath(new URL("../../", import.meta.url))
const packages = readdirSync(join(root, "packages"))

const git = (folder: string, ...args: ReadonlyArray<string>) =>
  execFileSync(
    "git",
    [...["-c", "commit.gpgsign=false", "-c", "user.name=test", "-c", "user.email=test@example.com"], ...args],
    { cwd: folder }
  )

/** A repository with what `pnpm bump` reads and writes. */
const copyOfRepository = () => {
  const folder = mkdtempSync(join(tmpdir(), "wechatpay-release-"))
  const copied = ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml", ".changeset", "scripts/run.mjs"]
    .concat([
      "scripts/changesets.mjs",
      "scripts/references.mjs",
      "tsconfig.packages.json",
      "test/package.json"
    ])
    .concat(
      ["package.json", "CHANGELOG.md", "tsconfig.build.json", "src"].flatMap((file) =>
        packages.map((name) => `packages/${name}/${file}`)
      )
    )
  for (const file of copied) cpSync(join(root, file), join(folder, file), { recursive: true })
  for (const file of readdirSync(join(folder, ".changeset"))) {
    if (file.endsWith(".md")) rmSync(join(folder, ".changeset", file))
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"))
  git(folder, "init", "--quiet", "--initial-branch", "main")
  return folder
}

const bump = (folder: string, changeset: string) => {
  writeFileSync(join(folder, ".changeset/next.md"), changeset)
  git(folder, "add", ".changeset", "packages", "package.json")
  git(folder, "commit", "--quiet", "--no-verify", "--message", "next")
  return spawnSync(process.execPath, ["scripts/changesets.mjs"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}` }
  })
}

describe("a release", () => {
  it("a changeset raises all packages of both lines alike: minor to 3.n.0 and 4.n.0, patch to the next patch, and major is rejected", () => {
    const folder = copyOfRepository()
    try {
      const read = (path: string) => readFileSync(join(folder, path), "utf8")
      const versions = () =>
        packages.map((name): string => JSON.parse(read(`packages/${name}/package.json`)).version)
      const [before] = versions()
      assert.match(String(before), /^3\.\d+\.\d+$/)
      const [, minor = "", patch = ""] = String(before).split(".")

      for (const [kind, next] of [
        ["patch", `.${minor}.${Number(patch) + 1}`],
        ["minor", `.${Number(minor) + 1}.0`]
      ] as const) {
        const { status, stderr } = bump(
          folder,
          `---\n"@effect-wechatpay/core": ${kind}\n---\n\nNext ${kind}.\n`
        )
        assert.strictEqual(status, 0, stderr)
        assert.deepStrictEqual([...new Set(versions())], [`3${next}`])
        assert.include(read("packages/core/src/internal/call/version.ts"), `"3${next}"`)

        const edition = packages.map((name) => JSON.parse(manifestOf(read(`packages/${name}/package.json`))))
        assert.deepStrictEqual([...new Set(edition.map(({ version }) => version))], [`4${next}`])
        for (const { peerDependencies } of edition) {
          assert.strictEqual(peerDependencies.effect, "catalog:published")
          // Packed as the caret of the version of the line.
          for (const [name, range] of Object.entries(peerDependencies)) {
            if (name.startsWith("@effect-wechatpay/")) assert.strictEqual(range, "workspace:^")
          }
        }
        // One text for both lines.
        const changes = read("packages/core/CHANGELOG.md")
        assert.include(changes, `## 3${next}\n`)
        assert.include(changes, `Next ${kind}.`)
        assert.include(changelogOf(changes), `## 4${next}\n`)
        assert.include(changelogOf(changes), `Next ${kind}.`)
        assert.include(
          changelogOf(read("packages/cli/CHANGELOG.md")),
          `  - @effect-wechatpay/core@4${next}\n`
        )
        assert.notMatch(changelogOf(read("packages/cli/CHANGELOG.md")), /(?:## |@)3\./)
      }

      const last = versions()
      const { status, stderr } = bump(folder, `---\n"@effect-wechatpay/core": major\n---\n\nBreaks.\n`)
      assert.strictEqual(status, 1)
      assert.include(stderr, ".changeset/next.md says major")
      assert.deepStrictEqual(versions(), last)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }, 60_000)

  it("no changeset of this repository says major", () => {
    execFileSync(process.execPath, ["scripts/changesets.mjs", "--check"], { cwd: root, stdio: "pipe" })
  })

  it("in a project with the other Effect Node.js stops, and its message says what to install", async () => {
    const folder = mkdtempSync(join(tmpdir(), "wechatpay-guard-"))
    try {
      const core = join(folder, "packages/core")
      mkdirSync(join(core, "dist"), { recursive: true })
      mkdirSync(join(folder, "node_modules"))
      symlinkSync(join(root, "node_modules/effect"), join(folder, "node_modules/effect"))
      symlinkSync(join(root, "packages/core/node_modules/@effect"), join(folder, "node_modules/@effect"))
      // What stops the modules of the packages themselves, one level below.
      writeFileSync(join(core, "dist/index.js"), `import "./module.js"\n`)
      writeFileSync(join(core, "dist/module.js"), `import "effect/http/HttpClient"\n`)
      const load = async (version: string) => {
        writeFileSync(join(core, "package.json"), JSON.stringify({ type: "module", version }))
        await writeGuards(folder)
        return spawnSync(process.execPath, [join(core, "dist/internal/node.js")], { encoding: "utf8" }).stderr
      }
      assert.include(await load("4.0.0"), `${guardName(4)}.js`)
      assert.strictEqual(guardName(4), "version-4-needs-effect-4--with-effect-3-install-@effect-wechatpay-3")
      writeFileSync(join(core, "dist/module.js"), "")
      assert.strictEqual(await load("3.0.0"), "")
      for (const readme of ["README.md", "README.zh-CN.md"]) {
        assert.include(readFileSync(join(root, readme), "utf8"), `${guardName(3)}.js`)
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
