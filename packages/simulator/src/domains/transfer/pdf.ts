/** A PDF file of one page with lines of ASCII text. */
export const pdfOf = (lines: ReadonlyArray<string>): string => {
  const escaped = lines.map((line) => line.replace(/[^ -~]/g, "?").replace(/[\\()]/g, "\\$&"))
  const content = `BT /F1 12 Tf 72 720 Td 18 TL ${escaped.map((line) => `(${line}) Tj T*`).join(" ")} ET`
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
  ].map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`)
  const header = "%PDF-1.4\n"
  const offsets = objects.map((_, index) => header.length + objects.slice(0, index).join("").length)
  const start = header.length + objects.join("").length
  return [
    header,
    ...objects,
    `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`,
    ...offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`),
    `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  ].join("")
}
