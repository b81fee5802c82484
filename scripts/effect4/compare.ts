/**
 * `pnpm effect4:compare`, after `pnpm effect4`: runs the programs of test/effect4 with Effect 3, and with Effect 4 on Node.js 22,
 * against the simulator of each line, and compares what they print. `--show` prints it.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { parseEnv } from "node:util"
import { compared, root } from "./files.js"
import { node22 } from "./node22.js"
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

interface Line {
  readonly name: string
  readonly node: ReadonlyArray<string>
  readonly folder: string
}

const lines: ReadonlyArray<Line> = [
  { name: "Effect 3", node: [process.execPath], folder: root },
  { name: "Effect 4", node: [node22], folder }
]

/** What the programs print with each line, against the simulator of one. */
const outputsWith = async (simulating: Line): Promise<ReadonlyArray<ReadonlyArray<string>>> => {
  const directory = mkdtempSync(join(tmpdir(), "effect4-"))
  const [port, adminPort] = [await freePort(), await freePort()]
  const file = join(directory, "env")
  const [command = "", ...args] = simulating.node
  const ports = ["--port", `${port}`, "--admin-port", `${adminPort}`, "--write-env", file]
  const simulator = spawn(command, [...args, tsx, "packages/simulator/src/bin.ts", ...ports], {
    cwd: simulating.folder,
    stdio: ["ignore", "ignore", "inherit"],
    detached: true
  })
  try {
    const variables = await variablesOf(file, simulator)
    const env = { ...process.env, ...variables, WECHATPAY_SIMULATOR_ADMIN: `http://127.0.0.1:${adminPort}` }
    return lines.map(({ folder, node: [command = "", ...args] }) =>
      compared.flatMap((program) =>
        print(command, [...args, tsx, join(folder, program)], folder, env)
          .trim()
          .split("\n")
      )
    )
  } finally {
    // The group, because `npx` does not pass signals on.
    if (simulator.pid !== undefined) process.kill(-simulator.pid)
    rmSync(directory, { recursive: true, force: true })
  }
}

const given = new Set(process.argv.slice(2))
let different = 0
let expected: ReadonlyArray<string> | undefined
for (const simulating of lines) {
  for (const [at, output] of (await outputsWith(simulating)).entries()) {
    const name = `${lines[at]?.name}, simulator of ${simulating.name}`
    if (given.has("--show")) console.log(`${name}\n${output.join("\n")}\n`)
    expected ??= output
    for (let line = 0; line < Math.max(expected.length, output.length); line++) {
      if (expected[line] === output[line]) continue
      different++
      console.log(`Effect 3, simulator of Effect 3: ${expected[line]}\n${name}: ${output[line]}\n`)
    }
  }
}
console.log(`${expected?.length} outputs, ${different} differences`)
process.exitCode = different === 0 ? 0 : 1
