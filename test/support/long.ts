/**
 * The kinds of tests that are worth minutes or hours. `pnpm test:long` sets `WECHATPAY_LONG=1`, runs them whole and prints
 * what ran and how often; CI runs a short form of each.
 */
import { appendFileSync } from "node:fs"

export const isLong = process.env.WECHATPAY_LONG === "1"

const report = process.env.WECHATPAY_LONG_REPORT

const note = (what: string, count: number, seed?: number) => {
  if (isLong && report !== undefined) {
    appendFileSync(report, `${JSON.stringify({ what, count, ...(seed === undefined ? {} : { seed }) })}\n`)
  }
}

/** How often something is tried. */
export const times = (what: string, { ci, long }: { readonly ci: number; readonly long: number }): number => {
  note(what, long)
  return isLong ? long : ci
}

/** The highest number of programs or values in mutation testing: what only the tenth of them notices needs a test of its own. */
const most = Number(process.env.WECHATPAY_MOST_RUNS ?? Number.POSITIVE_INFINITY)

/**
 * How many programs or values are tried, and from which seed: always the same ones in CI; in the long form others each time,
 * or those of `WECHATPAY_SEED`.
 */
export const runs = (
  what: string,
  { ci, long, seed: fixed }: { readonly ci: number; readonly long: number; readonly seed: number }
): { readonly numRuns: number; readonly seed: number } => {
  if (!isLong) return { numRuns: Math.min(ci, most), seed: fixed }
  const given = Number(process.env.WECHATPAY_SEED)
  const seed = Number.isInteger(given) && given !== 0 ? given : Math.floor(Math.random() * 2 ** 31)
  note(what, long, seed)
  return { numRuns: long, seed }
}

/** The timeout of a test, in milliseconds. */
export const timeout = (inCi: number): number => (isLong ? 6 * 60 * 60_000 : inCi)

/** The runner expects a sign of life from a test within a minute, and loops without real waiting give none. */
export const signOfLife = (run: number): Promise<void> | undefined =>
  run % 1_000 === 999 ? new Promise((resolve) => setImmediate(resolve)) : undefined
