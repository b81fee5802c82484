/**
 * Compiles our packages file by file, as they are published, and the programs of the bench, so that every client runs
 * like a program of a user, with libraries from node_modules.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { build, type Plugin } from "esbuild"
import { writeGuard } from "../../scripts/lineGuard.js"

/** The source that is compiled in the place of a file's own; `undefined` keeps it. */
export type Replace = (file: string, source: string) => string | undefined

/** Not a temporary folder, because programs resolve their libraries from here upwards. */
export const outdir = new URL(`../dist/${process.env.BENCH_NAME ?? "run"}/`, import.meta.url)

const path = (file: string, base: URL | string = import.meta.url): string =>
  fileURLToPath(new URL(file, base))

/** Imported at run time. */
const libraries = ["effect", "@effect/*", "@effect-wechatpay/*", "undici", "wechatpay-*"]

const common = { platform: "node", format: "esm", target: "node20", logLevel: "error" } as const

const packages = new URL("../../packages/", import.meta.url)

interface Manifest {
  readonly name: string
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly publishConfig: { readonly exports: unknown }
}

const replacing = (replace: Replace): Plugin => ({
  name: "replace",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/packages\/.*\.ts$/ }, ({ path }) => {
      const contents = replace(path, readFileSync(path, "utf8"))
      return contents === undefined ? undefined : { contents, loader: "ts" }
    })
})

const compilePackage = async (name: string, outdir: URL, replace?: Replace): Promise<void> => {
  const folder = new URL(`${name}/`, packages)
  const manifest = JSON.parse(readFileSync(new URL("package.json", folder), "utf8")) as Manifest
  const target = new URL(`node_modules/${manifest.name}/`, outdir)
  const sources = readdirSync(new URL("src", folder), { recursive: true, encoding: "utf8" })
  await build({
    ...common,
    entryPoints: sources.filter((file) => file.endsWith(".ts")).map((file) => path(`src/${file}`, folder)),
    outdir: path("dist", target),
    outbase: path("src", folder),
    ...(replace === undefined ? {} : { plugins: [replacing(replace)] })
  })
  await writeGuard(fileURLToPath(target), manifest.version)
  const published = { ...manifest, exports: manifest.publishConfig.exports }
  writeFileSync(new URL("package.json", target), JSON.stringify(published))
  // Peer dependencies are those of the bench; our own packages are compiled into the same folder.
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    if (dependency.startsWith("@effect-wechatpay/")) continue
    const link = path(`node_modules/${dependency}`, target)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(path(`node_modules/${dependency}`, folder), link)
  }
}

/** Compiles everything into an empty folder of this run. */
export const compile = async (
  programs: Readonly<Record<string, string>>,
  folder: URL = outdir,
  names: ReadonlyArray<string> = readdirSync(packages),
  replace?: Replace
): Promise<void> => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await Promise.all([
    ...names.map((name) => compilePackage(name, folder, replace)),
    build({
      ...common,
      entryPoints: Object.fromEntries(Object.entries(programs).map(([name, file]) => [name, path(file)])),
      outdir: path(".", folder),
      outExtension: { ".js": ".mjs" },
      bundle: true,
      external: libraries
    })
  ])
}

/** The third-party modules that a program loads, directly and through our packages. */
export const imported = async (program: string): Promise<ReadonlyArray<string>> => {
  const { metafile } = await build({
    ...common,
    entryPoints: [path(program)],
    bundle: true,
    write: false,
    metafile: true,
    treeShaking: false,
    ignoreAnnotations: true,
    external: ["effect", "@effect/*", "undici"]
  })
  const found = Object.values(metafile.outputs).flatMap((output) => output.imports.map((each) => each.path))
  return [...new Set(found)].filter((name) => /^(?:effect|@effect|undici)\b/.test(name)).sort()
}
