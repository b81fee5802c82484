/** The processes of the bench: the compared clients, and the server that they call. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { outdir } from "./build.js"
import type { Command, Reply, Scenario } from "./measure.js"

export interface Client {
  readonly name: string
  readonly file: string
  readonly scenarios: ReadonlyArray<Scenario>
  readonly env?: Readonly<Record<string, string>>
  /** Where it was compiled; absent: with the others. */
  readonly folder?: URL
}

const calls: ReadonlyArray<Scenario> = ["post204", "getOrder"]
const all: ReadonlyArray<Scenario> = [...calls, "notification"]

export const floor = "floor"
export const recommended = "effect-wechatpay (undici)"
export const axiosPlugin = "wechatpay-axios-plugin"

export const clients: ReadonlyArray<Client> = [
  { name: floor, file: "floor", scenarios: all },
  { name: recommended, file: "ours", scenarios: all, env: { OURS_HTTP: "undici" } },
  {
    name: "effect-wechatpay (platform's undici)",
    file: "ours",
    scenarios: calls,
    env: { OURS_HTTP: "platformUndici" }
  },
  { name: "effect-wechatpay (node:http)", file: "ours", scenarios: calls, env: { OURS_HTTP: "node" } },
  { name: "effect-wechatpay (fetch)", file: "ours", scenarios: all, env: { OURS_HTTP: "fetch" } },
  { name: axiosPlugin, file: "axiosPlugin", scenarios: calls },
  { name: "wechatpay-node-v3", file: "nodeV3", scenarios: calls }
]

const program = (name: string, folder = outdir): string => fileURLToPath(new URL(`${name}.mjs`, folder))

const node = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, args, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env }
  })
  process.once("exit", () => child.kill())
  return { child, lines: createInterface(child.stdout) }
}

/** Starts the server and returns its URL. */
export const startServer = async (fixtures: string): Promise<string> => {
  const { lines } = node([program("server"), fixtures])
  const [baseUrl] = (await once(lines, "line")) as [string]
  return baseUrl
}

export const start = ({ env, file, folder, name }: Client, fixtures: string, baseUrl: string) => {
  const { child, lines } = node([program(file, folder), fixtures, baseUrl], env)
  child.once("exit", (code) => {
    if (code === 0 || code === null) return
    console.error(`${name} ended with ${code}`)
    process.exit(1)
  })
  return {
    run: async (command: Command): Promise<Reply> => {
      child.stdin.write(`${JSON.stringify(command)}\n`)
      const [line] = (await once(lines, "line")) as [string]
      return JSON.parse(line) as Reply
    },
    stop: () => child.stdin.end()
  }
}
