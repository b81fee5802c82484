import { InvalidOptions } from "../../InvalidOptions.js"

/** The problem of a merchant number; `undefined` if it is valid. */
export const checkMchid = (mchid: string): InvalidOptions | undefined =>
  /^[0-9]{1,32}$/.test(mchid)
    ? undefined
    : new InvalidOptions({ setting: "mchid", problem: "expected the merchant number, digits only" })

/** At most 20 bytes (RFC 5280). */
const serialNumber = /^[0-9A-Fa-f]{8,40}$/

const serialProblem = (serialNo: string): string | undefined => {
  if (serialNo.startsWith("PUB_KEY_ID_")) {
    return "is the id of WeChat Pay's public key; expected the serial number of the merchant's own certificate"
  }
  if (/^[0-9]{41,}$/.test(serialNo)) return "looks decimal; expected the serial number in hexadecimal"
  return serialNumber.test(serialNo)
    ? undefined
    : "expected the certificate's serial number in hexadecimal (openssl x509 -in apiclient_cert.pem -noout -serial)"
}

/** The problem of a certificate's serial number; `undefined` if it is valid. */
export const checkSerialNo = (serialNo: string): InvalidOptions | undefined => {
  const problem = serialProblem(serialNo)
  return problem === undefined ? undefined : new InvalidOptions({ setting: "serialNo", problem })
}

/** The problem of the id of a key of WeChat Pay; `undefined` if it is valid. It is sent and printed, so it is no secret. */
export const checkKeyId = (id: string): InvalidOptions | undefined =>
  /^PUB_KEY_ID_[0-9A-Za-z]{1,64}$/.test(id) || serialNumber.test(id)
    ? undefined
    : new InvalidOptions({
        setting: "publicKeyId",
        problem: "expected PUB_KEY_ID_… or a certificate's serial number"
      })
