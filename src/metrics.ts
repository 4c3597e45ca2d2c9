import { Counter, Registry } from 'prom-client'

/** What operators watch. Labels are codes and channels, never a person's. */
export interface Metrics {
  /** Prometheus text, for `/metrics`. */
  text(): Promise<string>
  refused: Counter<'door' | 'code'>
  turns: Counter<'channel' | 'outcome'>
  batches: Counter<'outcome'>
  sends: Counter<'channel' | 'status'>
  stamps: Counter<'outcome'>
  fixity: Counter<'result'>
}

/** Counters in a registry of their own, so that two apps in one process do not mix. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name: `tipthread_${name}`, help, labelNames, registers: [registry] })
  return {
    text: () => registry.metrics(),
    refused: counter('refused_total', 'Requests refused at a door.', ['door', 'code']),
    turns: counter('turns_total', 'Events run through threads.', ['channel', 'outcome']),
    batches: counter('batches_total', 'Statements that turns shared: loaded, committed.', [
      'outcome',
    ]),
    sends: counter('sends_total', 'Messages handed to providers by jobs.', ['channel', 'status']),
    stamps: counter('stamps_total', 'Time stamps asked of authorities.', ['outcome']),
    fixity: counter('fixity_total', 'Stored originals read back by the clock.', ['result']),
  }
}
