// Without the font that the default theme ships: the system's own fonts have Chinese.
import DefaultTheme from "vitepress/theme-without-fonts"
import "./custom.css"

export default DefaultTheme
