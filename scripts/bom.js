// The software bill of materials: docs/decisions/0025-api-report.md. The lockfile says what an installation of the published
// packages brings, the installed manifests say under which licence.
import { readdirSync, readFileSync } from "node:fs"
import * as CycloneDX from "@cyclonedx/cyclonedx-library"
import { PackageURL } from "packageurl-js"
import parseLicence from "spdx-expression-parse"
import { parse } from "yaml"

const { Enums, Models, Serialize, Spec, Validation } = CycloneDX

const licences = new CycloneDX.Contrib.License.Factories.LicenseFactory(parseLicence)

const readManifest = (folder) => JSON.parse(readFileSync(new URL("package.json", folder), "utf8"))

/** `@scope/name@1.0.0(peer@2.0.0)` is a snapshot; without the peers it is a package. */
const packageOf = (snapshot) => snapshot.replace(/\(.*$/, "")
const nameOf = (id) => id.slice(0, id.lastIndexOf("@"))
const versionOf = (id) => id.slice(id.lastIndexOf("@") + 1)

const urlOf = (id) => {
  const [scope, name] = nameOf(id).startsWith("@") ? nameOf(id).split("/") : [undefined, nameOf(id)]
  return new PackageURL("npm", scope, name, versionOf(id), undefined, undefined).toString()
}

/** The folder in which pnpm has installed a package; packages of other platforms have none. */
const findFolders = (root) => {
  const store = new URL("node_modules/.pnpm/", root)
  const folders = readdirSync(store)
  return (id) => {
    const prefix = id.replaceAll("/", "+")
    const found = folders.find((folder) => folder === prefix || folder.startsWith(`${prefix}_`))
    return found && new URL(`${found}/node_modules/${nameOf(id)}/`, store)
  }
}

/** What a package manager installs with a package, by name. */
const installedWith = ({
  dependencies,
  optionalDependencies,
  peerDependencies = {},
  peerDependenciesMeta = {}
}) => [
  ...Object.keys({ ...dependencies, ...optionalDependencies }),
  ...Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true)
]

/** The snapshot that a dependency is resolved to; it may be an alias of a package with another name. */
const snapshotOf = (snapshots, name, version) =>
  [`${name}@${version}`, version].find((key) => key in snapshots)

const component = ({ description, license, name, version }, type) => {
  const [scope, short] = name.startsWith("@") ? name.split("/") : [undefined, name]
  const made = new Models.Component(type, short, {
    group: scope,
    version,
    description,
    bomRef: `${name}@${version}`,
    purl: urlOf(`${name}@${version}`)
  })
  if (license !== undefined) made.licenses.add(licences.makeFromString(license))
  return made
}

/** What an installation of the published packages brings. */
export const bomOf = (root) => {
  const lockfile = parse(readFileSync(new URL("pnpm-lock.yaml", root), "utf8"))
  const folderOf = findFolders(root)
  const bom = new Models.Bom()
  const whole = readManifest(root)
  bom.metadata.component = component(
    { ...whole, version: whole.version ?? "0.0.0" },
    Enums.ComponentType.Library
  )

  const published = readdirSync(new URL("packages/", root)).map((folder) => ({
    folder,
    manifest: readManifest(new URL(`packages/${folder}/`, root))
  }))
  const ours = new Map(
    published.map(({ manifest }) => [manifest.name, component(manifest, Enums.ComponentType.Library)])
  )
  const found = new Map()

  const visit = (snapshot) => {
    const id = packageOf(snapshot)
    const known = found.get(id)
    if (known !== undefined) return known
    const folder = folderOf(id)
    const manifest = folder === undefined ? {} : readManifest(folder)
    const made = component(
      { ...manifest, name: nameOf(id), version: versionOf(id) },
      Enums.ComponentType.Library
    )
    const { integrity } = lockfile.packages[id].resolution
    made.hashes.set(
      Enums.HashAlgorithm["SHA-512"],
      Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex")
    )
    found.set(id, made)
    const { dependencies, optionalDependencies } = lockfile.snapshots[snapshot]
    for (const [name, version] of Object.entries({ ...dependencies, ...optionalDependencies })) {
      const next = snapshotOf(lockfile.snapshots, name, version)
      if (next !== undefined) made.dependencies.add(visit(next).bomRef)
    }
    return made
  }

  for (const { folder, manifest } of published) {
    const { dependencies, devDependencies } = lockfile.importers[`packages/${folder}`]
    const resolved = { ...devDependencies, ...dependencies }
    for (const name of installedWith(manifest)) {
      const next = ours.get(name) ?? visit(snapshotOf(lockfile.snapshots, name, resolved[name].version))
      ours.get(manifest.name).dependencies.add(next.bomRef)
    }
  }
  for (const each of [...ours.values(), ...found.values()]) bom.components.add(each)
  for (const each of ours.values()) bom.metadata.component.dependencies.add(each.bomRef)
  return bom
}

/** The document as CycloneDX 1.6 in JSON. Rejects if it does not conform to the schema. */
export const serialize = async (bom) => {
  const text = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6)).serialize(
    bom,
    {
      sortLists: true,
      space: 2
    }
  )
  const errors = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)
  if (errors !== null) throw new Error(`the bill of materials does not conform: ${JSON.stringify(errors)}`)
  return text
}
