/** The differences that are meant, each with the contradiction of the sources that it comes from. */
import { readFileSync } from "node:fs";
import { Schema } from "effect";
const Listed = Schema.Struct({
    entry: Schema.NonEmptyString,
    at: Schema.NonEmptyString,
    what: Schema.NonEmptyString,
    /**
     * How a `conflict` of the entry begins, or the number of a choice. A conflict of another page of the same resource has
     * that page's entry and `: ` before it.
     */
    cites: Schema.NonEmptyString,
    reason: Schema.NonEmptyString
});
export const listed = Schema.decodeUnknownSync(Schema.Array(Listed), {
    onExcessProperty: "error"
})(JSON.parse(readFileSync(new URL("../differences.json", import.meta.url), "utf8")));
export const keyOf = (difference) => `${difference.entry} ${difference.at} ${difference.what}`;
