import type { Kysely } from 'kysely'
import { type ConstructorOptions, fromKysely, type JobWithMetadata, PgBoss } from 'pg-boss'
import type { Database } from '../db/schema.ts'
import type { Deps, Job } from '../deps.ts'
import { startClock, tick } from './clock.ts'
import { type JobKind, jobKinds } from './index.ts'
import { AskedToWait } from '../errors.ts'
import type { Log } from '../log.ts'

/** The job queue: rows in the same database, written in the caller's transaction. */
export interface Queue {
  enqueue: Deps['enqueue']
  /** Makes the queue's own schema and the queues. Once per deploy. */
  prepare(): Promise<void>
  /** Runs jobs as they come and the clock's chores, until `stop`. */
  work(deps: Deps): Promise<void>
  /** Does the clock's chores, then runs the jobs that wait now, and returns how many. For runtimes that are woken by a clock. */
  drain(deps: Deps): Promise<number>
  stop(): Promise<void>
}

const batch = 20
/** A clock's run is bounded; what is left waits for the next. */
const drainedMost = 200

/** Opens the queue over a connection of its own. */
export async function openQueue(options: ConstructorOptions, log: Log): Promise<Queue> {
  const boss = new PgBoss({ schedule: false, ...options })
  let stopping = false
  // On Workers the closing of a connection is reported as an error of it.
  boss.on('error', (error) => !stopping && log.error('queue', {}, error))
  await boss.start()
  let clock: ReturnType<typeof startClock> | undefined
  const stop = async () => {
    stopping = true
    await clock?.stop()
    await boss.stop({ graceful: true, timeout: 10_000 })
  }
  return {
    enqueue: (db, jobs) => insertJobs(boss, db, jobs),
    prepare: () => createQueues(boss),
    work: (deps) => {
      clock ??= startClock(deps)
      return workAll(boss, deps)
    },
    drain: async (deps) => {
      await tick(deps)
      return drainAll(boss, deps)
    },
    stop,
  }
}

async function createQueues(boss: PgBoss): Promise<void> {
  for (const { name, options } of jobKinds) {
    await boss.createQueue(name, options)
    await boss.updateQueue(name, options)
  }
}

async function insertJobs(boss: PgBoss, db: Kysely<Database>, jobs: Job[]): Promise<void> {
  for (const { name } of jobKinds) {
    const own = jobs.filter((job) => job.name === name)
    if (own.length === 0) continue
    await boss.insert(
      name,
      own.map(({ data }) => ({ data })),
      { db: fromKysely(db) },
    )
  }
}

async function workAll(boss: PgBoss, deps: Deps): Promise<void> {
  for (const { name, run, needs } of jobKinds) {
    if (!run || (needs && !deps[needs])) continue
    const options = {
      pollingIntervalSeconds: 1,
      localConcurrency: 4,
      includeMetadata: true,
    } as const
    await boss.work(name, options, async ([job]: JobWithMetadata<Job['data']>[]) => {
      if (!job) return
      const work = () => run(deps, job.data, isLast(job))
      await runLogged(deps, name, work).catch((error: unknown) => putOff(boss, job, error))
    })
  }
}

async function drainAll(boss: PgBoss, deps: Deps): Promise<number> {
  // Where only a clock wakes us nobody else takes back the jobs of a run that broke off.
  await boss.supervise()
  let done = 0
  for (const kind of jobKinds) done += await drainKind(boss, deps, kind)
  return done
}

async function drainKind(boss: PgBoss, deps: Deps, kind: JobKind): Promise<number> {
  const { name, run, needs } = kind
  if (!run || (needs && !deps[needs])) return 0
  const options = { batchSize: batch, includeMetadata: true } as const
  for (let done = 0; ;) {
    const jobs = done < drainedMost ? await boss.fetch<Job['data']>(name, options) : []
    if (jobs.length === 0) return done
    for (const job of jobs) {
      const work = () => run(deps, job.data, isLast(job))
      const failed = await runLogged(deps, name, work)
        .catch((error: unknown) => putOff(boss, job, error))
        .catch(() => true)
      await (failed ? boss.fail(name, job.id) : boss.complete(name, job.id))
    }
    done += jobs.length
  }
}

function isLast({ retryCount, retryLimit }: JobWithMetadata): boolean {
  return retryCount >= retryLimit
}

/**
 * Puts a job off by the time that a provider asked for, as a job that begins later and has one try less: a
 * retry's own delay may be shorter. Throws whatever else went wrong.
 */
async function putOff(boss: PgBoss, job: JobWithMetadata<Job['data']>, error: unknown) {
  if (!(error instanceof AskedToWait) || error.seconds === 0 || isLast(job)) throw error
  const { name, data, retryLimit, retryCount, retryDelay, retryDelayMax } = job
  const most = retryDelayMax ?? Infinity
  const delay = Math.min(retryDelay * 2 ** retryCount, most)
  const later = {
    startAfter: Math.max(error.seconds, delay),
    retryDelay: Math.min(delay * 2, most),
  }
  await boss.insert(name, [{ data, ...later, retryLimit: retryLimit - retryCount - 1 }])
}

async function runLogged(deps: Deps, job: string, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    deps.log.warn('job-failed', { job })
    throw error
  }
}
