import type { BuildOptions, Message } from "esbuild"

/** Bytes of a tarball, and of the files in it. */
export const sizesOfTarball: (bytes: Uint8Array) => { readonly packed: number; readonly unpacked: number }

export interface Bundle {
  readonly text: string
  readonly warnings: ReadonlyArray<Message>
  /** The paths of the bundled files. */
  readonly inputs: ReadonlyArray<string>
  /** Bytes. */
  readonly gzipped: number
}

/** Bundles a program for browsers, minified. The same bundle is made once. */
export const bundle: (source: string, options?: BuildOptions) => Promise<Bundle>

/** A program that uses all of a package. */
export const all: (packageName: string) => string

export const oursOnly: { readonly external: Array<string> }

/** The bundles that have a budget of their own, for browsers. */
export const bundles: Readonly<Record<string, readonly [source: string, options: BuildOptions]>>

/** One export of a package, with what it needs of ours, for Node.js: without Effect and the dependencies. */
export const bundleImport: (packageName: string, imported: string) => Promise<Bundle>
