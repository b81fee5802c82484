#!/usr/bin/env -S node --
import * as module from "node:module"
import { quickText } from "./internal/quick.js"

// Node.js 22 keeps the compiled code of the modules between two runs, which halves the start.
const { enableCompileCache } = module as { readonly enableCompileCache?: () => unknown }
enableCompileCache?.()

const text = quickText(process.argv.slice(2), process.env, process.stdout.isTTY === true)
if (text === undefined) {
  const { main } = await import("./internal/main.js")
  main()
} else process.stdout.write(text)
