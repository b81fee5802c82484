// `pnpm sbom`: prints the bill of materials of the published packages; `pnpm sbom FILE` writes it.
import { writeFile } from "node:fs/promises"
import { Contrib } from "@cyclonedx/cyclonedx-library"
import { bomOf, serialize } from "./bom.js"

const [file] = process.argv.slice(2)
const bom = bomOf(new URL("../", import.meta.url))
bom.serialNumber = Contrib.Bom.Utils.randomSerialNumber()
bom.metadata.timestamp = new Date()
const text = `${await serialize(bom)}\n`
if (file === undefined) process.stdout.write(text)
else await writeFile(file, text)
