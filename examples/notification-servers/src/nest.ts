/** With NestJS: `rawBody` keeps the bytes that its parser has read, because the signature covers them. */
import "reflect-metadata"
import { Controller, Inject, Module, Post, Req, Res } from "@nestjs/common"
import { NestFactory } from "@nestjs/core"
import type { NestExpressApplication } from "@nestjs/platform-express"
import type { Request as Received, Response as Reply } from "express"
import { type Listening, path } from "./Orders.js"

type Notify = (request: Request) => Promise<Response>

const Notify = Symbol("Notify")

@Controller()
class NotificationController {
  readonly #notify: Notify
  constructor(@Inject(Notify) notify: Notify) {
    this.#notify = notify
  }

  @Post(path)
  async notify(@Req() received: Received & { readonly rawBody?: Buffer }, @Res() reply: Reply) {
    const { headers, rawBody } = received
    const response = await this.#notify(
      new Request(`http://${headers.host}${received.originalUrl}`, {
        method: "POST",
        headers: Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]),
        body: rawBody === undefined ? null : new Uint8Array(rawBody)
      })
    )
    reply.status(response.status)
    response.headers.forEach((value, name) => {
      reply.setHeader(name, value)
    })
    reply.end(Buffer.from(await response.arrayBuffer()))
  }
}

export const listen = async (notify: Notify, port: number): Promise<Listening> => {
  @Module({ controllers: [NotificationController], providers: [{ provide: Notify, useValue: notify }] })
  class ShopModule {}
  const app = await NestFactory.create<NestExpressApplication>(ShopModule, { rawBody: true, logger: false })
  await app.listen(port)
  return { port: Number(new URL(await app.getUrl()).port), stop: () => app.close() }
}
