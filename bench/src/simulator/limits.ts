/** What large and hostile requests cost, and what many records cost. */
import { connect } from "node:net"
import * as Samples from "@effect-wechatpay/simulator/Samples"
import { type Running, repeat, startSimulator } from "./client.js"

const inFlight = 16

export interface Limits {
  readonly creations: number
  /** CPU of the simulator. */
  readonly cpuMillisPerCreation: number
  /** The largest amount of memory of the process while the orders were created. */
  readonly mostMiB: number
  readonly heapMiB: number
  /** CPU of the simulator for each list of the admin API, with that many orders; the median of several requests. */
  readonly lists: ReadonlyArray<{ readonly path: string; readonly millis: number; readonly kib: number }>
  /** CPU of the simulator for a body of 200,000 members, in milliseconds. */
  readonly membersMillis: number
  /** CPU of the simulator for a body that is nested 200,000 levels deep. */
  readonly nestedMillis: number
  readonly nestedStatus: number
  /** CPU of the simulator for a body of 40 MB. */
  readonly tooLongMillis: number
  readonly tooLongStatus: number
  /** Characters of the longest text of the error about a value of 500,000 characters. */
  readonly echo: number
}

const path = "/v3/payscore/serviceorder"

const orderOf = (out_order_no: string) =>
  JSON.stringify({
    out_order_no,
    appid: Samples.appid,
    service_id: Samples.serviceId,
    service_introduction: "充电宝租借",
    time_range: { start_time: "OnAccept" },
    risk_fund: { name: "DEPOSIT", amount: 10_000 },
    notify_url: "https://shop.example/wechat/notify"
  })

const median = (values: ReadonlyArray<number>): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN

/** The CPU of the simulator for some work: other than the time, it is about the same on a busy machine. */
const costOf = async <A>(
  { cpu }: Running,
  work: () => Promise<A>
): Promise<readonly [millis: number, value: A]> => {
  const before = await cpu()
  const value = await work()
  return [(await cpu()) - before, value]
}

/** The median of several costs. */
const usualCost = async <A>(running: Running, work: () => Promise<A>): Promise<readonly [number, A]> => {
  const [first, value] = await costOf(running, work)
  const costs = [first]
  for (let count = 0; count < 4; count++) costs.push((await costOf(running, work))[0])
  return [median(costs), value]
}

const lists = async (running: Running): Promise<Limits["lists"]> => {
  const { admin } = running
  const panel = "/api/panels/payscore.orders"
  const { records } = (await (await fetch(`${admin}${panel}`)).json()) as {
    readonly records: ReadonlyArray<{ readonly id: string }>
  }
  const before = encodeURIComponent(records.at(-1)?.id ?? "")
  const paths = [
    ["/api/overview"],
    ["/api/calls"],
    ["/api/panels"],
    [`${panel}?before=<id>`, `${panel}?before=${before}`],
    ["/api/notifications"]
  ] as const
  const measured: Array<Limits["lists"][number]> = []
  for (const [name, target = name] of paths) {
    const [millis, text] = await usualCost(running, async () => (await fetch(admin + target)).text())
    measured.push({ path: name, millis, kib: Buffer.byteLength(text) / 1024 })
  }
  return measured
}

/** Sends 40 MB and returns the status. The simulator may close the connection before the end. */
const sendTooLong = ({ baseUrl, sign }: Running) =>
  new Promise<number>((resolve, reject) => {
    const { hostname, port } = new URL(baseUrl)
    const length = 40 * 2 ** 20
    const chunk = Buffer.alloc(2 ** 16, "x")
    const socket = connect(Number(port), hostname)
    let left = length
    const write = () => {
      while (left > 0 && !socket.destroyed) {
        left -= chunk.length
        if (!socket.write(chunk)) return void socket.once("drain", write)
      }
    }
    socket.on("error", reject)
    socket.on("data", (data) => {
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(data.toString())?.[1]))
      socket.off("error", reject).on("error", () => undefined)
      socket.destroy()
    })
    const lines = Object.entries(sign("POST", path, "{}").headers).map(
      ([name, value]) => `${name}: ${value}\r\n`
    )
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: ${hostname}\r\n${lines.join("")}Transfer-Encoding: chunked\r\n\r\n${length.toString(16)}\r\n`
    )
    write()
  })

const hostile = async (running: Running) => {
  const { call } = running
  const members = `{${Array.from({ length: 200_000 }, (_, index) => `"${index.toString(36)}":1`).join()}}`
  const expect400 = async (body: string) => {
    const response = await call("POST", path, body)
    if (response.status !== 400) throw new Error(`expected 400, got ${response.status} ${response.text}`)
    return response
  }
  const nested = `{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}`
  const [membersMillis] = await usualCost(running, () => expect400(members))
  const [nestedMillis, { status: nestedStatus }] = await usualCost(running, () => expect400(nested))
  const { detail, message } = JSON.parse(
    (await expect400(JSON.stringify({ out_order_no: "x".repeat(500_000) }))).text
  ) as { readonly message: string; readonly detail: Readonly<Record<string, string>> }

  const [tooLongMillis, tooLongStatus] = await usualCost(running, () => sendTooLong(running))
  return {
    membersMillis,
    nestedMillis,
    nestedStatus,
    tooLongMillis,
    tooLongStatus,
    echo: Math.max(...[message, ...Object.values(detail)].map((text) => text.length))
  }
}

export const limits = async (creations: number): Promise<Limits> => {
  const running = await startSimulator(inFlight)
  const [cpuMillis] = await costOf(running, () =>
    repeat(creations, inFlight, async (index) => {
      const { status, text } = await running.call("POST", path, orderOf(`B${index}`))
      if (status !== 200) throw new Error(`expected 200, got ${status} ${text}`)
    })
  )
  const { heap, most } = await running.used()
  const measured = await lists(running)
  const rejected = await hostile(running)
  await running.stop()
  return {
    creations,
    cpuMillisPerCreation: cpuMillis / creations,
    mostMiB: most / 2 ** 20,
    heapMiB: heap / 2 ** 20,
    lists: measured,
    ...rejected
  }
}
