/** The version of this package: `pnpm references` takes it from package.json. */
export const version = "3.0.0"
