/** `pnpm facts [endpoint]`: where the limits of an endpoint come from. */
import { run } from "./facts.js"

const words = process.argv.slice(2)
const text = run(words)
if (text === undefined) {
  console.error(`No endpoint has "${words.join(" ")}" in its id or path. \`pnpm facts --all\` lists all.`)
  process.exitCode = 1
} else {
  console.log(text)
}
