/** The kind of an error of a store, without the values that it contains. */
export const kindOf = ({ _tag, ...error }: { readonly _tag: string }): string =>
  "reason" in error && typeof error.reason === "string" ? `${_tag} ${error.reason}` : _tag
