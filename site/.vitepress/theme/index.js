// Without the font that the default theme ships: the system's own fonts have Chinese.
import DefaultTheme from "vitepress/theme-without-fonts"
import { h } from "vue"
import "./custom.css"
import { EffectSwitch } from "./EffectSwitch.js"

export default {
  extends: DefaultTheme,
  Layout: () =>
    h(DefaultTheme.Layout, null, {
      "nav-bar-content-after": () => h(EffectSwitch, { class: "in-bar" }),
      "nav-screen-content-after": () => h(EffectSwitch, { class: "in-screen" })
    })
}
