// The page of the simulator, built into the package beside its compiled code.
import { defineConfig } from "vite"

export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: { outDir: "../dist/page", emptyOutDir: true, modulePreload: { polyfill: false } }
})
