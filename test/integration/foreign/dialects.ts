/**
 * Requests as the official SDKs and the Python client write them, byte for byte, made with node:crypto and node:net: nothing of the
 * library and nothing of a JavaScript HTTP client is in between.
 */
import { createHash, createSign, randomBytes } from "node:crypto"
import { connect } from "node:net"
import { Effect } from "effect"

/** What an SDK is configured with. */
export interface Keys {
  readonly baseUrl: string
  readonly mchid: string
  readonly serialNo: string
  readonly privateKey: string
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

interface Upload {
  readonly filename: string
  readonly mediaType: string
  readonly content: Uint8Array
}

interface Message {
  readonly contentType: string | undefined
  readonly body: Buffer
  /** What is signed as the body. */
  readonly signed: string
}

export interface Dialect {
  readonly name: string
  /** The text of a JSON body as this language writes it. */
  readonly json: (value: unknown) => string
  readonly multipart: (upload: Upload) => Message
  /** The headers beside Host, Authorization, Content-Type and Content-Length. */
  readonly headers: ReadonlyArray<string>
  readonly contentType: string
  /** Whether requests without a body name a Content-Type, too. */
  readonly alwaysNamesType: boolean
  /** The order of the parameters of Authorization. */
  readonly authorization: ReadonlyArray<string>
  /** Whether a multipart body is sent in chunks. */
  readonly chunks: boolean
}

const escapeAscii = (text: string): string =>
  text.replaceAll(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

const joined = (...parts: ReadonlyArray<string | Uint8Array>): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)))

/** `wechatpay-go` 0.2.21 over net/http. */
export const go: Dialect = {
  name: "wechatpay-go",
  // json.Encoder escapes HTML and ends with a line feed.
  json: (value) =>
    `${JSON.stringify(value).replaceAll("<", "\\u003c").replaceAll(">", "\\u003e").replaceAll("&", "\\u0026")}\n`,
  multipart: ({ content, filename, mediaType }) => {
    const boundary = randomBytes(30).toString("hex")
    const meta = JSON.stringify({ filename, sha256: sha256(content) })
    return {
      contentType: `multipart/form-data; boundary=${boundary}`,
      signed: meta,
      body: joined(
        `--${boundary}\r\nContent-Disposition: form-data; name="meta";\r\nContent-Type: application/json\r\n\r\n${meta}`,
        `\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\nContent-Type: ${mediaType}\r\n\r\n`,
        content,
        `\r\n--${boundary}--\r\n`
      )
    }
  },
  headers: ["User-Agent: WechatPay-Go/0.2.21 (linux) GO/go1.22.2", "Accept: */*", "Accept-Encoding: gzip"],
  contentType: "application/json",
  alwaysNamesType: true,
  authorization: ["mchid", "nonce_str", "timestamp", "serial_no", "signature"],
  chunks: false
}

/** `wechatpay-php` 1.4.12 over Guzzle and curl. */
export const php: Dialect = {
  name: "wechatpay-php",
  json: (value) => escapeAscii(JSON.stringify(value)).replaceAll("/", "\\/"),
  multipart: ({ content, filename, mediaType }) => {
    const boundary = randomBytes(20).toString("hex")
    const meta = escapeAscii(JSON.stringify({ filename, sha256: sha256(content) }))
    return {
      contentType: `multipart/form-data; boundary=${boundary}`,
      signed: meta,
      body: joined(
        `--${boundary}\r\nContent-Type: application/json\r\nContent-Disposition: form-data; name="meta"\r\nContent-Length: ${meta.length}\r\n\r\n${meta}\r\n`,
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\nContent-Length: ${content.length}\r\nContent-Type: ${mediaType}\r\n\r\n`,
        content,
        `\r\n--${boundary}--\r\n`
      )
    }
  },
  headers: [
    "User-Agent: wechatpay-php/1.4.12 GuzzleHttp/7 curl/8.5.0 (Linux/6.8.0) PHP/8.3.6",
    "Accept: application/json, text/plain, application/x-gzip, application/pdf, image/png, image/*;q=0.5"
  ],
  contentType: "application/json; charset=utf-8",
  alwaysNamesType: true,
  authorization: ["mchid", "serial_no", "timestamp", "nonce_str", "signature"],
  // The stream does not tell its size, so that curl sends chunks.
  chunks: true
}

/** `wechatpay-java` 0.2.17 over OkHttp. */
export const java: Dialect = {
  name: "wechatpay-java",
  json: (value) => JSON.stringify(value),
  multipart: ({ content, filename, mediaType }) => {
    const boundary = "8f4d1c1e-77a3-4c0e-9a4b-0f2f3c8f7b11"
    const meta = `{"filename":"${filename}","sha256":"${sha256(content)}"}`
    return {
      contentType: `multipart/form-data;boundary=${boundary};`,
      signed: meta,
      body: joined(
        `--${boundary}\r\nContent-Disposition: form-data; name="meta"\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(meta)}\r\n\r\n${meta}\r\n`,
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\nContent-Type: ${mediaType}\r\nContent-Length: ${content.length}\r\n\r\n`,
        content,
        `\r\n--${boundary}--\r\n`
      )
    }
  },
  headers: [
    "Accept: application/json",
    "User-Agent: WechatPay-Java/0.2.17 (Linux/6.8.0) Java/17.0.11 Credential/WechatPay2Credential Validator/WechatPay2Validator okhttp3/4.12.0",
    "Connection: Keep-Alive",
    "Accept-Encoding: gzip"
  ],
  contentType: "application/json; charset=utf-8",
  alwaysNamesType: false,
  authorization: ["mchid", "nonce_str", "timestamp", "serial_no", "signature"],
  chunks: false
}

/** `wechatpayv3` over requests and urllib3. */
export const python: Dialect = {
  name: "wechatpayv3 (Python)",
  // json.dumps writes blanks after commas and colons, and ASCII only.
  json: (value) =>
    escapeAscii(
      JSON.stringify(value, null, 1)
        .replaceAll(/\n\s*/g, " ")
        .replaceAll(/([[{]) | ([\]}])/g, "$1$2")
    ),
  multipart: ({ content, filename, mediaType }) => {
    const boundary = randomBytes(16).toString("hex")
    const meta = `{"filename": "${filename}", "sha256": "${sha256(content)}"}`
    const name = /^[ -~]*$/.test(filename)
      ? `filename="${filename}"`
      : `filename*=utf-8''${encodeURIComponent(filename)}`
    return {
      contentType: `multipart/form-data; boundary=${boundary}`,
      signed: meta,
      body: joined(
        `--${boundary}\r\nContent-Disposition: form-data; name="meta"\r\n\r\n${meta}\r\n`,
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; ${name}\r\nContent-Type: ${mediaType}\r\n\r\n`,
        content,
        `\r\n--${boundary}--\r\n`
      )
    }
  },
  headers: [
    "User-Agent: wechatpay v3 api python sdk(https://github.com/minibear2021/wechatpayv3)",
    "Accept-Encoding: gzip, deflate",
    "Accept: application/json",
    "Connection: keep-alive"
  ],
  contentType: "application/json",
  alwaysNamesType: true,
  authorization: ["mchid", "nonce_str", "signature", "timestamp", "serial_no"],
  chunks: false
}

export const dialects = [go, php, java, python] as const

const bytesOf = (
  dialect: Dialect,
  { baseUrl, mchid, privateKey, serialNo }: Keys,
  method: string,
  target: string,
  { body, contentType, signed }: Message,
  headers: ReadonlyArray<string>
): Buffer => {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = randomBytes(16).toString("hex")
  const signature = createSign("RSA-SHA256")
    .update(`${method}\n${target}\n${timestamp}\n${nonce}\n${signed}\n`)
    .sign(privateKey, "base64")
  const values: Readonly<Record<string, string>> = {
    mchid,
    nonce_str: nonce,
    timestamp,
    serial_no: serialNo,
    signature
  }
  const authorization = dialect.authorization.map((name) => `${name}="${values[name]}"`).join(",")
  const chunked = dialect.chunks && contentType?.startsWith("multipart") === true
  const head = [
    `${method} ${target} HTTP/1.1`,
    `Host: ${new URL(baseUrl).host}`,
    ...dialect.headers.filter((line) => !line.startsWith("Connection")),
    `Authorization: WECHATPAY2-SHA256-RSA2048 ${authorization}`,
    ...(contentType === undefined ? [] : [`Content-Type: ${contentType}`]),
    ...(chunked ? ["Transfer-Encoding: chunked"] : body.length > 0 ? [`Content-Length: ${body.length}`] : []),
    ...headers,
    "Connection: close"
  ]
  const half = Math.floor(body.length / 2)
  const content = chunked
    ? joined(
        ...[body.subarray(0, half), body.subarray(half)].flatMap((chunk) => [
          `${chunk.length.toString(16)}\r\n`,
          chunk,
          "\r\n"
        ]),
        "0\r\n\r\n"
      )
    : body
  return joined(`${head.join("\r\n")}\r\n\r\n`, content)
}

/** Writes bytes to a connection of its own, and reads the response. */
const exchange = (baseUrl: string, bytes: Uint8Array): Effect.Effect<Reply, Error> =>
  Effect.async((resume) => {
    const { hostname, port } = new URL(baseUrl)
    const chunks: Array<Buffer> = []
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.on("data", (chunk) => chunks.push(chunk))
    socket.on("error", (error) => resume(Effect.fail(error)))
    socket.on("close", () => {
      const whole = Buffer.concat(chunks)
      const end = whole.indexOf("\r\n\r\n")
      const [first = "", ...lines] = whole.subarray(0, end).toString("utf8").split("\r\n")
      resume(
        Effect.succeed({
          status: Number(first.split(" ")[1]),
          headers: Object.fromEntries(
            lines.map((line) => [
              line.slice(0, line.indexOf(":")).toLowerCase(),
              line.slice(line.indexOf(":") + 2)
            ])
          ),
          text: whole.subarray(end + 4).toString("utf8")
        })
      )
    })
    return Effect.sync(() => socket.destroy())
  })

/** Sends a call; `headers` are lines. */
export const call = (
  dialect: Dialect,
  keys: Keys,
  method: string,
  target: string,
  value?: unknown,
  headers: ReadonlyArray<string> = []
): Effect.Effect<Reply, Error> => {
  const text = value === undefined ? "" : dialect.json(value)
  const contentType = text === "" && !dialect.alwaysNamesType ? undefined : dialect.contentType
  const message = { contentType, body: Buffer.from(text), signed: text }
  return exchange(keys.baseUrl, bytesOf(dialect, keys, method, target, message, headers))
}

export const upload = (
  dialect: Dialect,
  keys: Keys,
  target: string,
  file: Upload,
  change: (message: Message) => Message = (message) => message
): Effect.Effect<Reply, Error> =>
  exchange(keys.baseUrl, bytesOf(dialect, keys, "POST", target, change(dialect.multipart(file)), []))
