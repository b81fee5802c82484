// What the packages weigh: docs/decisions/0025-api-report.md.
import { fileURLToPath } from "node:url"
import { gunzipSync, gzipSync } from "node:zlib"
import { build } from "esbuild"

/** All packages but those of this repository. */
const notOurs = [
  "effect",
  "@effect/*",
  "@noble/*",
  "@peculiar/*",
  "libsql",
  "saxes",
  "sm-crypto-v2",
  "undici",
  "uqr",
  "vitest"
]

const blockOf = (bytes) => Math.ceil(bytes / 512) * 512

/** Bytes of a tarball, and of the files in it. */
export const sizesOfTarball = (bytes) => {
  const archive = gunzipSync(bytes)
  let unpacked = 0
  // A header of 512 bytes with the size in octal digits, then the file.
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const size = Number.parseInt(archive.toString("latin1", at + 124, at + 136), 8)
    unpacked += size
    at += 512 + blockOf(size)
  }
  return { packed: bytes.length, unpacked }
}

const resolveDir = fileURLToPath(new URL("../test/", import.meta.url))

const results = new Map()

/** Bundles a program for browsers, minified. The same bundle is made once. */
export const bundle = (source, options = {}) => {
  const key = JSON.stringify([source, options])
  if (!results.has(key)) {
    results.set(
      key,
      build({
        stdin: { contents: source, resolveDir, loader: "ts" },
        bundle: true,
        minify: true,
        platform: "browser",
        format: "esm",
        target: "es2022",
        write: false,
        metafile: true,
        logLevel: "silent",
        ...options
      }).then(({ metafile, outputFiles, warnings }) => {
        const { text } = outputFiles[0]
        return { text, warnings, inputs: Object.keys(metafile.inputs), gzipped: gzipSync(text).length }
      })
    )
  }
  return results.get(key)
}

/** A program that uses all of a package. */
export const all = (name) => `import * as all from "@effect-wechatpay/${name}"; export default all`

export const oursOnly = { external: ["effect/*", "@effect/platform/*"] }

const oneEndpoint = `
  import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
  import * as Permission from "@effect-wechatpay/payscore/Permission"
  export const layer = WechatPayClient.layer()
  export const call = Permission.terminateByOpenid
`

const facepayWithClients = `
  import * as V2Client from "@effect-wechatpay/core/V2Client"
  import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
  import * as facepay from "@effect-wechatpay/facepay"
  export const layers = [WechatPayClient.layer(), V2Client.layer()]
  export default facepay
`

/** The bundles that have a budget of their own, for browsers. */
export const bundles = {
  "core, all of it": [all("core"), oursOnly],
  "payscore, all of it": [all("payscore"), oursOnly],
  "facepay, all of it": [all("facepay"), oursOnly],
  "facepay, all of it, with the clients of both interfaces": [facepayWithClients, oursOnly],
  "shangmi, all of it, without core": [
    all("shangmi"),
    { external: [...oursOnly.external, "@effect-wechatpay/core/*"] }
  ],
  "one endpoint with its client": [oneEndpoint, oursOnly],
  "one endpoint with its client, Effect included": [oneEndpoint, {}]
}

/** One export of a package, with what it needs of ours, for Node.js: without Effect and the dependencies. */
export const bundleImport = (packageName, imported) => {
  const [module, name] = imported.split(".")
  const source = `import * as all from "@effect-wechatpay/${packageName}/${module}"; export const one = all.${name}`
  return bundle(source, { platform: "node", target: "node20", external: notOurs })
}
