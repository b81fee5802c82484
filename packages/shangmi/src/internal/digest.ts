import { sm3 as digestHex } from "sm-crypto-v2"
import { fromHex } from "./hex.js"

export const sm3 = (content: Uint8Array): Uint8Array<ArrayBuffer> => fromHex(digestHex(content))
