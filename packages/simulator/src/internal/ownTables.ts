/** The prefix of the names of the simulator's own tables. */
export const ownTables = "simulator."

/** The simulator's own tables contain its keys and are not exported: the importing simulator has its own keys. */
export const isOwnTable = (name: string): boolean => name.startsWith(ownTables)
