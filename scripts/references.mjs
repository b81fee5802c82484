// `pnpm references`: writes down the packages of `packages/` wherever a file has to list them, from their manifests:
//
// - the references of tsconfig.packages.json: every package. All other projects refer to that file;
// - the references of each package's tsconfig.build.json: the packages that it depends on;
// - the dependencies of test/package.json: every package;
// - the dependencies of the command `wechatpay`: every package with endpoints;
// - the packages that Changesets gives the same version: every package;
// - the version that requests name in their User-Agent: the one of core;
// - the address of the repository in each package's manifest: the one of package.json, where alone it is written by hand.
//
// With `--check` it writes nothing and fails if one of these files is stale.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../", import.meta.url))
const scope = "@effect-wechatpay/"
const read = (file) => readFileSync(`${root}${file}`, "utf8")

const packages = readdirSync(`${root}packages`)
  .filter((folder) => existsSync(`${root}packages/${folder}/tsconfig.build.json`))
  .map((folder) => ({ folder, manifest: JSON.parse(read(`packages/${folder}/package.json`)) }))

const names = packages.map(({ folder }) => `${scope}${folder}`)

/** The folders of the packages that a manifest depends on. */
const dependenciesOf = ({ dependencies, devDependencies, peerDependencies }) =>
  Object.keys({ ...dependencies, ...peerDependencies, ...devDependencies })
    .filter((name) => names.includes(name))
    .map((name) => name.slice(scope.length))
    .sort()

/** The text of a tsconfig with other references; its comments stay. */
const withReferences = (text, paths) => {
  const others = text.replace(/,\s*"references": \[[^\]]*\]/, "")
  if (paths.length === 0) return others
  const items = paths.map((path) => `{ "path": "${path}/tsconfig.build.json" }`)
  const list = items.length === 1 ? `[${items[0]}]` : `[\n    ${items.join(",\n    ")}\n  ]`
  return others.replace(/\s*\}\s*$/, `,\n  "references": ${list}\n}\n`)
}

const withDependencies = (text) => {
  const manifest = JSON.parse(text)
  const others = Object.entries(manifest.devDependencies).filter(([name]) => !name.startsWith(scope))
  const ours = names.map((name) => [name, "workspace:*"])
  const devDependencies = Object.fromEntries([...others, ...ours].sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify({ ...manifest, devDependencies }, null, 2)}\n`
}

/** The command calls the endpoints of all packages, and starts the simulator. */
const withEndpoints = (text) => {
  const manifest = JSON.parse(text)
  const isNeeded = (folder) =>
    ["core", "simulator", "undici"].includes(folder) ||
    readdirSync(`${root}packages/${folder}/src`).some(
      (file) => file.endsWith(".ts") && read(`packages/${folder}/src/${file}`).includes("Endpoint.make(")
    )
  const ours = packages
    .filter(({ folder }) => folder !== "cli" && isNeeded(folder))
    .map(({ folder }) => [`${scope}${folder}`, "workspace:^"])
  const others = Object.entries(manifest.dependencies).filter(([name]) => !name.startsWith(scope))
  return `${JSON.stringify({ ...manifest, dependencies: Object.fromEntries([...ours, ...others]) }, null, 2)}\n`
}

const { repository, homepage, bugs } = JSON.parse(read("package.json"))

/** A manifest with the repository's addresses, after its licence. */
const withAddress = (folder) => (text) => {
  const { bugs: _, homepage: __, repository: ___, ...others } = JSON.parse(text)
  const entries = Object.entries(others).flatMap(([name, value]) =>
    name === "license"
      ? [
          [name, value],
          ["repository", { ...repository, directory: `packages/${folder}` }],
          ["homepage", homepage],
          ["bugs", bugs]
        ]
      : [[name, value]]
  )
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`
}

/** Peers of ours have at least the version of the package, within its major: docs/decisions/0026-effect-4-edition.md. */
const withPeers = (text) => {
  const manifest = JSON.parse(text)
  const accepted = Object.entries(manifest.peerDependencies).map(([name, range]) => [
    name,
    name.startsWith(scope) ? "workspace:^" : range
  ])
  return `${JSON.stringify({ ...manifest, peerDependencies: Object.fromEntries(accepted) }, null, 2)}\n`
}

const withVersion = (text) => {
  const { manifest } = packages.find(({ folder }) => folder === "core")
  return text.replace(/version = "[^"]*"/, `version = "${manifest.version}"`)
}

const withOneVersion = (text) => `${JSON.stringify({ ...JSON.parse(text), fixed: [names] }, null, 2)}\n`

const files = [
  [
    "tsconfig.packages.json",
    (text) =>
      withReferences(
        text,
        packages.map(({ folder }) => `packages/${folder}`)
      )
  ],
  ...packages.map(({ folder, manifest }) => [
    `packages/${folder}/tsconfig.build.json`,
    (text) =>
      withReferences(
        text,
        dependenciesOf(manifest).map((name) => `../${name}`)
      )
  ]),
  ...packages.map(({ folder }) => [
    `packages/${folder}/package.json`,
    (text) => withPeers(withAddress(folder)(folder === "cli" ? withEndpoints(text) : text))
  ]),
  ["packages/core/src/internal/call/version.ts", withVersion],
  ["test/package.json", withDependencies],
  [".changeset/config.json", withOneVersion]
]

const stale = files
  .map(([file, change]) => ({ file, before: read(file), after: change(read(file)) }))
  .filter(({ after, before }) => after !== before)

const check = process.argv.includes("--check")
for (const { after, file } of stale) {
  if (!check) writeFileSync(`${root}${file}`, after)
  console.log(`${check ? "stale" : "wrote"}  ${file}`)
}
if (check && stale.length > 0) {
  console.log("Run `pnpm references`, then `pnpm install`.")
  process.exitCode = 1
}
