/** SM3 (GB/T 32905) over a stream. Receipts of transfers need it, and neither the runtimes nor `@noble/hashes` have it. */
import { HashMD } from "@noble/hashes/_md"
import { clean, createHasher, rotl } from "@noble/hashes/utils"

const initial = [
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e
]

const words = new Uint32Array(68)

const word = (index: number): number => words[index] as number

const permute0 = (x: number): number => x ^ rotl(x, 9) ^ rotl(x, 17)

const permute1 = (x: number): number => x ^ rotl(x, 15) ^ rotl(x, 23)

class Sm3 extends HashMD<Sm3> {
  private readonly state = Int32Array.from(initial)

  constructor() {
    super(64, 32, 8, false)
  }

  protected get(): Array<number> {
    return [...this.state]
  }

  protected set(...values: Array<number>): void {
    this.state.set(values)
  }

  protected process(view: DataView, offset: number): void {
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(offset + 4 * i, false)
    for (let i = 16; i < 68; i++) {
      words[i] =
        permute1(word(i - 16) ^ word(i - 9) ^ rotl(word(i - 3), 15)) ^ rotl(word(i - 13), 7) ^ word(i - 6)
    }
    const before = this.state
    let [a, b, c, d, e, f, g, h] = before as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number
    ]
    for (let i = 0; i < 64; i++) {
      const isFirst = i < 16
      const rotated = rotl(a, 12)
      const ss1 = rotl((rotated + e + rotl(isFirst ? 0x79cc4519 : 0x7a879d8a, i % 32)) | 0, 7)
      const ff = isFirst ? a ^ b ^ c : (a & b) | (a & c) | (b & c)
      const gg = isFirst ? e ^ f ^ g : (e & f) | (~e & g)
      const tt1 = (ff + d + (ss1 ^ rotated) + (word(i) ^ word(i + 4))) | 0
      const tt2 = (gg + h + ss1 + word(i)) | 0
      d = c
      c = rotl(b, 9)
      b = a
      a = tt1
      h = g
      g = rotl(f, 19)
      f = e
      e = permute0(tt2)
    }
    const after = [a, b, c, d, e, f, g, h]
    for (let i = 0; i < 8; i++) before[i] = (before[i] as number) ^ (after[i] as number)
  }

  protected roundClean(): void {
    clean(words)
  }

  destroy(): void {
    this.state.fill(0)
    clean(this.buffer)
  }
}

export const sm3 = /* @__PURE__ */ createHasher(() => new Sm3())
