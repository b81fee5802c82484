/** A call of the log as a command and as a test. */
import type { CallDetail } from "./api.js"

const shell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Headers that the client of HTTP sets by itself. */
const automatic = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "accept-encoding",
  "expect"
])

/** The call exactly as it was received: the same signature, nonce and time. */
export const asCurl = (call: CallDetail, baseUrl: string): string => {
  const { body, headers, method, target } = call
  const parts = [
    `curl --request ${method} ${shell(baseUrl + target)}`,
    ...Object.entries(headers)
      .filter(([name]) => !automatic.has(name))
      .map(([name, value]) => `--header ${shell(`${name}: ${value}`)}`),
    ...(body.length === 0
      ? []
      : [body.encoding === "utf8" ? `--data-binary ${shell(body.text)}` : "--data-binary @-"])
  ]
  const command = parts.join(" \\\n  ")
  return body.encoding === "utf8"
    ? command
    : `printf %s ${shell(body.text)} | openssl base64 -d -A | ${command}`
}

/** A call of the XML interface has its signature in the body. */
const asXmlTest = (name: string, { body, errorCode, status, target }: CallDetail): string =>
  `import { useSimulator } from "@effect-wechatpay/simulator/vitest"
import { expect, it } from "vitest"

const wechat = useSimulator()

it(${JSON.stringify(name)}, async () => {
  const response = await fetch(wechat.variables.WECHATPAY_BASE_URL + ${JSON.stringify(target)}, {
    method: "POST",
    headers: { "content-type": "text/xml" },
    // Its sign was computed with the APIv2 key of the simulator that received it.
    body: ${JSON.stringify(body.text)}
  })
  expect(response.status).toBe(${status ?? 0})${
    errorCode === undefined ? "" : `\n  expect(await response.text()).toContain(${JSON.stringify(errorCode)})`
  }
})
`

/** Whether {@link asTest} can be made: not of a body that is no text, such as an upload. */
export const isTestable = ({ body, headers }: CallDetail): boolean =>
  body.encoding === "utf8" && !headers["content-type"]?.startsWith("multipart/")

/** A test that makes the call with a new signature and expects the same response. */
export const asTest = (call: CallDetail): string => {
  const { body, errorCode, method, status, target } = call
  const expected = `${status ?? "no response"}${errorCode === undefined ? "" : ` ${errorCode}`}`
  const name = `${method} ${target.split("?")[0]} gives ${expected}`
  if (body.text.startsWith("<")) return asXmlTest(name, call)
  return `import { createSign, randomBytes } from "node:crypto"
import { useSimulator } from "@effect-wechatpay/simulator/vitest"
import { expect, it } from "vitest"

const wechat = useSimulator()

it(${JSON.stringify(name)}, async () => {
  const { WECHATPAY_BASE_URL, WECHATPAY_MCHID, WECHATPAY_PRIVATE_KEY, WECHATPAY_SERIAL_NO } = wechat.variables
  const [method, target] = [${JSON.stringify(method)}, ${JSON.stringify(target)}]
  const body = ${JSON.stringify(body.text)}
  const [timestamp, nonce] = [Math.floor(Date.now() / 1000), randomBytes(16).toString("hex")]
  const signature = createSign("RSA-SHA256")
    .update([method, target, timestamp, nonce, body, ""].join("\\n"))
    .sign(WECHATPAY_PRIVATE_KEY ?? "", "base64")
  const response = await fetch(WECHATPAY_BASE_URL + target, {
    method,
    headers: {
      accept: "application/json",
      "content-type": "application/json",
      authorization: \`WECHATPAY2-SHA256-RSA2048 mchid="\${WECHATPAY_MCHID}",nonce_str="\${nonce}",signature="\${signature}",timestamp="\${timestamp}",serial_no="\${WECHATPAY_SERIAL_NO}"\`
    },
    ...(body.length === 0 ? {} : { body })
  })
  expect(response.status).toBe(${status ?? 0})${
    errorCode === undefined
      ? ""
      : `
  expect((await response.json()).code).toBe(${JSON.stringify(errorCode)})`
  }
})
`
}
