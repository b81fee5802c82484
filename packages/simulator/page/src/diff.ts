/** The characters in which two texts differ. */

export interface Piece {
  readonly text: string
  readonly different: boolean
}

/** Longer texts are compared at their ends only. */
const longest = 2000

const ends = (left: ReadonlyArray<string>, right: ReadonlyArray<string>) => {
  let before = 0
  while (before < left.length && before < right.length && left[before] === right[before]) before++
  let after = 0
  while (
    after < left.length - before &&
    after < right.length - before &&
    left[left.length - 1 - after] === right[right.length - 1 - after]
  )
    after++
  return { before, after }
}

/** Whether each character of `left` is in the longest common subsequence with `right`. */
const common = (left: ReadonlyArray<string>, right: ReadonlyArray<string>): ReadonlyArray<boolean> => {
  const width = right.length + 1
  const lengths = new Uint16Array((left.length + 1) * width)
  for (let row = left.length - 1; row >= 0; row--) {
    for (let column = right.length - 1; column >= 0; column--) {
      const at = row * width + column
      lengths[at] =
        left[row] === right[column]
          ? (lengths[at + width + 1] as number) + 1
          : Math.max(lengths[at + width] as number, lengths[at + 1] as number)
    }
  }
  const shared = left.map(() => false)
  for (let row = 0, column = 0; row < left.length && column < right.length; ) {
    const at = row * width + column
    if (left[row] === right[column]) {
      shared[row] = true
      row++
      column++
    } else if ((lengths[at + width] as number) >= (lengths[at + 1] as number)) row++
    else column++
  }
  return shared
}

/** `text` in pieces: those that `other` has too, and those that differ. */
export const compared = (text: string, other: string): ReadonlyArray<Piece> => {
  const [left, right] = [[...text], [...other]]
  const { after, before } = ends(left, right)
  const inner = left.slice(before, left.length - after)
  const others = right.slice(before, right.length - after)
  const shared =
    inner.length > longest || others.length > longest ? inner.map(() => false) : common(inner, others)
  const pieces: Array<{ text: string; different: boolean }> = []
  const add = (piece: string, different: boolean) => {
    const last = pieces.at(-1)
    if (last?.different === different) last.text += piece
    else if (piece !== "") pieces.push({ text: piece, different })
  }
  add(left.slice(0, before).join(""), false)
  for (const [index, one] of inner.entries()) add(one, shared[index] !== true)
  add(left.slice(left.length - after).join(""), false)
  return pieces
}
