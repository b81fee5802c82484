/** What the tests ask of a client that others wrote. */
export {};
