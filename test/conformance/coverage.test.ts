import { existsSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { kinds } from "./vectors.js"

/** Which file tests the vectors of which kind. */
const covered: Readonly<Record<string, string>> = {
  "request-message": "request.test.ts",
  authorization: "request.test.ts",
  "rsa-sign": "rsa.test.ts",
  "rsa-verify": "rsa.test.ts",
  "response-verify": "response.test.ts",
  "certificate-serial": "certificate.test.ts",
  "aes-gcm": "aesGcm.test.ts",
  "platform-certificate": "aesGcm.test.ts",
  "rsa-oaep-decrypt": "oaep.test.ts",
  "rsa-pkcs1-decrypt": "oaep.test.ts",
  notification: "notification.test.ts",
  "pay-invocation": "frontEnd.test.ts",
  "payscore-invocation": "frontEnd.test.ts",
  "v2-canonical": "v2.test.ts",
  "v2-sign": "v2.test.ts",
  "v2-xml": "v2.test.ts",
  "aes-256-ecb": "v2.test.ts",
  bill: "products.test.ts",
  "bill-line": "products.test.ts",
  digest: "digest.test.ts",
  "sm2-verify": "shangmi.test.ts",
  "sm2-decrypt": "shangmi.test.ts",
  "sm4-gcm": "shangmi.test.ts"
}

describe("the test vectors", () => {
  it("every kind of test vector is tested", () => {
    assert.deepStrictEqual(Object.keys(covered).sort(), [...kinds].sort())
  })

  it.each(Object.entries(covered))("the vectors of %s are used by %s", (kind, name) => {
    const path = new URL(name, import.meta.url)
    assert.isTrue(existsSync(path), `${name} does not exist`)
    assert.include(readFileSync(path, "utf8"), `vectors("${kind}"`)
  })
})
