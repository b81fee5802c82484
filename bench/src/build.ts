/** Bundles our packages and leaves the others to Node, so that every client runs as a user's program does. */
import { build } from "esbuild"

export const outdir = new URL("../dist/", import.meta.url)

export const bundle = (entries: Readonly<Record<string, string>>) =>
  build({
    entryPoints: Object.fromEntries(
      Object.entries(entries).map(([name, file]) => [name, new URL(file, import.meta.url).pathname])
    ),
    outdir: outdir.pathname,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    metafile: true,
    logLevel: "error",
    // Our packages and what only they depend on are bundled; what a user's program has anyway is imported.
    external: ["effect", "@effect/*", "undici", "wechatpay-*"]
  })
