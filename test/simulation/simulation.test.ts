import { afterAll, beforeAll, describe, it } from "@effect/vitest"
import { runProgram, kinds } from "./program.js"
import { useSyncCrypto } from "./syncCrypto.js"

describe("scratch", () => {
  let restore = () => {}
  beforeAll(() => { restore = useSyncCrypto() })
  afterAll(() => restore())
  it("runs", async () => {
    const n = Number(process.env.N ?? 20)
    const from = Number(process.env.FROM ?? 1)
    const kind = process.env.KIND as (typeof kinds)[number] | undefined
    const t0 = Date.now(); const c0 = process.cpuUsage()
    let bad = 0; const per: Record<string, number[]> = {}
    for (let seed = from; seed < from + n; seed++) {
      const t = Date.now()
      const o = await runProgram(seed, kind)
      if (process.env.TWICE) { const p = await runProgram(seed, kind); if (p.trace.join() !== o.trace.join()) { const d = o.trace.findIndex((l, i) => l !== p.trace[i]); console.log('DIFFERS', seed, o.kind, o.trace.slice(Math.max(0,d-6),d+3), p.trace.slice(Math.max(0,d-1),d+3)) } }
      ;(per[o.kind] ??= []).push(Date.now() - t)
      if (process.env.TRACE) console.log(o.trace.join("\n"))
      if (o.violations.length) { bad++; if (bad < 12) console.log(seed, o.kind, o.violations) }
    }
    const c = process.cpuUsage(c0)
    console.log("bad", bad, "ms", Date.now() - t0, "cpu", (c.user + c.system) / 1000, Object.entries(per).map(([k, v]) => `${k}: ${v.length} avg ${(v.reduce((a, b) => a + b, 0) / v.length).toFixed(0)}`))
  }, 600000)
})
