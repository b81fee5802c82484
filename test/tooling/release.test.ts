/** What a release would publish: docs/decisions/0025-api-report.md. */
import { execFileSync } from "node:child_process"
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

const root = fileURLToPath(new URL("../../", import.meta.url))
const packages = readdirSync(join(root, "packages"))

describe("a release", () => {
  it("the next releases begin with 0 and give all packages the same version", () => {
    const folder = mkdtempSync(join(tmpdir(), "wechatpay-release-"))
    try {
      for (const file of ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml", ".changeset"]) {
        cpSync(join(root, file), join(folder, file), { recursive: true })
      }
      for (const name of packages) {
        mkdirSync(join(folder, "packages", name), { recursive: true })
        cpSync(join(root, "packages", name, "package.json"), join(folder, "packages", name, "package.json"))
      }
      symlinkSync(join(root, "node_modules"), join(folder, "node_modules"))
      const git = (...args: ReadonlyArray<string>) =>
        execFileSync(
          "git",
          [
            "-c",
            "commit.gpgsign=false",
            "-c",
            "user.name=test",
            "-c",
            "user.email=test@example.com",
            ...args
          ],
          {
            cwd: folder
          }
        )
      const commit = () => {
        git("add", ".changeset", "packages", "package.json")
        git("commit", "--quiet", "--no-verify", "--message", "next")
      }
      const versions = () => {
        execFileSync(process.execPath, [join(root, "node_modules/@changesets/cli/bin.js"), "version"], {
          cwd: folder,
          stdio: "pipe"
        })
        return packages.map((name): string => {
          const { version } = JSON.parse(readFileSync(join(folder, "packages", name, "package.json"), "utf8"))
          return version
        })
      }
      git("init", "--quiet", "--initial-branch", "main")
      // One that breaks core for those who call it: the number in the middle, as long as the first is 0.
      writeFileSync(
        join(folder, ".changeset/next.md"),
        `---\n"@effect-wechatpay/core": minor\n---\n\nNext.\n`
      )
      commit()
      const [first, ...others] = new Set(versions())
      assert.match(String(first), /^0\.[1-9]\d*\.0$/)
      assert.deepStrictEqual(others, [])
      const changes = readFileSync(join(folder, "packages/core/CHANGELOG.md"), "utf8")
      assert.include(changes, `## ${first}\n`)
      assert.include(changes, "Next.")
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }, 60_000)
})
