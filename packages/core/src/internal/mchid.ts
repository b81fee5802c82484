import { KeyError } from "../KeyError.js"

/** What is wrong with a merchant number, if anything. */
export const checkMchid = (mchid: string): KeyError | undefined =>
  /^[0-9]{1,32}$/.test(mchid)
    ? undefined
    : new KeyError({ setting: "mchid", problem: "expected the merchant number, digits only" })
