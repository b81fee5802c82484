// `pnpm sbom`: prints the bill of materials of the published packages; `pnpm sbom FILE` writes it.
import { writeFile } from "node:fs/promises"
import { bomOf, serialize } from "./bom.js"

const [file] = process.argv.slice(2)
const text = `${await serialize(bomOf(new URL("../", import.meta.url)))}\n`
if (file === undefined) process.stdout.write(text)
else await writeFile(file, text)
