#!/usr/bin/env -S node --
import * as module from "node:module"

// Node.js 22 keeps the compiled code of the modules between two runs, which halves the start.
const { enableCompileCache } = module as { readonly enableCompileCache?: () => unknown }
enableCompileCache?.()

const { main } = await import("./internal/main.js")
main()
