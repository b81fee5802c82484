// A shop that prints what WeChat Pay sends. Replace it by your backend.
import { createServer } from "node:http"

createServer((request, response) => {
  console.log(request.method, request.url)
  // 204 tells WeChat Pay that the notification was received. Verify it first: docs/notifications.md.
  request.resume().once("end", () => response.writeHead(204).end())
}).listen(8080)
console.log(`the shop calls ${process.env.WECHATPAY_BASE_URL}`)
