/**
 * pnpm bench:simulator: how many calls per second the simulator processes, its memory after BENCH_CALLS of them (default
 * 200,000), its memory with BENCH_CREATIONS open orders (default 50,000), and what hostile requests cost.
 *
 * `--write` writes the tables to docs/performance.md.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { compile, outdir } from "../build.js"
import { insert } from "../report.js"
import { limits } from "./limits.js"
import { type Results, tables } from "./report.js"
import { throughput } from "./throughput.js"

await compile({ simulator: "./simulator/program.ts" })
const results: Results = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${process.platform} ${process.arch}; node ${process.versions.node}`,
  limits: await limits(Number(process.env.BENCH_CREATIONS ?? 50_000)),
  throughput: await throughput(Number(process.env.BENCH_CALLS ?? 200_000))
}
console.log(tables(results))
writeFileSync(new URL("simulator.json", outdir), JSON.stringify(results, null, 2))
if (process.argv.includes("--write")) {
  const page = new URL("../../../docs/performance.md", import.meta.url)
  writeFileSync(page, insert(readFileSync(page, "utf8"), tables(results), "pnpm bench:simulator"))
}
