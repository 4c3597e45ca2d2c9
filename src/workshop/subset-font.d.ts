/** What is used of the package, which brings no types. */
declare module 'subset-font' {
  export default function subsetFont(
    font: Uint8Array,
    text: string,
    options: {
      targetFormat: 'sfnt'
      variationAxes: Record<string, number>
      noHinting: boolean
    },
  ): Promise<Buffer>
}
