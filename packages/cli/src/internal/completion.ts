/**
 * Scripts of completion for bash, zsh and fish. Those of `@effect/cli` have half a megabyte with all endpoints, five for
 * fish, and a shell reads them at its start. These have a table of words for each command.
 */
import { isFlag, paramsOf } from "./flags.js"
import { isGroup, type Leaf, type Tree } from "./options.js"
import type { Shell } from "./shells.js"

/** The words that may follow a command, by its names. */
type Table = ReadonlyArray<readonly [path: string, words: ReadonlyArray<string>]>

const wordsOf = ({ config }: Leaf): ReadonlyArray<string> => [
  ...paramsOf(config)
    .filter(isFlag)
    .map(({ name }) => `--${name}`),
  "--help"
]

const tableOf = (tree: Tree): Table => [
  ["", [...tree.map(({ name }) => name), "--help", "--version"]],
  ...tree.flatMap(
    (node): Table =>
      isGroup(node)
        ? [
            [node.name, [...node.children.map(({ name }) => name), "--help"]],
            ...node.children.map((child) => [`${node.name} ${child.name}`, wordsOf(child)] as const)
          ]
        : [[node.name, wordsOf(node)]]
  )
]

const posix = (table: Table): string =>
  [
    "_wechatpay_words() {",
    '  case "$1" in',
    ...table.map(([path, words]) => `    "${path}") echo "${words.join(" ")}" ;;`),
    "  esac",
    "}"
  ].join("\n")

const bash = (table: Table): string => `# bash: source <(wechatpay completions bash)
${posix(table)}
_wechatpay() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" path="" next word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in -*) continue ;; esac
    next="\${path:+$path }$word"
    [ -n "$(_wechatpay_words "$next")" ] && path="$next"
  done
  COMPREPLY=($(compgen -W "$(_wechatpay_words "$path")" -- "$cur"))
  [ \${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "$cur"))
}
complete -F _wechatpay wechatpay`

const zsh = (table: Table): string => `#compdef wechatpay
# zsh: wechatpay completions zsh > a file _wechatpay in a folder of $fpath; or: source <(wechatpay completions zsh)
${posix(table)}
_wechatpay() {
  local path_of="" next word i
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    [[ "$word" == -* ]] && continue
    next="\${path_of:+$path_of }$word"
    [[ -n "$(_wechatpay_words "$next")" ]] && path_of="$next"
  done
  local -a found
  found=(\${=$(_wechatpay_words "$path_of")})
  compadd -- $found || _files
}
if [[ "$funcstack[1]" == "_wechatpay" ]]; then _wechatpay; else compdef _wechatpay wechatpay; fi`

const fish = (
  table: Table
): string => `# fish: wechatpay completions fish > ~/.config/fish/completions/wechatpay.fish
function __wechatpay_words
    switch "$argv[1]"
${table.map(([path, words]) => `        case "${path}"\n            string split " " "${words.join(" ")}"`).join("\n")}
    end
end
function __wechatpay_complete
    set -l path ""
    set -l tokens (commandline -opc)
    set -e tokens[1]
    for word in $tokens
        string match -q -- "-*" $word; and continue
        set -l next (string trim -- "$path $word")
        count (__wechatpay_words "$next") > /dev/null; and set path $next
    end
    __wechatpay_words "$path"
end
complete -c wechatpay -a "(__wechatpay_complete)"`

const scripts = { bash, zsh, fish } as const

export const completionScript = (shell: Shell, tree: Tree): string => scripts[shell](tableOf(tree))
