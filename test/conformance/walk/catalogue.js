/** The catalogue: what the sources say about every endpoint. */
import { readFileSync } from "node:fs";
import { Schema } from "effect";
const read = (name) => JSON.parse(readFileSync(new URL(`../catalogue/${name}.json`, import.meta.url), "utf8"));
const Scalar = Schema.Union(Schema.String, Schema.Number, Schema.Boolean);
const Field = Schema.suspend(() => Schema.Struct({
    name: Schema.String,
    type: Schema.Literal("string", "integer", "boolean", "object", "array"),
    required: Schema.NullOr(Schema.Boolean),
    minLength: Schema.optionalWith(Schema.Int, { exact: true }),
    maxLength: Schema.optionalWith(Schema.Int, { exact: true }),
    pattern: Schema.optionalWith(Schema.String, { exact: true }),
    format: Schema.optionalWith(Schema.String, { exact: true }),
    enum: Schema.optionalWith(Schema.Array(Scalar), { exact: true }),
    const: Schema.optionalWith(Scalar, { exact: true }),
    min: Schema.optionalWith(Schema.Int, { exact: true }),
    max: Schema.optionalWith(Schema.Int, { exact: true }),
    minItems: Schema.optionalWith(Schema.Int, { exact: true }),
    maxItems: Schema.optionalWith(Schema.Int, { exact: true }),
    encrypted: Schema.optionalWith(Schema.Boolean, { exact: true }),
    encoded: Schema.optionalWith(Schema.String, { exact: true }),
    fields: Schema.optionalWith(Schema.Array(Field), { exact: true }),
    items: Schema.optionalWith(Schema.Union(Schema.String, Schema.Array(Field)), { exact: true })
}));
const Entry = Schema.Struct({
    method: Schema.Literal("GET", "POST", "PUT", "PATCH", "DELETE"),
    path: Schema.String,
    version: Schema.Literal("v2", "v3"),
    mode: Schema.Literal("merchant", "partner", "acquiring-bank", "overseas-partner", "both"),
    baseUri: Schema.optionalWith(Schema.String, { exact: true }),
    clientCertificate: Schema.optionalWith(Schema.Boolean, { exact: true }),
    pathParams: Schema.Array(Field),
    query: Schema.Array(Field),
    body: Schema.NullOr(Schema.Array(Field)),
    response: Schema.Struct({
        status: Schema.Literal(200, 202, 204),
        body: Schema.NullOr(Schema.Array(Field))
    }),
    docs: Schema.Array(Schema.String),
    conflicts: Schema.Array(Schema.String)
});
/** `POST /v3/payscore/serviceorder` */
export const nameOf = (entry) => `${entry.method} ${entry.path}`;
export const entries = (name) => Schema.decodeUnknownSync(Schema.Array(Entry))(read(name));
/** Where sources contradict each other across pages: number and choice. */
export const choices = Schema.decodeUnknownSync(Schema.Record({ key: Schema.String, value: Schema.String }))(read("choices"));
