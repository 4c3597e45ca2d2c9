/** Files as text. The build bundles scripts before it hands them over; see `build.ts`. */
declare module '*?raw' {
  const text: string
  export default text
}
