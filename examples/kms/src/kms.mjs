// A key management service in miniature, as a process of its own: the key comes in once, through its standard input, and never
// goes out. In production this is the KMS or HSM of your cloud.
import { constants, createPrivateKey, privateDecrypt, sign } from "node:crypto"
import { createServer } from "node:http"
import { text } from "node:stream/consumers"

// { token, keys: { alias: { version, privateKey } } }
const { keys, token } = JSON.parse(await text(process.stdin))
const imported = new Map(
  Object.entries(keys).map(([alias, { privateKey, version }]) => [
    alias,
    { version, key: createPrivateKey(privateKey) }
  ])
)

const operations = {
  sign: ({ key, version }, { algorithm, message }) => {
    if (algorithm !== "RSASSA_PKCS1_V1_5_SHA_256") return undefined
    return { version, signature: sign("sha256", Buffer.from(message, "base64"), key).toString("base64") }
  },
  decrypt: ({ key }, { algorithm, ciphertext }) => {
    if (algorithm !== "RSAES_OAEP_SHA_1") return undefined
    const options = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" }
    return { plaintext: privateDecrypt(options, Buffer.from(ciphertext, "base64")).toString("base64") }
  }
}

const respond = async (request) => {
  if (request.headers.authorization !== `Bearer ${token}`) return [401, {}]
  const [, alias, operation] = /^\/keys\/([^/]+)\/(\w+)$/.exec(request.url) ?? []
  const key = alias === undefined ? undefined : imported.get(decodeURIComponent(alias))
  if (request.method !== "POST" || key === undefined || !Object.hasOwn(operations, operation))
    return [404, {}]
  const result = operations[operation](key, JSON.parse(await text(request)))
  return result === undefined ? [400, {}] : [200, result]
}

const server = createServer((request, response) => {
  respond(request)
    .catch(() => [400, {}])
    .then(([status, body]) => {
      response.writeHead(status, { "content-type": "application/json" })
      response.end(JSON.stringify(body))
    })
})
server.listen(0, "127.0.0.1", () => console.log(server.address().port))
