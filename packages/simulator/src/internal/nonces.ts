/** Remembers the latest nonces, to detect repetitions. */

const capacity = 10_000

/** Returns whether the merchant has sent the nonce before, and remembers it. */
export const makeNonces = (): ((mchid: string, nonce: string) => boolean) => {
  const seen = new Set<string>()
  return (mchid, nonce) => {
    const key = `${mchid} ${nonce}`
    if (seen.has(key)) return true
    if (seen.size >= capacity) seen.delete(seen.values().next().value as string)
    seen.add(key)
    return false
  }
}
