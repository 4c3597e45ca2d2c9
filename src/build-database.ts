import { writeFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'

/**
 * Keeps an empty embedded database beside the commands. Unpacking it at a first start takes a
 * quarter of the time of making one. Belongs to the PGlite that is installed, so npm makes it anew
 * after each install.
 */
const pglite = await PGlite.create()
const packed = await pglite.dumpDataDir('gzip')
await writeFile('dist/empty-database.tar.gz', await packed.bytes())
await pglite.close()
