/** Lets those go who wait for the processor: long work does so between two pieces of a few milliseconds. */
export function letOthersGo(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
