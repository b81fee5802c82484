import { harmless } from "./harmless.mjs"
import { units } from "./units.mjs"

const short = (text) => {
  const line = text.replace(/\s+/g, " ").trim()
  return line.length > 90 ? `${line.slice(0, 60)} … ${line.slice(-25)}` : line
}

const textAt = (lines, { end, start }) =>
  lines
    .slice(start.line - 1, end.line)
    .map((line, index, all) =>
      line.slice(index === 0 ? start.column - 1 : 0, index === all.length - 1 ? end.column - 1 : undefined)
    )
    .join("\n")

/** The places of the mutants that survived, as Stryker's option `mutate` names them: its columns begin with 0. */
export const survivorRanges = (file, report) =>
  (report?.mutants ?? [])
    .filter(({ status }) => status === "Survived")
    .map(
      ({ location: { end, start } }) =>
        `${file}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`
    )

const identityOf = ({ location, mutatorName, replacement }) =>
  JSON.stringify([location.start, location.end, mutatorName, replacement])

/** Takes over what a second run has killed. */
export const takeKilled = (report, again) => {
  const killed = new Map(
    (again?.mutants ?? [])
      .filter(({ status }) => status !== "Survived" && status !== "NoCoverage" && status !== "Ignored")
      .map((mutant) => [identityOf(mutant), mutant])
  )
  for (const mutant of report?.mutants ?? []) {
    const found = mutant.status === "Survived" ? killed.get(identityOf(mutant)) : undefined
    if (found !== undefined) Object.assign(mutant, { status: found.status, statusReason: found.statusReason })
  }
}

/** A test that did not end is stopped by Vitest; a thread that does not even respond is stopped by Stryker. */
const isTimeout = ({ status, statusReason }) =>
  status === "Timeout" || (status === "Killed" && /^Test timed out/.test(statusReason ?? ""))

/** What is kept of Stryker's report of one file. */
export const summaryOf = ({ mutants, source }) => {
  const lines = source.split("\n")
  const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length
  const timeout = mutants.filter(isTimeout).length
  return {
    killed: count("Killed", "RuntimeError", "Timeout") - timeout,
    timeout,
    survived: count("Survived"),
    uncovered: count("NoCoverage"),
    static: mutants.filter(
      ({ status, statusReason }) => status === "Ignored" && /static/i.test(statusReason ?? "")
    ).length,
    survivors: mutants
      .filter(({ status }) => status === "Survived" || status === "NoCoverage")
      .map((mutant) => describe(lines, mutant))
      .sort((one, other) => one.line - other.line)
  }
}

const describe = (lines, { location, mutatorName, replacement, status }) => ({
  line: location.start.line,
  ...(location.end.line > location.start.line ? { end: location.end.line } : {}),
  kind: mutatorName,
  from: short(textAt(lines, location)),
  to: short(replacement),
  ...(status === "NoCoverage" ? { uncovered: true } : {})
})

/** The lines of the survivors of an earlier run, to try them again with other tests and the same source. */
export const survivorLines = (file, result) => [
  ...new Set((result?.survivors ?? []).map(({ end, line }) => `${file}:${line}-${end ?? line}`))
]

/** The result of an earlier run, after its survivors were tried again. */
export const settle = (result, { mutants, source }) => {
  const lines = source.split("\n")
  const nameOf = ({ from, kind, line, to }) => JSON.stringify([line, kind, from, to])
  // Two equal expressions of a line have one name, and only one of them may have survived: the second run tells how many do.
  const tried = mutants
    .filter(({ status }) => status !== "Ignored")
    .map((mutant) => ({ mutant, name: nameOf(describe(lines, mutant)) }))
  const names = new Set(tried.map(({ name }) => name))
  const before = new Set(result.survivors.map(nameOf))
  const survivors = [
    ...result.survivors.filter((survivor) => !names.has(nameOf(survivor))),
    ...tried
      .filter(({ mutant: { status }, name }) => before.has(name) && /^(?:Survived|NoCoverage)$/.test(status))
      .map(({ mutant }) => describe(lines, mutant))
  ].sort((one, other) => one.line - other.line)
  const uncovered = survivors.filter((survivor) => survivor.uncovered).length
  return {
    ...result,
    killed: result.killed + result.survivors.length - survivors.length,
    survived: survivors.length - uncovered,
    uncovered,
    survivors
  }
}

const total = ({ killed, survived, timeout, uncovered }) => killed + timeout + survived + uncovered
const percent = (result) =>
  total(result) === 0 ? "–" : `${(((result.killed + result.timeout) / total(result)) * 100).toFixed(1)} %`

const reasonOf = (file, survivor) =>
  harmless.find(
    (each) =>
      (each.file === undefined || file.endsWith(each.file)) &&
      survivor.from.includes(each.from) &&
      (each.to === undefined || survivor.to === each.to)
  )?.reason

const groupsOf = (results) => {
  const groups = new Map()
  for (const [file, result] of Object.entries(results)) {
    const group = groups.get(result.group) ?? []
    groups.set(result.group, [...group, [file, result]])
  }
  return [...groups].map(([group, files]) => {
    const sum = { killed: 0, timeout: 0, survived: 0, uncovered: 0, static: 0 }
    for (const [, result] of files) for (const key of Object.keys(sum)) sum[key] += result[key]
    return { group, files, sum }
  })
}

/** The groups below 90 %, and the survivors that nobody explained. */
export const problemsOf = (results) => [
  ...groupsOf(results)
    .filter(({ sum }) => (sum.killed + sum.timeout) / total(sum) < 0.9)
    .map(({ group, sum }) => `${group}: ${percent(sum)} killed, expected 90 %`),
  ...Object.entries(results).flatMap(([file, { survivors }]) =>
    survivors
      .filter((survivor) => reasonOf(file, survivor) === undefined)
      .map(({ from, kind, line, to }) => `${file}:${line} ${kind} survived unexplained: ${from} -> ${to}`)
  )
]

const cell = (text) => (text === "" ? "(nothing)" : `\`${text.replaceAll("|", "\\|").replaceAll("`", "'")}\``)

/** The files that are listed, and have no result. */
const missingIn = (results) =>
  units.flatMap(({ files, group }) =>
    files.filter((file) => results[file] === undefined).map((file) => `- ${group}: ${file}`)
  )

/** docs/mutation.md. */
export const print = (results) => `# Mutation testing

Generated by \`pnpm test:mutation\` from Stryker's reports: do not edit. A mutant is a copy of the code with one expression changed. It
is killed if a test fails, or if the tests no longer end. [Decision 20](decisions/0020-mutation-testing.md) says how it is run.

"Static" mutants change values that a module computes when it is loaded. No single test can be run for them, so they are not tried and
not counted. Sentences for people (messages, logs, hints) are not changed.

| group | mutants | killed | of them by timeout | survived | not reached | static |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${groupsOf(results)
  .map(
    ({ group, sum }) =>
      `| ${group} | ${total(sum)} | ${percent(sum)} | ${sum.timeout} | ${sum.survived} | ${sum.uncovered} | ${sum.static} |`
  )
  .join("\n")}
${groupsOf(results)
  .map(
    ({ files, group }) => `
## ${group[0].toUpperCase()}${group.slice(1)}

| file | mutants | killed | survived | not reached |
| --- | ---: | ---: | ---: | ---: |
${files
  .map(
    ([file, each]) => `| ${file} | ${total(each)} | ${percent(each)} | ${each.survived} | ${each.uncovered} |`
  )
  .join("\n")}
`
  )
  .join("")}
## Survivors, and why they are harmless

| place | from | to | reason |
| --- | --- | --- | --- |
${Object.entries(results)
  .flatMap(([file, { survivors }]) =>
    survivors.map(
      (survivor) =>
        `| ${file.replace(/^packages\//, "").replace("/src/", "/")}:${survivor.line} | ${cell(survivor.from)} | ${cell(survivor.to)} | ${reasonOf(file, survivor) ?? "not examined"} |`
    )
  )
  .join("\n")}
${missingIn(results).length === 0 ? "" : `\n## Not run yet\n\n${missingIn(results).join("\n")}\n`}`
