/**
 * `pnpm effect4:compare`, after `pnpm effect4`: runs test/effect4/program.ts with Effect 3, and with Effect 4 on Node.js 22,
 * against one simulator, and compares what they print.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { parseEnv } from "node:util"
import { programs, root } from "./files.js"
import { folder } from "./workspace.js"

const tsx = join(root, "node_modules/tsx/dist/cli.mjs")

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

const variablesOf = async (file: string, simulator: ChildProcess) => {
  for (let left = 300; left > 0; left--) {
    if (simulator.exitCode !== null) throw new Error("the simulator has stopped")
    if (existsSync(file)) return parseEnv(readFileSync(file, "utf8"))
    await sleep(100)
  }
  throw new Error("the simulator did not start")
}

const print = (command: string, args: ReadonlyArray<string>, cwd: string, env: NodeJS.ProcessEnv): string => {
  const { status, stderr, stdout } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env,
    timeout: 120_000
  })
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stdout}${stderr}`)
  return stdout
}

const directory = mkdtempSync(join(tmpdir(), "effect4-"))
const [port, adminPort] = [await freePort(), await freePort()]
const file = join(directory, "env")
const simulator = spawn(
  process.execPath,
  [
    tsx,
    "packages/simulator/src/bin.ts",
    "--port",
    `${port}`,
    "--admin-port",
    `${adminPort}`,
    "--write-env",
    file
  ],
  { cwd: root, stdio: ["ignore", "ignore", "inherit"] }
)
try {
  const variables = await variablesOf(file, simulator)
  const env = { ...process.env, ...variables, WECHATPAY_SIMULATOR_ADMIN: `http://127.0.0.1:${adminPort}` }
  const [program = ""] = programs
  const three = print(process.execPath, [tsx, join(root, program)], root, env)
  const major = Number(process.versions.node.split(".")[0])
  const four = print(
    major >= 22 ? process.execPath : "npx",
    [...(major >= 22 ? [] : ["-y", "node@22"]), tsx, join(folder, program)],
    folder,
    env
  )
  const [left, right] = [three.trim().split("\n"), four.trim().split("\n")]
  let different = 0
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    if (left[at] === right[at]) continue
    different++
    console.log(`Effect 3: ${left[at]}\nEffect 4: ${right[at]}\n`)
  }
  if (process.argv.includes("--show")) console.log(four)
  console.log(`${left.length} outputs, ${different} of them different`)
  process.exitCode = different === 0 ? 0 : 1
} finally {
  simulator.kill()
  rmSync(directory, { recursive: true, force: true })
}
