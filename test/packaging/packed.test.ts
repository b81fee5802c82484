/** The packages as a user gets them: packed, installed by npm outside of the workspace, and the README's program run. */
import { type ChildProcess, execFile, spawn } from "node:child_process"
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import { installLines } from "../../scripts/matrix/readme.js"
import { sizesOfTarball } from "../../scripts/sizes.js"
import { hoverFaults } from "../support/hoverWalk.js"
import { packageSizes } from "../support/sizes.js"
import { families } from "../support/walk/families.js"

const exec = promisify(execFile)

/** Rejects with what the command said. */
const run = (...args: Parameters<typeof exec>) =>
  exec(...args).catch(({ stderr, stdout }: { readonly stderr: string; readonly stdout: string }) => {
    throw new Error(`${args[0]} failed: ${stdout}${stderr}`)
  })
const root = fileURLToPath(new URL("../..", import.meta.url))
const packages = readdirSync(join(root, "packages"))

/** The oldest TypeScript that the README names. */
const oldest = /TypeScript (\d+\.\d+)/.exec(readFileSync(join(root, "README.md"), "utf8"))?.[1]

let project: string
let simulator: ChildProcess | undefined

/** As a user's shell has it: nothing of the package manager that runs these tests. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm|pnpm|WECHATPAY|NODE_OPTIONS|VITEST)/i.test(name))
)

const pnpm = (args: ReadonlyArray<string>, cwd: string) =>
  run("npx", ["-y", "pnpm@10", ...args], { cwd, env })

const readme = readFileSync(join(root, "README.md"), "utf8")
const section = readme.split("## Quick start")[1]?.split("\n## ")[0] ?? ""

/** What the README installs for Effect 3, with versions. */
const readmeLine = (): ReadonlyArray<string> => installLines(readme).effect3.flat()

const quickStart = (): string => {
  const block = /```ts\n([\s\S]*?)```/.exec(section)?.[1]
  assert.isDefined(block)
  return block as string
}

const startSimulator = () =>
  new Promise<void>((resolve, reject) => {
    const started = spawn(
      join(project, "node_modules/.bin/wechatpay-simulator"),
      ["--port", "0", "--write-env", ".env.wechatpay"],
      { cwd: project, env, stdio: ["ignore", "pipe", "pipe"] }
    )
    simulator = started
    let text = ""
    const listen = (line: string) => {
      text += `${line}\n`
      if (line.includes("http://")) resolve()
    }
    createInterface(started.stdout).on("line", listen)
    createInterface(started.stderr).on("line", listen)
    started.once("exit", (code) => reject(new Error(`the simulator ended with ${code}: ${text}`)))
  })

describe("the packed packages", () => {
  beforeAll(async () => {
    await run(process.execPath, [join(root, "scripts/build.mjs")], { cwd: root })
    project = mkdtempSync(join(tmpdir(), "wechatpay-packed-"))
    const tarballs = join(project, "tarballs")
    mkdirSync(tarballs)
    await pnpm(["--filter", "./packages/*", "pack", "--pack-destination", tarballs], root)
    writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module", private: true }))
    await run(
      "npm",
      [
        "install",
        "--prefer-offline",
        "--no-audit",
        "--no-fund",
        ...readdirSync(tarballs).map((file) => join(tarballs, file)),
        // The README's own line, with our packages from the tarballs; and what users have for TypeScript.
        ...readmeLine().filter((name) => !name.startsWith("@effect-wechatpay/")),
        ...["typescript@5.9", "@types/node@20"],
        // The oldest one that the README names.
        `typescript-oldest@npm:typescript@${oldest}`,
        // An optional peer of pay.
        "uqr"
      ],
      { cwd: project, env }
    )
  }, 240_000)

  afterAll(() => {
    simulator?.removeAllListeners("exit")
    simulator?.kill()
    rmSync(project, { recursive: true, force: true })
  })

  it("the packed packages contain only built code, its sources, AGENTS.md, CHANGELOG, README and license", () => {
    for (const name of packages) {
      const folder = join(project, "node_modules/@effect-wechatpay", name)
      const manifest = readFileSync(join(folder, "package.json"), "utf8")
      assert.notMatch(manifest, /workspace:|catalog:/)
      const { exports } = JSON.parse(manifest) as { readonly exports: Readonly<Record<string, unknown>> }
      assert.deepStrictEqual(exports["."], {
        types: "./dist/index.d.ts",
        node: "./dist/internal/node.js",
        default: "./dist/index.js"
      })
      assert.isNull(exports["./internal/*"])
      for (const file of ["index.js", "index.d.ts", "index.js.map", "index.d.ts.map"]) {
        assert.include(readdirSync(join(folder, "dist")), file)
      }
      assert.deepStrictEqual(
        readdirSync(folder)
          .filter((file) => file !== "node_modules")
          .sort(),
        ["AGENTS.md", "CHANGELOG.md", "LICENSE", "README.md", "dist", "package.json", "src"]
      )
      const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
      assert.isFalse(files.some((file) => file.endsWith(".tsbuildinfo")))
    }
  })

  it("the tarball and the files of each package are within their budgets", () => {
    assert.sameMembers(
      packageSizes.map(({ name }) => name),
      packages
    )
    const tarballs = join(project, "tarballs")
    for (const { budget, name } of packageSizes) {
      const file = readdirSync(tarballs).find((each) =>
        new RegExp(`^effect-wechatpay-${name}-\\d`).test(each)
      )
      const { packed, unpacked } = sizesOfTarball(readFileSync(join(tarballs, String(file))))
      assert.isAtMost(packed, budget.packed, `${name}: pnpm sizes`)
      assert.isAtMost(unpacked, budget.unpacked, `${name}: pnpm sizes`)
    }
  })

  it("publint finds nothing wrong with the packed packages", async () => {
    for (const name of packages) {
      const pkgDir = join(project, "node_modules/@effect-wechatpay", name)
      const { messages, pkg } = await publint({ pkgDir, pack: false, strict: true })
      assert.deepStrictEqual(
        messages.map((message) => formatMessage(message, pkg, { color: false })),
        [],
        name
      )
    }
  })

  it("the packed packages share one core and one effect", () => {
    for (const name of packages) {
      for (const shared of ["effect", "@effect/platform", "@effect-wechatpay/core"]) {
        const own = join(project, "node_modules/@effect-wechatpay", name, "node_modules", shared)
        assert.isFalse(existsSync(own), own)
      }
    }
  })

  it.each(packages)(
    "the packed package %s exports each of its modules, and no internal ones",
    async (name) => {
      const dist = join(project, "node_modules/@effect-wechatpay", name, "dist")
      /** Modules of types only have nothing at run time. */
      const hasTypes = (file: string) =>
        /^export (?:interface|type) /m.test(readFileSync(join(dist, file.replace(/js$/, "d.ts")), "utf8"))
      const modules = readdirSync(dist)
        // Vitest's helper can be imported inside of Vitest only.
        .filter((file) => file.endsWith(".js") && file !== "bin.js" && file !== "vitest.js")
        .map((file) => ({
          name: `@effect-wechatpay/${name}${file === "index.js" ? "" : `/${file.slice(0, -3)}`}`,
          hasTypes: hasTypes(file)
        }))
      const script = `
        for (const { hasTypes, name } of ${JSON.stringify(modules)}) {
          if (Object.keys(await import(name)).length === 0 && !hasTypes) console.log("nothing in", name)
        }
        const inside = import("@effect-wechatpay/${name}/internal/anything")
        console.log(await inside.then(() => "open", (error) => error.code))
      `
      const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], {
        cwd: project,
        env
      })
      assert.strictEqual(String(stdout).trim(), "ERR_PACKAGE_PATH_NOT_EXPORTED")
    },
    60_000
  )

  it("the packages that the README installs suffice for its program", () => {
    const installed = readmeLine().map((name) => name.replace(/(.)@[^@]*$/, "$1"))
    const imported = [...section.matchAll(/ from "((?:@[^/"]+\/)?[^/"]+)/g)].map(([, name]) => name)
    assert.isAtLeast(imported.length, 4)
    assert.includeMembers(installed, imported)
    // The command of the simulator.
    assert.include(installed, "@effect-wechatpay/simulator")
    for (const name of installed.filter((name) => name.startsWith("@effect-wechatpay/"))) {
      const { peerDependencies, peerDependenciesMeta = {} } = JSON.parse(
        readFileSync(join(project, "node_modules", name, "package.json"), "utf8")
      ) as {
        readonly peerDependencies: Readonly<Record<string, string>>
        readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
      }
      assert.includeMembers(
        installed,
        Object.keys(peerDependencies).filter((peer) => peerDependenciesMeta[peer]?.optional !== true)
      )
    }
  })

  it.each(families)(
    "an editor shows the limits and units of every field of the packed endpoints of $name",
    (family) => {
      assert.deepStrictEqual(hoverFaults(family, project), [])
    },
    120_000
  )

  it("the oldest TypeScript that the README names accepts all declarations", async () => {
    assert.isDefined(oldest)
    const modules = packages.filter((name) => name !== "simulator")
    const program = modules.map((name, index) => `export * as m${index} from "@effect-wechatpay/${name}"`)
    writeFileSync(join(project, "all.ts"), program.join("\n"))
    const tsc = join(project, "node_modules/typescript-oldest/bin/tsc")
    const options = ["--module", "nodenext", "--target", "es2022", "--strict", "--exactOptionalPropertyTypes"]
    await run(process.execPath, [tsc, ...options, "--noEmit", "--types", "node", "all.ts"], {
      cwd: project,
      env
    })
  }, 120_000)

  it("the quick start of the README runs against the simulator's command", async () => {
    const program = quickStart()
    assert.isBelow(program.split("\n").length, 21)
    writeFileSync(join(project, "program.ts"), program)
    await run(
      join(project, "node_modules/.bin/tsc"),
      [
        ...["--module", "nodenext", "--target", "es2022", "--strict", "--exactOptionalPropertyTypes"],
        // The declarations of @effect/platform-node want @types/ws, which it does not bring.
        ...["--skipLibCheck", "--types", "node", "program.ts"]
      ],
      { cwd: project, env }
    )
    await startSimulator()
    const { stdout } = await run(process.execPath, ["--env-file=.env.wechatpay", "program.js"], {
      cwd: project,
      env,
      timeout: 60_000
    })
    // WeChat Pay gives weixin://…; that of the simulator leads to its checkout page.
    assert.match(String(stdout), /QR code: \w+:\/\//)
  }, 180_000)

  it("examples/own-package builds and passes its tests with the packed packages, outside of the repository", async () => {
    const folder = join(project, "own-package")
    cpSync(join(root, "examples/own-package"), folder, { recursive: true })
    const { stdout } = await run("npm", ["test"], { cwd: folder, env, timeout: 60_000 })
    assert.match(String(stdout), /^# pass 2$/m)
    assert.match(String(stdout), /^# fail 0$/m)
    const declarations = readFileSync(join(folder, "dist/src/Coupon.d.ts"), "utf8")
    assert.include(declarations, "NoCouponsLeft")
  }, 90_000)

  it("the command wechatpay runs from its package: help, doctor, a call, completion, an exit code", async () => {
    const wechatpay = (...args: ReadonlyArray<string>) =>
      new Promise<{ readonly code: number; readonly out: string; readonly err: string }>((resolve) => {
        const bin = join(project, "node_modules/.bin/wechatpay")
        execFile(bin, args, { cwd: project, env, timeout: 60_000 }, (error, out, err) =>
          resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err })
        )
      })
    const help = await wechatpay("--help")
    assert.strictEqual(help.code, 0, help.err)
    assert.include(help.out, "doctor")
    // Its variables are those of the simulator that the quick start uses.
    const doctor = await wechatpay("doctor", "--env-file", ".env.wechatpay", "--json")
    assert.deepInclude(JSON.parse(doctor.out), { ok: true }, doctor.err)
    assert.strictEqual(doctor.code, 0)
    const order = ["--appid", "wxd678efh567hg6787", "--out_trade_no", "packed-1", "--description", "tea"]
    const rest = ["--notify_url", "https://shop.example/x", "--amount.total", "888"]
    const called = await wechatpay(
      "call",
      "pay.native.create",
      "--env-file",
      ".env.wechatpay",
      ...order,
      ...rest
    )
    assert.property(JSON.parse(called.out || called.err), "code_url")
    assert.include((await wechatpay("completions", "bash")).out, "pay.native.create")
    assert.include((await wechatpay("simulator", "--help")).out, "--deliver-to")
    const missing = await wechatpay("sign", "GET", "/v3/certificates", "--lang", "zh")
    assert.strictEqual(missing.code, 2)
    assert.include(missing.err, "WECHATPAY_MCHID")
  }, 120_000)
})
