/** The start-up cost of a program, compared with importing the libraries that it needs. */
import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { imported, outdir } from "./build.js"
import { medians } from "./statistics.js"

export const coldPrograms = {
  programFetch: "./cold/programFetch.ts",
  programUndici: "./cold/programUndici.ts",
  growthOne: "./cold/growthOne.ts",
  growthAll: "./cold/growthAll.ts",
  report: "./cold/report.ts"
}

const names = {
  nothing: "Node.js alone",
  librariesFetch: "importing the Effect modules of the next program",
  programFetch: "one endpoint, ready to be called (fetch)",
  librariesUndici: "importing the Effect modules and undici of the next program",
  programUndici: "one endpoint, ready to be called (undici)",
  growthOne: "importing one module of endpoints",
  growthAll: "importing every module of every family"
}

export interface Started {
  readonly millis: number
  readonly cpuMillis: number
  readonly heapMiB: number
  readonly endpoints: number
}

export interface ColdRow extends Started {
  readonly key: string
  readonly name: string
}

const file = (key: string): string => fileURLToPath(new URL(`${key}.mjs`, outdir))

const writeImports = (key: string, modules: ReadonlyArray<string>): void => {
  const lines = modules.map((name) => `import ${JSON.stringify(name)}`)
  const text = [...lines, `import { report } from "./report.mjs"`, "report(0)", ""].join("\n")
  writeFileSync(file(key), text)
}

export const coldStart = async (rounds: number, fixtures: string): Promise<ReadonlyArray<ColdRow>> => {
  writeImports("nothing", [])
  writeImports("librariesFetch", await imported(coldPrograms.programFetch))
  writeImports("librariesUndici", await imported(coldPrograms.programUndici))
  const samples = new Map<string, Array<Started>>()
  for (let round = 0; round < rounds; round++) {
    for (const key of Object.keys(names)) {
      const output = execFileSync(process.execPath, [file(key), fixtures], { encoding: "utf8" })
      const list = samples.get(key) ?? []
      list.push(JSON.parse(output) as Started)
      samples.set(key, list)
    }
  }
  return Object.entries(names).map(([key, name]) => ({ key, name, ...medians(samples.get(key) ?? []) }))
}
