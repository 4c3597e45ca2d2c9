/** Work that goes on behind a double's back, and a way to wait until there is none. */
export interface Tasks {
  run(work: () => Promise<unknown>): void
  /** Resolves when nothing is under way any more, also nothing that was started meanwhile. */
  settled(): Promise<void>
}

export function createTasks(): Tasks {
  const running = new Set<Promise<void>>()
  return {
    run(work) {
      const task = work().then(
        () => void running.delete(task),
        () => void running.delete(task),
      )
      running.add(task)
    },
    async settled() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
