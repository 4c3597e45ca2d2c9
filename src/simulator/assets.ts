import htmx from 'htmx.org/dist/htmx.min.js?raw'
import browser from './browser.ts?raw'
import css from './simulator.css?raw'
import { createAssets } from '../web/assets.ts'

/** The page's own files. */
export const assets = createAssets('/simulator/assets', {
  'simulator.css': css,
  'htmx.js': htmx,
  'simulator.js': browser,
})

/** No styles from scripts, which the page's policy forbids, and no marks in the address bar. */
export const htmxSettings = JSON.stringify({
  noSwap: [204, 304, '4xx', '5xx'],
  includeIndicatorCSS: false,
  history: false,
})
