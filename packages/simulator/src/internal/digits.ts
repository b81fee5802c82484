/** Random numbers such as WeChat Pay's. */
import { randomInt } from "node:crypto"

export const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join("")
