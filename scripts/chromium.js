// The browser that the page of the simulator is tested in: the system's own.
import { existsSync } from "node:fs"
import { run } from "./run.mjs"

const usual = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
]

/** The path of a browser; undefined if there is none. CHROMIUM_PATH names another. */
export const findChromium = () =>
  [process.env.CHROMIUM_PATH, ...usual].find((path) => path && existsSync(path))

/** Installs one where that is possible without asking anybody: Debian and Ubuntu, as root. */
export const installChromium = async () => {
  if (findChromium() !== undefined || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return
  const { code, output } = await run(
    "apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-cjk fonts-dejavu-core",
    { env: { DEBIAN_FRONTEND: "noninteractive" } }
  )
  if (code !== 0) console.log(`Chromium cannot be installed:\n${output.trim()}`)
}
