/** The declarations of a package by their paths, such as `Native.d.ts` and `internal/limits.d.ts`. */
export type Declarations = ReadonlyMap<string, string>

/** What is read of a manifest. Modules whose pattern is `null` cannot be imported. */
export interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, unknown>>
}

/** The public surface of a package, as Markdown. */
export const reportOf: (manifest: Manifest, declarations: Declarations) => string
