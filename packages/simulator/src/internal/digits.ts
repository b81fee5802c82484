/** Numbers of WeChat Pay's own. */
import { randomInt } from "node:crypto"

export const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join("")
