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

/** Collects one response. Whatever comes first settles it: the end, a fault, the timer, or interruption. */
class Collector implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined
  private settled = false
  /** A request that waits for a connection has not left this machine. */
  private sent = false
  private status = 0
  private headers: Single = {}
  private readonly chunks: Array<Uint8Array> = []
  private size = 0
  private readonly timer: ReturnType<typeof setTimeout>

  constructor(
    private readonly limits: HttpExchange.Limits,
    private readonly handler: HttpExchange.ResponseHandler
  ) {
    // A fiber that sleeps would cost more than all else here, and the exchange is not under a test's clock anyway.
    // @effect-diagnostics-next-line globalTimers:off
    this.timer = setTimeout(() => {
      this.fail({ _tag: "TimedOut", sent: this.sent })
      this.close()
    }, limits.millis)
  }

  /** Whether it was not settled before. */
  private settle(): boolean {
    if (this.settled) return false
    this.settled = true
    clearTimeout(this.timer)
    return true
  }

  private fail(error: HttpExchange.TransportError): void {
    if (this.settle()) this.handler.onError(error)
  }

  private close(): void {
    this.controller?.abort(new Error("the exchange was given up"))
  }

  /** Nobody waits any more. */
  giveUp(): void {
    if (this.settle()) this.close()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.settled) return this.close()
    this.sent = true
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // They were parsed. V8 comes to allocate this list in the old generation, where it keeps what is in it for long.
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
    if (this.settle()) this.handler.onResponse({ status, headers, body: concat(this.chunks, this.size) })
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.fail({ _tag: "Broken", code: codeOf(error), sent: this.sent })
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
          // The timer is the collector's.
          headersTimeout: 0,
          bodyTimeout: 0
        },
        collector
      )
    } catch (error) {
      // Nobody waits yet.
      queueMicrotask(() => collector.onResponseError(undefined as never, error as Error))
    }
    return () => collector.giveUp()
  }
