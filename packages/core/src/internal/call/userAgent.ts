/** The `User-Agent` that WeChat Pay requires: client, runtime and operating system, with versions. */
import { version } from "./version.js"

interface Runtimes {
  readonly Bun?: { readonly version?: string }
  readonly Deno?: { readonly version?: { readonly deno?: string }; readonly build?: { readonly os?: string } }
  readonly process?: {
    readonly versions?: { readonly node?: string }
    readonly platform?: string
    readonly arch?: string
  }
  readonly navigator?: { readonly userAgent?: string }
}

const runtime = ({ Bun, Deno, navigator, process }: Runtimes): string => {
  if (Bun?.version !== undefined) return `bun/${Bun.version}`
  if (Deno?.version?.deno !== undefined) return `deno/${Deno.version.deno}`
  if (process?.versions?.node !== undefined) return `node/${process.versions.node}`
  return navigator?.userAgent ?? "unknown"
}

const system = ({ Deno, process }: Runtimes): string =>
  [process?.platform ?? Deno?.build?.os ?? "unknown", process?.arch].filter(Boolean).join(" ")

const ascii = (text: string): string => text.replace(/[^\x20-\x7e]/g, "")

const runtimes = globalThis as Runtimes

export const userAgent = ascii(`effect-wechatpay/${version} (${system(runtimes)}) ${runtime(runtimes)}`)
