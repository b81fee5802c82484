/**
 * pnpm bench:simulator: how many calls per second the simulator processes, and its memory after BENCH_CALLS of them
 * (default 200,000).
 */
import { spawn } from "node:child_process"
import { createSign, generateKeyPairSync, randomBytes, sign, verify } from "node:crypto"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import * as Samples from "@effect-wechatpay/simulator/Samples"
import { Pool } from "undici"
import { compile, outdir } from "../build.js"
import type { Ready, Used } from "./program.js"

const total = Number(process.env.BENCH_CALLS ?? 200_000)
const inFlight = 32
const parts = 10

/** The cost of the two RSA operations of a call on this machine, which limits any server. */
const rsaMillis = (): number => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
  const text = randomBytes(200)
  const signature = sign("RSA-SHA256", text, privateKey)
  const rounds = 1500
  const cost = (work: () => void): number => {
    for (let i = 0; i < 200; i++) work()
    const before = process.cpuUsage()
    for (let i = 0; i < rounds; i++) work()
    const { system, user } = process.cpuUsage(before)
    return (user + system) / 1000 / rounds
  }
  return (
    cost(() => void sign("RSA-SHA256", text, privateKey)) +
    cost(() => void verify("RSA-SHA256", text, publicKey, signature))
  )
}

await compile({ simulator: "./simulator/program.ts" })
const child = spawn(process.execPath, ["--expose-gc", fileURLToPath(new URL("simulator.mjs", outdir))], {
  stdio: ["pipe", "pipe", "inherit"]
})
process.once("exit", () => child.kill())
const lines = createInterface(child.stdout)
const next = async <A>(): Promise<A> => JSON.parse(((await once(lines, "line")) as [string])[0]) as A
const { baseUrl, mchid, privateKey, serialNo } = await next<Ready>()

const used = (): Promise<Used> => {
  const response = next<Used>()
  child.stdin.write("\n")
  return response
}

const { appid, openid, serviceId: service_id } = Samples
const body = JSON.stringify({ service_id, appid, reason: "bench" })
const path = `/v3/payscore/permissions/openid/${openid}/terminate`

interface Signed {
  readonly headers: Record<string, string>
  readonly at: number
}

/** Signed once per minute, so that the clients use little CPU compared to the simulator. */
const signed = (): Signed => {
  const at = Date.now()
  const timestamp = Math.floor(at / 1000)
  const nonce = randomBytes(16).toString("hex")
  const signature = createSign("RSA-SHA256")
    .update(`POST\n${path}\n${timestamp}\n${nonce}\n${body}\n`)
    .sign(privateKey, "base64")
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

const pool = new Pool(baseUrl, { connections: inFlight, pipelining: 1 })
let request = signed()

const call = async (): Promise<void> => {
  if (Date.now() - request.at > 60_000) request = signed()
  const { body: response, statusCode } = await pool.request({
    path,
    method: "POST",
    headers: request.headers,
    body
  })
  await response.dump()
  if (statusCode !== 204) throw new Error(`expected 204, got ${statusCode}`)
}

const run = async (count: number): Promise<void> => {
  let left = count
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left-- > 0) await call()
    })
  )
}

const rsa = rsaMillis()
await run(3000)
console.log(
  `RSA costs ${rsa.toFixed(2)} ms of CPU a call, at most ${Math.floor(1000 / rsa)} a second and core`
)
console.log("    calls  calls/s  CPU ms/call  heap MiB  calls in the log")
let before = await used()
const first = before
for (let part = 1; part <= parts; part++) {
  const start = performance.now()
  await run(total / parts)
  const seconds = (performance.now() - start) / 1000
  const after = await used()
  console.log(
    [
      String((total / parts) * part).padStart(9),
      (total / parts / seconds).toFixed(0).padStart(8),
      ((after.cpu - before.cpu) / (total / parts)).toFixed(3).padStart(12),
      (after.heap / 2 ** 20).toFixed(1).padStart(9),
      String(after.calls).padStart(17)
    ].join(" ")
  )
  before = after
}
console.log(
  `heap after ${total} calls: ${((before.heap - first.heap) / 2 ** 20).toFixed(1)} MiB more than before`
)
await pool.close()
child.kill()
