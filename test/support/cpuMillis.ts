/** Milliseconds of CPU of this process. Bounds on it hold on a busy machine too. */
export const cpuMillis = (): number => {
  const { system, user } = process.cpuUsage()
  return (system + user) / 1000
}
