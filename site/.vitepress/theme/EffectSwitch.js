// Shows the code of one line of Effect on all pages, where the lines differ. The tabs of a block do the same.
import { useData, useRoute } from "vitepress"
import { h, nextTick, onMounted, onUnmounted, ref, watch } from "vue"

const lines = ["Effect 4", "Effect 3"]
const key = "effect-line"

/** One choice for the switch of the bar and that of the menu of a phone. */
const chosen = ref(lines[0])

const inputsOf = (line) =>
  [...document.querySelectorAll(".vp-code-group .tabs label")]
    .filter((label) => label.textContent.trim() === line)
    .map((label) => document.getElementById(label.htmlFor))
    .filter((input) => input !== null)

/** Opens the tabs of the line. A click is what the theme listens to. */
const show = (line) => {
  for (const input of inputsOf(line)) if (!input.checked) input.click()
}

const choose = (line) => {
  chosen.value = line
  localStorage.setItem(key, line)
  show(line)
}

/** A tab of one block chooses for all blocks. */
const onChange = ({ isTrusted, target }) => {
  if (!isTrusted || !(target instanceof HTMLInputElement) || target.closest(".vp-code-group") === null) return
  const line = document.querySelector(`label[for="${target.id}"]`)?.textContent.trim()
  if (lines.includes(line)) choose(line)
}

export const EffectSwitch = {
  setup() {
    const route = useRoute()
    const { lang } = useData()
    onMounted(() => {
      const stored = localStorage.getItem(key)
      if (lines.includes(stored)) chosen.value = stored
      show(chosen.value)
      document.addEventListener("change", onChange)
    })
    onUnmounted(() => document.removeEventListener("change", onChange))
    watch(
      () => route.path,
      () => nextTick(() => show(chosen.value))
    )
    return () =>
      h(
        "div",
        {
          class: "effect-switch",
          role: "group",
          "aria-label": lang.value === "zh-CN" ? "示例代码的 Effect 版本" : "Version of Effect in examples"
        },
        lines.map((line) =>
          h(
            "button",
            { type: "button", "aria-pressed": chosen.value === line, onClick: () => choose(line) },
            line
          )
        )
      )
  }
}
