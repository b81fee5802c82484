/** How many calls per second the simulator processes, and its memory after many of them. */
import { generateKeyPairSync, randomBytes, sign, verify } from "node:crypto"
import * as Samples from "@effect-wechatpay/simulator/Samples"
import { repeat, startSimulator } from "./client.js"

const inFlight = 32
const parts = 10

export interface Throughput {
  readonly calls: number
  /** CPU of the two RSA operations of a call on this machine, which limits any server, in milliseconds. */
  readonly rsaMillis: number
  readonly parts: ReadonlyArray<{
    readonly callsPerSecond: number
    readonly cpuMillisPerCall: number
    readonly heapMiB: number
    readonly inLog: number
  }>
}

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

export const throughput = async (calls: number): Promise<Throughput> => {
  const { call, sign, stop, used } = await startSimulator(inFlight)
  const { appid, openid, serviceId: service_id } = Samples
  const body = JSON.stringify({ service_id, appid, reason: "bench" })
  const path = `/v3/payscore/permissions/openid/${openid}/terminate`
  // Signed once per minute, so that the clients use little CPU compared to the simulator.
  let request = sign("POST", path, body)
  const run = (count: number) =>
    repeat(count, inFlight, async () => {
      if (Date.now() - request.at > 60_000) request = sign("POST", path, body)
      const { status } = await call("POST", path, body, request)
      if (status !== 204) throw new Error(`expected 204, got ${status}`)
    })
  const rsa = rsaMillis()
  await run(Math.min(3000, calls))
  const measured: Array<Throughput["parts"][number]> = []
  let before = await used()
  for (let part = 0; part < parts; part++) {
    const start = performance.now()
    await run(calls / parts)
    const seconds = (performance.now() - start) / 1000
    const after = await used()
    measured.push({
      callsPerSecond: calls / parts / seconds,
      cpuMillisPerCall: (after.cpu - before.cpu) / (calls / parts),
      heapMiB: after.heap / 2 ** 20,
      inLog: after.calls
    })
    before = after
  }
  await stop()
  return { calls, rsaMillis: rsa, parts: measured }
}
