/** How the names of the tables begin that hold what a simulator remembers of itself. */
export const ownTables = "simulator."

/** Keys are no part of what is exported: who imports has others. */
export const isOwnTable = (name: string): boolean => name.startsWith(ownTables)
