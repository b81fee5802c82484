/** A simulator in its own process, and a client that signs requests with `node:crypto`. */
import { spawn } from "node:child_process"
import { createPrivateKey, createSign, type KeyObject, randomBytes } from "node:crypto"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Pool } from "undici"
import { outdir } from "../build.js"
import type { Ready, Used } from "./program.js"

export interface Signed {
  readonly headers: Readonly<Record<string, string>>
  /** When it was signed, Unix time in milliseconds. */
  readonly at: number
}

export interface Response {
  readonly status: number
  readonly text: string
}

export interface Running extends Ready {
  readonly used: () => Promise<Used>
  /** The CPU time of the simulator since its start, in milliseconds. */
  readonly cpu: () => Promise<number>
  readonly sign: (method: string, path: string, body: string) => Signed
  /** Sends a request, signed now if it is not signed yet. */
  readonly call: (method: string, path: string, body: string, signed?: Signed) => Promise<Response>
  readonly stop: () => Promise<void>
}

const signer =
  ({ mchid, serialNo }: Ready, key: KeyObject) =>
  (method: string, path: string, body: string): Signed => {
    const at = Date.now()
    const timestamp = Math.floor(at / 1000)
    const nonce = randomBytes(16).toString("hex")
    const signature = createSign("RSA-SHA256")
      .update(`${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`)
      .sign(key, "base64")
    return {
      at,
      headers: {
        Authorization: `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",serial_no="${serialNo}",nonce_str="${nonce}",timestamp="${timestamp}",signature="${signature}"`,
        Accept: "application/json",
        "User-Agent": "bench",
        "Content-Type": "application/json"
      }
    }
  }

/** Starts the compiled program. */
export const startSimulator = async (inFlight: number): Promise<Running> => {
  const child = spawn(process.execPath, ["--expose-gc", fileURLToPath(new URL("simulator.mjs", outdir))], {
    stdio: ["pipe", "pipe", "inherit"]
  })
  const kill = () => void child.kill()
  process.once("exit", kill)
  const lines = createInterface(child.stdout)
  const next = async <A>(): Promise<A> => JSON.parse(((await once(lines, "line")) as [string])[0]) as A
  const ready = await next<Ready>()
  const sign = signer(ready, createPrivateKey(ready.privateKey))
  const ask = (line: string): Promise<Used> => {
    const response = next<Used>()
    child.stdin.write(`${line}\n`)
    return response
  }
  const pool = new Pool(ready.baseUrl, { connections: inFlight, pipelining: 1 })
  return {
    ...ready,
    sign,
    used: () => ask(""),
    cpu: async () => (await ask("cpu")).cpu,
    call: async (method, path, body, signed = sign(method, path, body)) => {
      const response = await pool.request({
        path,
        method: method as "POST",
        headers: signed.headers,
        ...(body === "" ? {} : { body })
      })
      return { status: response.statusCode, text: await response.body.text() }
    },
    stop: async () => {
      await pool.destroy()
      process.off("exit", kill)
      child.kill()
      await once(child, "exit")
    }
  }
}

/** Runs the work `count` times, `inFlight` at a time. */
export const repeat = async (
  count: number,
  inFlight: number,
  work: (index: number) => Promise<void>
): Promise<void> => {
  let index = 0
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (index < count) await work(index++)
    })
  )
}
