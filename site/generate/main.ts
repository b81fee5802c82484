/** Writes the pages of the site, which are not committed. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { agents, folders } from "./agents.js"
import { docsIndex } from "./docsIndex.js"
import { root } from "./files.js"
import { brokenLinks } from "./links.js"
import { llms } from "./llms.js"
import { pages, sideBars } from "./pages.js"

const folder = `${root}site/pages/`

const write = (file: string, text: string) => {
  mkdirSync(dirname(`${folder}${file}`), { recursive: true })
  writeFileSync(`${folder}${file}`, text)
}

const all = await pages
rmSync(folder, { recursive: true, force: true })
for (const { file, text } of all) write(file, text)
writeFileSync(`${root}docs/README.md`, docsIndex())
for (const name of folders) writeFileSync(`${root}packages/${name}/AGENTS.md`, await agents(name))
write("sidebars.json", JSON.stringify({ zh: await sideBars("zh"), en: await sideBars("en") }))
write("public/llms.txt", llms(all))
cpSync(`${root}site/public`, `${folder}public`, { recursive: true })
cpSync(`${root}docs/images`, `${folder}public/images`, { recursive: true })
const broken = brokenLinks(all)
for (const link of broken) console.error(`broken link in ${link}`)
console.log(`${all.length} pages`)
process.exitCode = broken.length === 0 ? 0 : 1
