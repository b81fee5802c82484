/** Node.js 22, which `@effect/platform-node` 4 needs: the one that runs this if it is new enough, or that of the npm package `node`. */
import { spawnSync } from "node:child_process"

const isNewEnough = Number(process.versions.node.split(".")[0]) >= 22

const installed = (): string => {
  const { status, stderr, stdout } = spawnSync(
    "npx",
    ["-y", "-p", "node@22", "node", "-p", "process.execPath"],
    { encoding: "utf8" }
  )
  if (status !== 0) throw new Error(`Node.js 22 cannot be installed: ${stderr}`)
  return stdout.trim()
}

export const node22: string = isNewEnough ? process.execPath : installed()
