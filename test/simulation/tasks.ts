import type * as Scheduler from "effect/Scheduler"

/** Runs the tasks of fibers in their order, without timers: a timer would be late or early, as the machine is busy. */
export const makeTasks = (): Scheduler.Scheduler => {
  let tasks: Array<Scheduler.Task> = []
  let isRunning = false
  const drain = () => {
    while (tasks.length > 0) {
      const now = tasks
      tasks = []
      for (const task of now) task()
    }
    isRunning = false
  }
  return {
    shouldYield: () => false,
    scheduleTask: (task) => {
      tasks.push(task)
      if (isRunning) return
      isRunning = true
      queueMicrotask(drain)
    }
  }
}
