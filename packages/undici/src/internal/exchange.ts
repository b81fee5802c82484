import type * as HttpExchange from "@effect-wechatpay/core/HttpExchange"
import type { Dispatcher } from "undici"

type Headers = Readonly<Record<string, string | Array<string> | undefined>>

type Single = Readonly<Record<string, string | undefined>>

const hasOneOfEach = (headers: Headers): headers is Single => {
  for (const name in headers) {
    if (typeof headers[name] !== "string") return false
  }
  return true
}

const single = (headers: Headers): Single =>
  hasOneOfEach(headers)
    ? headers
    : Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name,
          typeof value === "string" ? value : value?.join(", ")
        ])
      )

const noBytes = new Uint8Array(0)

const concat = (chunks: ReadonlyArray<Uint8Array>, size: number): Uint8Array => {
  if (chunks.length === 0) return noBytes
  if (chunks.length === 1) return chunks[0] as Uint8Array
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}

const codeOf = (error: unknown): string | undefined => {
  const { code } = error as { readonly code?: unknown }
  return typeof code === "string" ? code : undefined
}

/** The longest delay of `setTimeout`, about 24 days: a longer one becomes 1 ms. */
const longestTimer = 2 ** 31 - 1

/** Collects one response. The first of these events completes it: the end, an error, the timer, or interruption. */
class Collector implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined
  private completed = false
  /** A request that waits for a connection has not been sent. */
  private sent = false
  private status = 0
  private headers: Single = {}
  private readonly chunks: Array<Uint8Array> = []
  private size = 0
  private readonly timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly limits: HttpExchange.Limits,
    private readonly handler: HttpExchange.ResponseHandler
  ) {
    const expire = () => {
      this.fail({ _tag: "TimedOut", sent: this.sent })
      this.close()
    }
    // A sleeping fiber would cost more than the rest of the exchange, and a test clock does not control the exchange
    // anyway.
    // @effect-diagnostics-next-line globalTimers:off
    this.timer = limits.millis > longestTimer ? undefined : setTimeout(expire, limits.millis)
  }

  /** Whether this call completed it. */
  private complete(): boolean {
    if (this.completed) return false
    this.completed = true
    clearTimeout(this.timer)
    return true
  }

  private fail(error: HttpExchange.TransportError): void {
    if (this.complete()) this.handler.onError(error)
  }

  private close(): void {
    this.controller?.abort(new Error("the exchange was cancelled"))
  }

  /** No callback is called any more. */
  cancel(): void {
    if (this.complete()) this.close()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.completed) return this.close()
    this.sent = true
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // The raw headers were parsed already. V8 tends to allocate this list in the old generation, which would retain
    // it.
    if (Array.isArray(controller.rawHeaders)) controller.rawHeaders.length = 0
    // An interim response (1xx) comes before the response.
    if (status < 200) return
    this.status = status
    this.headers = single(headers)
    if (Number(this.headers["content-length"]) > this.limits.maxBytes) this.failFromResponse()
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.size += chunk.length
    if (this.size > this.limits.maxBytes) return this.failFromResponse()
    this.chunks.push(chunk)
  }

  private failFromResponse(): void {
    this.fail({ _tag: "TooLarge", status: this.status, headers: this.headers })
    this.close()
  }

  onResponseEnd(): void {
    const { headers, status } = this
    if (this.complete()) this.handler.onResponse({ status, headers, body: concat(this.chunks, this.size) })
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const { headers, status } = this
    this.fail({
      _tag: "Broken",
      code: codeOf(error),
      sent: this.sent,
      ...(status === 0 ? {} : { response: { status, headers } })
    })
  }
}

export const exchangeBy =
  (dispatcher: Dispatcher): HttpExchange.Exchange =>
  (request, limits, handler) => {
    const collector = new Collector(limits, handler)
    try {
      dispatcher.dispatch(
        {
          origin: request.origin,
          path: request.target,
          method: request.method as Dispatcher.HttpMethod,
          headers: request.headers,
          body: request.body ?? null,
          // The garbage collector owns the timer.
          headersTimeout: 0,
          bodyTimeout: 0
        },
        collector
      )
    } catch (error) {
      // No callback is called yet.
      queueMicrotask(() => collector.onResponseError(undefined as never, error as Error))
    }
    return () => collector.cancel()
  }
