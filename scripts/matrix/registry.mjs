// A package registry on this machine: it has the packages of this repository, as `pnpm pack` makes them, and leads all other
// requests to the registry that npm is configured for. So the install lines of the docs can be run before anything is published.
import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { readdir, readFile } from "node:fs/promises"
import { createServer } from "node:http"
import { join } from "node:path"
import { promisify } from "node:util"

const exec = promisify(execFile)

const upstream = async () => {
  const { stdout } = await exec("npm", ["config", "get", "registry"])
  return stdout.trim().replace(/\/?$/, "")
}

const read = async (file) => {
  const bytes = await readFile(file)
  const { stdout } = await exec("tar", ["-xzOf", file, "package/package.json"])
  return { bytes, manifest: JSON.parse(stdout) }
}

const versionOf = ({ bytes, manifest }, origin) => ({
  ...manifest,
  dist: {
    tarball: `${origin}/tarballs/${encodeURIComponent(manifest.name)}@${manifest.version}.tgz`,
    integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}`,
    shasum: createHash("sha1").update(bytes).digest("hex")
  }
})

/** What a registry says of a package that both lines have. */
const metadata = (published, origin) => ({
  name: published[0].manifest.name,
  "dist-tags": Object.fromEntries(published.map(({ manifest, tag }) => [tag, manifest.version])),
  // Package managers reject a version that was published just now.
  time: Object.fromEntries(published.map(({ manifest }) => [manifest.version, "2020-01-01T00:00:00.000Z"])),
  versions: Object.fromEntries(published.map((one) => [one.manifest.version, versionOf(one, origin)]))
})

const json = async (url) => {
  const response = await fetch(url)
  return response.ok ? response.json() : { versions: {} }
}

/**
 * A mirror may lack versions of packages of other platforms. Yarn wants to know of them, though it does not install them:
 * they are described like the ones of this platform.
 */
const describeForeign = async (others, path) => {
  // Not a tarball.
  if (path.includes("/-/")) return undefined
  const [, base, os, cpu] = /^(@.*)-(darwin|linux|win32|freebsd|android)-(\w+)/.exec(path) ?? []
  if (base === undefined) return undefined
  const known = await json(`${others}/${path}`)
  const own = await json(`${others}/${base}-${process.platform}-${process.arch}`)
  const missing = Object.entries(own.versions).filter(([version]) => !(version in known.versions))
  const foreign = missing.map(([version, manifest]) => [
    version,
    { ...manifest, name: path, os: [os], cpu: [cpu] }
  ])
  return { ...own, ...known, name: path, versions: { ...known.versions, ...Object.fromEntries(foreign) } }
}

/** Serves the tarballs of folders, each under its tag. Resolves with the address and a function that stops it. */
export const startRegistry = async (tagged) => {
  const others = await upstream()
  const published = new Map()
  for (const { folder, tag } of tagged) {
    for (const file of await readdir(folder)) {
      if (!file.endsWith(".tgz")) continue
      const one = { ...(await read(join(folder, file))), tag }
      const { name } = one.manifest
      published.set(name, [...(published.get(name) ?? []), one])
    }
  }
  const respond = async (request, response) => {
    const origin = `http://${request.headers.host}`
    const path = decodeURIComponent(new URL(request.url, origin).pathname.slice(1))
    const [, name, version] = /^tarballs\/(.*)@(.*)\.tgz$/.exec(path) ?? []
    const tarball = published.get(name)?.find(({ manifest }) => manifest.version === version)
    if (tarball !== undefined) return response.end(tarball.bytes)
    const known = published.get(path)
    if (known !== undefined) {
      response.setHeader("content-type", "application/json")
      return response.end(JSON.stringify(metadata(known, origin)))
    }
    const foreign = await describeForeign(others, path)
    if (foreign !== undefined) {
      response.setHeader("content-type", "application/json")
      return response.end(JSON.stringify(foreign))
    }
    response.writeHead(307, { location: `${others}${request.url}` })
    response.end()
  }
  const server = createServer((request, response) => {
    respond(request, response).catch((error) => response.destroy(error))
  })
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => {
      server.closeAllConnections()
      server.close()
    }
  }
}
