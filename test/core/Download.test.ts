import { createCipheriv, createDecipheriv, createHash } from "node:crypto"
import type { ServerResponse } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"
import { gzipSync } from "node:zlib"
import { HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { ApiError, CommonError, Download, Retry, Timeout, WechatPayError } from "@effect-wechatpay/core"
import {
  Cause,
  Deferred,
  Effect,
  Exit,
  Fiber,
  Inspectable,
  Layer,
  Option,
  Redacted,
  Stream,
  Tracer
} from "effect"
import { clientOf, isSigned, type Received, serve, transports } from "../support/fileServer.js"
import { countIn, metrics } from "../support/metrics.js"
import { sign } from "../support/scripted.js"

const bill = Download.make("test.bill", {
  path: "/v3/billdownload/file",
  zipped: true,
  errors: CommonError.all
})
const image = Download.make("test.image", {
  path: "/v3/merchant-service/images/{media_id}",
  hashed: false
})
const statement = Download.make("test.statement", { path: "/v3/global/statements", hashed: false })

const token = "6XIv5TUPto7pByrTQKhd6kwvyKLG2uY2wMMR8cNXqaA_Cv_isgaUtBzp4QtiozLO"
const download_url = `https://api.mch.weixin.qq.com/v3/billdownload/file?token=${token}`

const hash = (bytes: Buffer, type = "SHA1") => ({
  hash_type: type,
  hash_value: createHash(type.replace("-", "").toLowerCase()).update(bytes).digest("hex")
})

const addressed = (bytes: Buffer) => ({ download_url, ...hash(bytes) })

/** Text that zips badly, as a bill does. */
const content = Buffer.from(
  Array.from({ length: 20_000 }, (_, row) => createHash("md5").update(String(row)).digest("hex")).join("\n")
)

const bytesOf = <E, R>(stream: Stream.Stream<Uint8Array, E, R>) =>
  Effect.map(Stream.runCollect(stream), (chunks) => Buffer.concat([...chunks]))

const send =
  (bytes: Buffer, headers: Record<string, string> = {}) =>
  (_: Received, response: ServerResponse) => {
    response.writeHead(200, headers).end(bytes)
  }

/** The result of a download for this response of the server. */
const fetched = (
  response: Parameters<typeof serve>[0],
  file: Download.HashedFile = addressed(content),
  options: Download.ReadOptions = {},
  http = transports.undici
) =>
  Effect.gen(function* () {
    const { origin, received } = yield* serve(response)
    const exit = yield* bytesOf(bill(file, options)).pipe(
      Retry.none,
      Effect.provide(clientOf(origin, http)),
      Effect.exit
    )
    return { exit, received }
  })

const failureOf = <A, E>(exit: Exit.Exit<A, E>): E => {
  assert(Exit.isFailure(exit))
  return Option.getOrThrow(Cause.failureOption(exit.cause))
}

const reasonOf = (exit: Exit.Exit<unknown, unknown>) => {
  const error = failureOf(exit)
  assert(error instanceof WechatPayError.WechatPayError)
  assert.notInclude(error.message, token)
  return error.reason
}

const invalidFile = (exit: Exit.Exit<unknown, unknown>) => {
  const reason = reasonOf(exit)
  assert(reason._tag === "InvalidFile", reason.message)
  return reason.problem
}

describe.each(Object.entries(transports))("a file over %s", (_, http) => {
  it.scopedLive("a file arrives completely, plain or zipped, for every encoding of the transport", () =>
    Effect.gen(function* () {
      const zipped = gzipSync(content)
      for (const [bytes, headers] of [
        [content, {}],
        [zipped, {}],
        [zipped, { "content-encoding": "gzip" }],
        [gzipSync(zipped), { "content-encoding": "gzip" }],
        [zipped, { "content-type": "application/octet-stream", "content-length": String(zipped.length) }]
      ] as const) {
        const { exit } = yield* fetched(send(bytes, headers), undefined, undefined, http)
        assert(Exit.isSuccess(exit))
        assert.isTrue(exit.value.equals(content))
      }
    })
  )

  it.scopedLive("a file with one changed byte fails", () =>
    Effect.gen(function* () {
      for (const at of [0, 1, 4711, content.length - 1]) {
        const changed = Buffer.from(content)
        changed[at] = changed[at]! ^ 1
        assert.strictEqual(
          invalidFile((yield* fetched(send(changed), undefined, undefined, http)).exit),
          "Hash"
        )
        assert.strictEqual(
          invalidFile((yield* fetched(send(gzipSync(changed)), undefined, undefined, http)).exit),
          "Hash"
        )
      }
    })
  )

  it.scopedLive("a download dies if the HttpClient dies while it streams, zipped or not", () =>
    Effect.gen(function* () {
      const dying = Layer.effect(
        HttpClient.HttpClient,
        Effect.map(HttpClient.HttpClient, (client) =>
          HttpClient.transformResponse(client, (responded) =>
            Effect.map(
              responded,
              (response) =>
                new Proxy(response, {
                  get: (target, name) =>
                    name === "stream"
                      ? Stream.concat(Stream.take(target.stream, 1), Stream.die("no such thing"))
                      : Reflect.get(target, name)
                })
            )
          )
        )
      ).pipe(Layer.provide(http))
      for (const bytes of [content, gzipSync(content)]) {
        const { exit } = yield* fetched(send(bytes), addressed(content), {}, dying)
        assert(Exit.isFailure(exit))
        assert.deepStrictEqual([...Cause.defects(exit.cause)], ["no such thing"])
      }
    })
  )

  it.scopedLive("a download fails if the connection is closed early", () =>
    Effect.gen(function* () {
      const { exit } = yield* fetched(
        (_, response) => {
          response.writeHead(200, { "content-length": String(content.length) })
          response.write(content.subarray(0, content.length / 2), () => response.destroy())
        },
        undefined,
        undefined,
        http
      )
      assert.strictEqual(reasonOf(exit)._tag, "Transport")
    })
  )

  it.scopedLive("a download closes the connection when its reader has enough or is interrupted", () =>
    Effect.gen(function* () {
      const endless = async (_: Received, response: ServerResponse) => {
        response.writeHead(200)
        while (!response.destroyed) {
          response.write(content)
          await sleep(1)
        }
      }
      const enough = yield* serve(endless)
      yield* bill(addressed(content)).pipe(
        Stream.take(1),
        Stream.runDrain,
        Effect.provide(clientOf(enough.origin, http))
      )
      yield* Deferred.await(enough.aborted)

      const interrupted = yield* serve(endless)
      const started = yield* Deferred.make<void>()
      const fiber = yield* bill(addressed(content)).pipe(
        Stream.runForEach(() => Deferred.succeed(started, undefined)),
        Effect.provide(clientOf(interrupted.origin, http)),
        Effect.fork
      )
      yield* Deferred.await(started)
      yield* Fiber.interrupt(fiber)
      yield* Deferred.await(interrupted.aborted)
    })
  )
})

describe("a hash", () => {
  it.scopedLive("hashes of every kind and spelling are checked", () =>
    Effect.gen(function* () {
      for (const type of ["SHA1", "SHA256", "SHA512", "SHA-1", "SHA-256", "sha256"]) {
        const { hash_value } = hash(content, type)
        for (const value of [hash_value, hash_value.toUpperCase()]) {
          const file = { download_url, hash_type: type, hash_value: value }
          assert.isTrue(Exit.isSuccess((yield* fetched(send(content), file)).exit))
          const other = (value[0] === "0" ? "1" : "0") + value.slice(1)
          assert.strictEqual(
            invalidFile((yield* fetched(send(content), { ...file, hash_value: other })).exit),
            "Hash"
          )
        }
      }
    })
  )

  it.scopedLive("a file is not requested if its hash cannot be checked", () =>
    Effect.gen(function* () {
      const { hash_value } = hash(content)
      for (const [declared, path] of [
        [{ hash_type: "MD5", hash_value }, "hash_type"],
        [{ hash_type: "", hash_value }, "hash_type"],
        [{ hash_type: "constructor", hash_value }, "hash_type"],
        [{ hash_type: "SHA1", hash_value: hash_value.slice(1) }, "hash_value"],
        [{ hash_type: "SHA1", hash_value: `${hash_value}00` }, "hash_value"],
        [{ hash_type: "SHA1", hash_value: "" }, "hash_value"],
        [{ hash_type: "SHA256", hash_value }, "hash_value"]
      ] as const) {
        const { exit, received } = yield* fetched(send(content), { download_url, ...declared })
        const reason = reasonOf(exit)
        assert(reason._tag === "InvalidInput")
        assert.deepStrictEqual(
          reason.issues.map((issue) => issue.path),
          [path]
        )
        assert.lengthOf(received, 0)
      }
      const bare = { download_url } as Download.HashedFile
      assert.strictEqual(reasonOf((yield* fetched(send(content), bare)).exit)._tag, "InvalidInput")
    })
  )

  it.scopedLive("the hash covers everything that arrived, so a truncated or longer file fails", () =>
    Effect.gen(function* () {
      const half = content.subarray(0, content.length / 2)
      assert.strictEqual(invalidFile((yield* fetched(send(half))).exit), "Hash")
      assert.strictEqual(invalidFile((yield* fetched(send(Buffer.alloc(0)))).exit), "Hash")
      const more = Buffer.concat([content, Buffer.from("\n")])
      assert.strictEqual(invalidFile((yield* fetched(send(more))).exit), "Hash")
      const empty = Buffer.alloc(0)
      const { exit } = yield* fetched(send(empty), addressed(empty))
      assert(Exit.isSuccess(exit))
      assert.lengthOf(exit.value, 0)
    })
  )
})

it.scopedLive(
  "the error of a file does not contain the token of its address, however WeChat Pay spells it",
  () =>
    Effect.gen(function* () {
      const { exit } = yield* fetched((_, response) => {
        response.statusCode = 400
        response.end(
          JSON.stringify({ code: "PARAM_ERROR", message: `no file at ${download_url}, token ${token}` })
        )
      })
      const error = failureOf(exit)
      assert.include(String(error), "PARAM_ERROR")
      assert.notInclude(String(error), token)
    })
)

describe("a zipped file", () => {
  it.scopedLive("a zipped file that is truncated, corrupted or followed by other bytes fails", () =>
    Effect.gen(function* () {
      const zipped = gzipSync(content)
      for (const bytes of [
        zipped.subarray(0, zipped.length - 1),
        zipped.subarray(0, zipped.length / 2),
        zipped.subarray(0, 3),
        Buffer.concat([zipped.subarray(0, 100), Buffer.from([7]), zipped.subarray(101)]),
        Buffer.concat([zipped, Buffer.from("tail")])
      ]) {
        const problem = invalidFile((yield* fetched(send(bytes))).exit)
        assert.include(["Compression", "Hash"], problem)
      }
    })
  )

  it.scopedLive("a zipped file is recognised by its first two bytes, in chunks of every size", () =>
    Effect.gen(function* () {
      const zipped = gzipSync(Buffer.from("short"))
      const { exit } = yield* fetched(
        async (_, response) => {
          for (const byte of zipped) {
            response.write(Buffer.from([byte]))
            await sleep(1)
          }
          response.end()
        },
        addressed(Buffer.from("short"))
      )
      assert(Exit.isSuccess(exit))
      assert.strictEqual(exit.value.toString(), "short")
    })
  )

  it.scopedLive("unzipping stops at the size limit", () =>
    Effect.gen(function* () {
      const mebibyte = 1024 ** 2
      const bomb = gzipSync(Buffer.alloc(256 * mebibyte), { level: 1 })
      const { origin } = yield* serve(send(bomb))
      let seen = 0
      const exit = yield* bill(addressed(content), { maxBytes: 4 * mebibyte }).pipe(
        Stream.runForEach((bytes) =>
          Effect.sync(() => {
            seen += bytes.length
          })
        ),
        Effect.provide(clientOf(origin)),
        Effect.exit
      )
      assert.strictEqual(invalidFile(exit), "Size")
      assert.isAtMost(seen, 4 * mebibyte)
    })
  )

  it.scopedLive("a file stays zipped if unzipping was not requested", () =>
    Effect.gen(function* () {
      const zipped = gzipSync(content)
      const { origin } = yield* serve(send(zipped))
      const file = { download_url: "https://api.mch.weixin.qq.com/v3/merchant-service/images/abc" }
      const bytes = yield* bytesOf(image(file)).pipe(Effect.provide(clientOf(origin)))
      assert.isTrue(bytes.equals(zipped))
    })
  )
})

describe("an encrypted file", () => {
  const key = "0123456789abcdef0123456789ABCDEF"
  const nonce = "eabb1fd5c6d2"
  const encrypt = (bytes: Buffer) => {
    const cipher = createCipheriv("aes-256-gcm", key, nonce)
    return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  }
  const encrypted = { ...addressed(content), encrypt_key: Redacted.make(key), nonce }

  it.scopedLive("an encrypted file is decrypted, then unzipped, then hashed", () =>
    Effect.gen(function* () {
      for (const bytes of [content, gzipSync(content)]) {
        const { exit } = yield* fetched(send(encrypt(bytes)), encrypted)
        assert(Exit.isSuccess(exit))
        assert.isTrue(exit.value.equals(content))
      }
      const other = Buffer.from("another file")
      assert.strictEqual(invalidFile((yield* fetched(send(encrypt(other)), encrypted)).exit), "Hash")
    })
  )

  it.scopedLive(
    "an encrypted file yields no bytes if a bit of the file, the key or the nonce is changed",
    () =>
      Effect.gen(function* () {
        const good = encrypt(content)
        for (const [at, file] of [
          [0, encrypted],
          [Math.floor(content.length / 2), encrypted],
          [good.length - 1, encrypted],
          [undefined, { ...encrypted, encrypt_key: Redacted.make(key.replace("0", "1")) }],
          [undefined, { ...encrypted, nonce: "eabb1fd5c6d3" }]
        ] as const) {
          const bytes = Buffer.from(good)
          if (at !== undefined) bytes[at] = bytes[at]! ^ 1
          const { origin } = yield* serve(send(bytes))
          let seen = 0
          const exit = yield* bill(file).pipe(
            Stream.runForEach((chunk) => Effect.sync(() => (seen += chunk.length))),
            Effect.provide(clientOf(origin)),
            Effect.exit
          )
          const reason = reasonOf(exit)
          assert.strictEqual(reason._tag, "EncryptionFailure")
          assert.notInclude(failureOf(exit).message, key)
          assert.strictEqual(seen, 0)
        }
      })
  )

  it.scopedLive("a file may be encrypted with another cipher whose key has another length", () =>
    Effect.gen(function* () {
      const key = "0123456789abcdef"
      const aes128: Download.FileCipher = {
        keyBytes: 16,
        decrypt: (key, iv, bytes) =>
          Effect.option(
            Effect.try(() => {
              const decipher = createDecipheriv("aes-128-gcm", key, iv)
              decipher.setAuthTag(bytes.subarray(-16))
              return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()])
            })
          )
      }
      const cipher = createCipheriv("aes-128-gcm", key, nonce)
      const bytes = Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()])
      const file = { ...encrypted, encrypt_key: Redacted.make(key) }
      const { exit } = yield* fetched(send(bytes), file, { cipher: aes128 })
      assert(Exit.isSuccess(exit))
      assert.isTrue(exit.value.equals(content))
      const changed = Buffer.from(bytes)
      changed[0]! ^= 1
      const failed = yield* fetched(send(changed), file, { cipher: aes128 })
      assert.strictEqual(reasonOf(failed.exit)._tag, "EncryptionFailure")
      for (const [otherFile, options] of [
        [file, {}],
        [encrypted, { cipher: aes128 }]
      ] as const) {
        const { exit, received } = yield* fetched(send(bytes), otherFile, options)
        assert.strictEqual(reasonOf(exit)._tag, "InvalidInput")
        assert.lengthOf(received, 0)
      }
    })
  )

  it.scopedLive("an encrypted file is held in memory up to a limit", () =>
    Effect.gen(function* () {
      const bytes = encrypt(content)
      const fits = yield* fetched(send(bytes), encrypted, { maxEncryptedBytes: bytes.length })
      assert.isTrue(Exit.isSuccess(fits.exit))
      const tooLong = yield* fetched(send(bytes), encrypted, { maxEncryptedBytes: bytes.length - 1 })
      assert.strictEqual(invalidFile(tooLong.exit), "Size")
    })
  )

  it.scopedLive("an encrypted file is not requested with only a key or only a nonce", () =>
    Effect.gen(function* () {
      for (const [file, path] of [
        [{ ...encrypted, encrypt_key: Redacted.make(key.slice(1)) }, "encrypt_key"],
        [{ ...encrypted, encrypt_key: undefined }, "encrypt_key"],
        [{ ...encrypted, nonce: undefined }, "nonce"],
        [{ ...encrypted, nonce: "" }, "nonce"]
      ] as const) {
        const { exit, received } = yield* fetched(send(encrypt(content)), file)
        const reason = reasonOf(exit)
        assert(reason._tag === "InvalidInput")
        assert.strictEqual(reason.issues[0]?.path, path)
        assert.lengthOf(received, 0)
      }
    })
  )
})

describe("an address", () => {
  const opened = (url: string, download: Download.Download<Download.HashedFile, never> = bill as never) =>
    Effect.gen(function* () {
      const { origin, received } = yield* serve(send(content))
      const exit = yield* bytesOf(download({ ...addressed(content), download_url: url })).pipe(
        Retry.none,
        Effect.provide(clientOf(origin)),
        Effect.exit
      )
      return { exit, received }
    })

  it.scopedLive("the address of a file is signed unchanged and sent to the client's own host", () =>
    Effect.gen(function* () {
      for (const host of [
        "api.mch.weixin.qq.com",
        "api2.mch.weixin.qq.com",
        "api.wechatpay.cn",
        "api2.wechatpay.cn",
        "apihk.mch.weixin.qq.com",
        "apius.mch.weixin.qq.com"
      ]) {
        for (const query of [`?token=${token}`, "?token=a%2Fb+c%7e%E4%b8%ad&tartype=gzip", "?", ""]) {
          const { exit, received } = yield* opened(`https://${host}/v3/billdownload/file${query}`)
          if (query === "?") {
            assert.strictEqual(reasonOf(exit)._tag, "InvalidInput")
            continue
          }
          assert.isTrue(Exit.isSuccess(exit))
          assert.lengthOf(received, 1)
          const [request] = received as [Received]
          assert.strictEqual(request.target, `/v3/billdownload/file${query}`)
          assert.strictEqual(request.method, "GET")
          assert.isTrue(isSigned(request, ""))
          assert.strictEqual(request.headers.accept, "*/*")
          assert.match(request.headers["user-agent"] ?? "", /effect-wechatpay/)
        }
      }
    })
  )

  it.scopedLive("an address on the client's own host is accepted, also without TLS", () =>
    Effect.gen(function* () {
      const { origin, received } = yield* serve(send(content))
      const file = { ...addressed(content), download_url: `${origin}/v3/billdownload/file?token=1` }
      yield* bytesOf(bill(file)).pipe(Effect.provide(clientOf(origin)))
      assert.lengthOf(received, 1)
    })
  )

  it.scopedLive("the address of a foreign host or of another file is rejected before anything is sent", () =>
    Effect.gen(function* () {
      const path = `/v3/billdownload/file?token=${token}`
      for (const url of [
        "",
        "not an address",
        path,
        `//api.mch.weixin.qq.com${path}`,
        `https://evil.example${path}`,
        `https://api.mch.weixin.qq.com.evil.example${path}`,
        `https://evil.example/api.mch.weixin.qq.com${path}`,
        `https://api.mch.weixin.qq.com@evil.example${path}`,
        `https://user:pass@api.mch.weixin.qq.com${path}`,
        `https://evilapi.mch.weixin.qq.com${path}`,
        `https://api.mch.weixin.qq.com:8443${path}`,
        `http://api.mch.weixin.qq.com${path}`,
        `ftp://api.mch.weixin.qq.com${path}`,
        `file://${path}`,
        `https://127.0.0.1${path}`,
        `https://api.mch.weixin.qq.com${path}#fragment`,
        `https://api.mch.weixin.qq.com/v3/billdownload/file?token=a b`,
        `https://api.mch.weixin.qq.com/v3/billdownload/file?token="`,
        `https://api.mch.weixin.qq.com\\v3\\billdownload\\file?token=1`,
        "https://api.mch.weixin.qq.com/v3/billdownload/file/?token=1",
        "https://api.mch.weixin.qq.com/v3/billdownload/filex?token=1",
        "https://api.mch.weixin.qq.com/v3/billdownload/file/../../certificates",
        "https://api.mch.weixin.qq.com/v3/billdownload%2Ffile?token=1",
        "https://api.mch.weixin.qq.com/x/v3/billdownload/file?token=1",
        "https://api.mch.weixin.qq.com/V3/BillDownload/File?token=1",
        "https://api.mch.weixin.qq.com/v3/certificates",
        // What samples of the documentation print; docs/decisions/0007.
        "https://api.mch.weixin.qq.com/v3/bill/downloadurl?token=1",
        "https://api.mch.weixin.qq.com/v3/payscore/bill/downloadurl?token=1"
      ]) {
        const { exit, received } = yield* opened(url)
        const reason = reasonOf(exit)
        assert(reason._tag === "InvalidInput", url)
        assert.strictEqual(reason.issues[0]?.path, "download_url")
        const error = failureOf(exit)
        assert(error instanceof WechatPayError.WechatPayError)
        assert.strictEqual(error.outcome, "NotSent")
        assert.lengthOf(received, 0)
      }
    })
  )

  it.scopedLive("the address of an image by media id is distinguished from that of an upload", () =>
    Effect.gen(function* () {
      const { origin, received } = yield* serve(send(content))
      const fetchImage = (path: string) =>
        bytesOf(image({ download_url: `https://api.mch.weixin.qq.com${path}` })).pipe(
          Effect.provide(clientOf(origin)),
          Effect.exit
        )
      assert.isTrue(Exit.isSuccess(yield* fetchImage("/v3/merchant-service/images/ChsyMDAwMDAwMDAw%2Fx~~")))
      assert.isTrue(Exit.isSuccess(yield* fetchImage("/v3/merchant-service/images/uploaded")))
      const before = received.length
      for (const path of [
        "/v3/merchant-service/images/upload",
        "/v3/merchant-service/images/",
        "/v3/merchant-service/images/a/b",
        "/v3/merchant-service/images/.."
      ]) {
        assert.strictEqual(reasonOf(yield* fetchImage(path))._tag, "InvalidInput")
      }
      assert.lengthOf(received, before)
    })
  )
})

describe("a response that is no file", () => {
  const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    fetched((_, response) => {
      response
        .writeHead(status, { "content-type": "application/json", "request-id": "08F5-268435461", ...headers })
        .end(JSON.stringify(body))
    })

  it.scopedLive("an error response to a download becomes that error, with every status", () =>
    Effect.gen(function* () {
      for (const [status, code, tag, outcome] of [
        [400, "INVALID_REQUEST", "InvalidRequest", "Refused"],
        [403, "NO_AUTH", "NoAuth", "Refused"],
        [429, "FREQUENCY_LIMITED", "FrequencyLimited", "Refused"],
        [500, "SYSTEM_ERROR", "SystemError", "Unknown"],
        [400, "SOMETHING_NEW", "ApiError", "Refused"],
        [200, "NO_AUTH", "NoAuth", "Unknown"]
      ] as const) {
        const error = failureOf((yield* json(status, { code, message: "账单" })).exit)
        assert(ApiError.isApiError(error))
        assert.strictEqual(error._tag, tag)
        assert.strictEqual(error.status, status)
        assert.strictEqual(error.outcome, outcome)
        assert.strictEqual(error.wechatMessage, "账单")
        assert.strictEqual(error.internalCode, 268435461)
        assert.notInclude(error.message, token)
      }
    })
  )

  it.scopedLive("a gateway page, a redirect and a JSON file are not mistaken for something else", () =>
    Effect.gen(function* () {
      const page = yield* fetched((_, response) => {
        response.writeHead(502, { "content-type": "text/html" }).end("<html>bad gateway</html>")
      })
      const error = failureOf(page.exit)
      assert(ApiError.isApiError(error))
      assert.strictEqual(error.status, 502)

      for (const document of [
        Buffer.from(JSON.stringify({ a: 1 })),
        Buffer.from(JSON.stringify({ code: "A", message: "b", more: "x".repeat(20_000) })),
        Buffer.from("{no json")
      ]) {
        const { exit } = yield* fetched(send(document), addressed(document))
        assert(Exit.isSuccess(exit))
        assert.isTrue(exit.value.equals(document))
      }
    })
  )

  it.scopedLive("a failed download is repeated where that helps, each time with a new signature", () =>
    Effect.gen(function* () {
      let count = 0
      const { origin, received } = yield* serve((_, response) => {
        count++
        if (count === 1) response.writeHead(503).end()
        else if (count === 2) response.destroy()
        else response.writeHead(200).end(content)
      })
      const bytes = yield* bytesOf(bill(addressed(content))).pipe(
        Retry.policy({ attempts: 3 }),
        Effect.provide(clientOf(origin))
      )
      assert.isTrue(bytes.equals(content))
      assert.lengthOf(received, 3)
      assert.strictEqual(new Set(received.map((request) => request.authorization.nonce_str)).size, 3)
      for (const request of received) assert.isTrue(isSigned(request, ""))
    })
  )

  it.scopedLive("a download with endless slow chunks ends with a timeout", () =>
    Effect.gen(function* () {
      const noop = yield* serve(() => {})
      const late = yield* bytesOf(bill(addressed(content))).pipe(
        Timeout.perAttempt("150 millis"),
        Retry.none,
        Effect.provide(clientOf(noop.origin)),
        Effect.exit
      )
      assert.strictEqual(reasonOf(late)._tag, "Timeout")
      yield* Deferred.await(noop.aborted)

      const stalled = yield* serve((_, response) => {
        response.write(content.subarray(0, 1000))
      })
      const exit = yield* bytesOf(bill(addressed(content))).pipe(
        Timeout.perAttempt("150 millis"),
        Retry.none,
        Effect.provide(clientOf(stalled.origin)),
        Effect.exit
      )
      assert.strictEqual(reasonOf(exit)._tag, "Timeout")
      yield* Deferred.await(stalled.aborted)
    })
  )

  it.scopedLive("a slow reader of a download may take longer than the timeout between chunks", () =>
    Effect.gen(function* () {
      const { origin } = yield* serve(send(content))
      let size = 0
      yield* bill(addressed(content)).pipe(
        Stream.rechunk(1),
        Stream.runForEach((bytes) => {
          size += bytes.length
          return Effect.sleep("60 millis")
        }),
        Timeout.perAttempt("50 millis"),
        Effect.provide(clientOf(origin))
      )
      assert.strictEqual(size, content.length)
    })
  )

  it.scopedLive("a download may take longer in total than the timeout between chunks", () =>
    Effect.gen(function* () {
      const { origin } = yield* serve(async (_, response) => {
        for (let part = 0; part < 10; part++) {
          response.write(content.subarray((part * content.length) / 10, ((part + 1) * content.length) / 10))
          await sleep(60)
        }
        response.end()
      })
      const bytes = yield* bytesOf(bill(addressed(content))).pipe(
        Timeout.perAttempt("400 millis"),
        Effect.provide(clientOf(origin))
      )
      assert.isTrue(bytes.equals(content))
    })
  )
})

describe("an overseas statement", () => {
  const url = "https://apihk.mch.weixin.qq.com/v3/global/statements?token=1"
  const responded = (bytes: Buffer, headers: Record<string, string>) =>
    Effect.gen(function* () {
      const { origin } = yield* serve(send(bytes, headers))
      return yield* bytesOf(statement({ download_url: url })).pipe(
        Effect.provide(clientOf(origin)),
        Effect.exit
      )
    })
  const sha1 = hash(content).hash_value
  const headersOf = (body: string) => ({
    ...sign(body, Math.floor(Date.now() / 1000)),
    "wechatpay-statement-sha1": sha1
  })

  it.scopedLive("an overseas statement is verified by its signed hash", () =>
    Effect.gen(function* () {
      const good = headersOf(`{"sha1":"${sha1}"}`)
      const exit = yield* responded(content, good)
      assert(Exit.isSuccess(exit))
      assert.isTrue(exit.value.equals(content))
      assert.strictEqual(invalidFile(yield* responded(content.subarray(1), good)), "Hash")
      assert.strictEqual(
        reasonOf(yield* responded(content, headersOf(`{"sha1":"other"}`)))._tag,
        "SignatureInvalid"
      )
      assert.strictEqual(
        reasonOf(yield* responded(content, { "wechatpay-statement-sha1": sha1 }))._tag,
        "SignatureMissing"
      )
      assert.strictEqual(reasonOf(yield* responded(content, {}))._tag, "SignatureMissing")
    })
  )
})

describe("a download", () => {
  it.scopedLive("each run of a download's stream sends a new request", () =>
    Effect.gen(function* () {
      const { origin, received } = yield* serve(send(content))
      const stream = bill(addressed(content))
      yield* Effect.provide(Effect.zip(bytesOf(stream), bytesOf(stream)), clientOf(origin))
      assert.lengthOf(received, 2)
    })
  )

  it.scopedLive("a download is one span and one call in the metrics, without its token", () =>
    Effect.gen(function* () {
      const native = yield* Effect.tracer
      const spans: Array<Tracer.Span> = []
      const tracer = Tracer.make({
        context: native.context,
        span: (...args) => {
          const span = native.span(...args)
          spans.push(span)
          return span
        }
      })
      const traced = (response: Parameters<typeof serve>[0], origin?: string) =>
        Effect.gen(function* () {
          const server = yield* serve(response)
          return yield* bytesOf(
            bill({ ...addressed(content), ...(origin && { download_url: origin }) })
          ).pipe(Retry.none, Effect.provide(clientOf(server.origin)), Effect.withTracer(tracer), Effect.exit)
        })
      const counted = (outcome: string) =>
        Effect.map(metrics, (all) =>
          all
            .filter(({ name, tags }) => {
              const values = Object.values(tags)
              return name === "wechatpay_calls" && values.includes("test.bill") && values.includes(outcome)
            })
            .reduce((sum, { state }) => sum + countIn(state), 0)
        )

      const before = { success: yield* counted("Success"), unknown: yield* counted("Unknown") }
      yield* traced(send(content))
      yield* traced(send(content.subarray(1)))
      yield* traced((_, response) => void response.writeHead(403).end(`{"code":"NO_AUTH","message":"x"}`))
      yield* traced(send(content), "https://evil.example/")
      assert.strictEqual((yield* counted("Success")) - before.success, 1)
      assert.strictEqual((yield* counted("Unknown")) - before.unknown, 1)

      const ours = spans.filter((span) => span.name === "test.bill")
      assert.lengthOf(ours, 4)
      assert.lengthOf(spans, 4)
      const [good, changed, rejected, foreign] = ours.map((span) => Object.fromEntries(span.attributes))
      assert.strictEqual(good?.["url.template"], "/v3/billdownload/file")
      assert.strictEqual(good?.["http.request.method"], "GET")
      assert.strictEqual(good?.["http.response.status_code"], 200)
      assert.match(String(good?.["server.address"]), /^127\.0\.0\.1:/)
      assert.strictEqual(changed?.["wechatpay.error.code"], "InvalidFile")
      assert.strictEqual(rejected?.["wechatpay.error.code"], "NO_AUTH")
      assert.strictEqual(foreign?.["wechatpay.error.code"], "InvalidInput")
      assert.isUndefined(foreign?.["server.address"])
      for (const span of ours) {
        assert.strictEqual(span.status._tag, "Ended")
        assert.notInclude(Inspectable.toStringUnknown([span, ...span.attributes]), token)
      }
    })
  )

  it("isDownload recognises a download, which carries its description", () => {
    assert.isTrue(Download.isDownload(bill))
    assert.isTrue(bill.pipe(Download.isDownload))
    assert.isFalse(Download.isDownload({ ...bill }))
    assert.strictEqual(bill.path, "/v3/billdownload/file")
    assert.strictEqual(bill.method, "GET")
    assert.isTrue(bill.hashed)
    assert.isTrue(bill.zipped)
    assert.isFalse(image.hashed)
    assert.isFalse(image.zipped)
  })
})
