import { spawn } from "node:child_process"

/**
 * Runs a command line with the workspace's binaries on the path, and resolves with its exit code and what it printed.
 * With `live` the output is also shown while it comes.
 */
export const run = (command, { live = false, env = {}, cwd } = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, {
      shell: true,
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env }
    })
    let output = ""
    const take = (stream) => (chunk) => {
      output += chunk
      if (live) stream.write(chunk)
    }
    child.stdout.on("data", take(process.stdout))
    child.stderr.on("data", take(process.stderr))
    child.on("error", (error) => resolve({ code: 1, output: output + String(error) }))
    child.on("close", (code) => resolve({ code: code ?? 1, output }))
  })
