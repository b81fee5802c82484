/** Prints the cost of this process so far. */
export const report = (endpoints: number): void => {
  const millis = performance.now()
  const { system, user } = process.cpuUsage()
  const heapMiB = process.memoryUsage().heapUsed / 1024 / 1024
  process.stdout.write(JSON.stringify({ millis, cpuMillis: (user + system) / 1000, heapMiB, endpoints }))
}
