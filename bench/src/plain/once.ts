/** `internal/speed/once` without memory. */
export const once = <Key, Value>(make: (key: Key) => Value): ((key: Key) => Value) => make
