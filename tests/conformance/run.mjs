// Runs the client of a suite for HTTP caches against a base URL, and prints what each test is and what came of it.
//
//   node run.mjs SUITE_DIRECTORY BASE_URL shared|private [ID...]
//
// "private" is the set for browsers. The suite may be the npm package or its repository.

import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [directory, base, kind, ...ids] = process.argv.slice(2)
const load = file => import(pathToFileURL(path.join(directory, file)))
const browser = kind === 'private'
const moved = fs.existsSync(path.join(directory, 'test-engine'))
const suites = (await load('tests/index.mjs')).default
const { runTests, getResults } = await load(moved ? 'test-engine/client/runner.mjs' : 'client/runner.mjs')

const runs = test => browser ? !test.browser_skip && !test.cdn_only : !test.browser_only
const chosen = suites.map(suite => ({
  ...suite,
  tests: suite.tests.filter(test => runs(test) && (ids.length === 0 || ids.includes(test.id)))
}))

// What the suite itself has to say while it runs is not part of the results.
console.log = console.error
if (moved) {
  await runTests(chosen, browser, base, 100)
} else {
  const fetch = (await import(pathToFileURL(path.join(directory, '../node-fetch/lib/index.js')))).default
  await runTests(chosen, fetch, browser, base)
}

const results = getResults()
process.stdout.write(JSON.stringify(chosen.flatMap(suite => suite.tests.map(test => ({
  id: test.id,
  suite: suite.name,
  name: test.name,
  kind: test.kind ?? 'required',
  dependsOn: test.depends_on ?? [],
  passed: results[test.id] === true,
  error: results[test.id]?.[0],
  message: results[test.id]?.[1]
})))) + '\n')
