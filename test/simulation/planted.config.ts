/** Runs the simulation with a planted bug: `WECHATPAY_PLANTED` names it. See README.md. */
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import { planted } from "./planted.js"

const root = fileURLToPath(new URL("../..", import.meta.url))
const bug = planted.find(({ name }) => name === process.env.WECHATPAY_PLANTED)

export default defineConfig({
  root,
  plugins: [
    {
      name: "planted bug",
      enforce: "pre",
      transform: (code, id) => {
        if (bug === undefined || !id.endsWith(bug.file)) return undefined
        const parts = code.split(bug.text)
        if (parts.length !== 2)
          throw new Error(`${bug.file} has the text of ${bug.name} ${parts.length - 1} times`)
        return { code: parts.join(bug.replacement), map: null }
      }
    }
  ],
  test: { include: ["test/simulation/planted.run.ts"], testTimeout: 60 * 60_000 }
})
