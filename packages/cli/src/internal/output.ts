/** Files that commands write. */
import type { PlatformError } from "@effect/platform/Error"
import { exitCode, Problem } from "./problem.js"

export const cannotWrite =
  (path: string) =>
  (error: PlatformError): Problem =>
    new Problem({
      what: { en: `the file cannot be written: ${path}`, zh: `文件无法写入：${path}` },
      why: {
        en: error._tag === "SystemError" ? error.reason : error._tag,
        zh: error._tag === "SystemError" ? error.reason : error._tag
      },
      todo: {
        en: "check the folder and its permissions",
        zh: "请检查目录及其权限"
      },
      code: exitCode.failed
    })
