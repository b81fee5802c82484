/** Writes the editions of the official pages into the docstrings that link them. */
import { readFileSync, writeFileSync } from "node:fs"
import { files, withEditions } from "./editions.js"

let count = 0
for (const file of files()) {
  const source = readFileSync(file, "utf8")
  const written = withEditions(source)
  if (written === source) continue
  writeFileSync(file, written)
  count += 1
}
console.log(`${count} files changed`)
