// Effect 4 edition of tasks.ts as of 121878efefde51e8.
import type * as Scheduler from "effect/Scheduler"

/** Runs the tasks of fibers in their order, without timers: a timer would be late or early, as the machine is busy. */
export const makeTasks = (): Scheduler.Scheduler => {
  let tasks: Array<() => void> = []
  let isRunning = false
  const flush = () => {
    while (tasks.length > 0) {
      const now = tasks
      tasks = []
      for (const task of now) task()
    }
    isRunning = false
  }
  const dispatcher: Scheduler.SchedulerDispatcher = {
    scheduleTask: (task) => {
      tasks.push(task)
      if (isRunning) return
      isRunning = true
      queueMicrotask(flush)
    },
    flush
  }
  return { executionMode: "async", shouldYield: () => false, makeDispatcher: () => dispatcher }
}
