import browser from './browser.ts?raw'
import css from './intake.css?raw'
import { createAssets } from '../web/assets.ts'

/** The page's own files. */
export const assets = createAssets('/u/assets', { 'intake.css': css, 'intake.js': browser })
