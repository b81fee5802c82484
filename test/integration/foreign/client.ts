/** What the tests ask of a client that others wrote. */

export interface Response {
  readonly status: number
  /** The parsed body, or the text of an error. */
  readonly data: unknown
}

/** A message as WeChat Pay sends it: a response's or a notification's. */
export interface Signed {
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

export interface Encrypted {
  readonly ciphertext: string
  readonly associated_data: string
  readonly nonce: string
}

/** The parameters for WeChat's browser. */
export interface FrontEnd {
  readonly appId: string
  readonly timeStamp: string
  readonly nonceStr: string
  readonly package: string
  readonly signType: string
  readonly paySign: string
}

export interface Foreign {
  readonly name: string
  /** Signs and sends. The client verifies the response if it verifies any. */
  readonly call: (
    method: "GET" | "POST",
    target: string,
    body?: object,
    headers?: Readonly<Record<string, string>>
  ) => Promise<Response>
  readonly refund: (input: object) => Promise<Response>
  readonly queryRefund: (out_refund_no: string) => Promise<Response>
  /** Serial numbers of the platform's certificates, downloaded, decrypted. */
  readonly certificates: () => Promise<ReadonlyArray<string>>
  /** Creates a JSAPI order and signs the parameters of its front end. */
  readonly prepay: (order: object) => Promise<FrontEnd>
  readonly verify: (message: Signed) => Promise<boolean>
  readonly decrypt: (resource: Encrypted) => unknown
  readonly seal: (text: string) => string
  readonly open: (ciphertext: string) => string
}

export interface Setup {
  readonly baseUrl: string
  readonly mchid: string
  readonly appid: string
  readonly serialNo: string
  readonly privateKey: string
  readonly apiV3Key: string
  /** The key that signs at the moment: the id of the public key, or a certificate's serial number. */
  readonly platformSerial: string
  /** Its public half, PEM text. */
  readonly platformKey: string
}
