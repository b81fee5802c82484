type Steps = ReadonlyArray<ReadonlyArray<string>>

/** The install lines at the beginning of the README, and that of the simulator in its quick start. */
export const installLines: (readme: string) => { readonly effect3: Steps; readonly effect4: Steps }
