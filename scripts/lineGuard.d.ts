/** The name of the file that says what to install. */
export const guardName: (major: 3 | 4) => string
/** Writes the files into a folder that has a built package of a version. */
export const writeGuard: (folder: string, version: string) => Promise<void>
/** Writes the files into the built packages of a workspace. */
export const writeGuards: (workspace: string) => Promise<void>
