// TimescaleDB in WebAssembly behind the PostgreSQL protocol, for tests: one backend, which clients take in turns, a
// transaction at a time. There is no concurrency and there are no background jobs: call run_job().
//
// usage: node server.mjs PORT        prints "READY <port> <version of timescaledb>" when it accepts connections
import net from 'node:net'
import { PGlite } from '@electric-sql/pglite'
import { timescaledb } from '@electric-sql/pglite/timescaledb'
import * as wire from './wire.mjs'

const MOST_MESSAGES = 200 // of one call: PGlite loses replies of a longer pipeline
const PARAMETERS = ['server_version', 'server_encoding', 'client_encoding', 'DateStyle', 'TimeZone']
const COPY_FROM = /^\s*copy\b[^;]*\bfrom\s+stdin\b/is

const database = await PGlite.create({ dataDir: 'memory://', extensions: { timescaledb }, relaxedDurability: true })
await database.exec(`SET client_min_messages = warning; CREATE EXTENSION timescaledb; SET TimeZone = 'UTC'`)
const shown = async (name) => Object.values((await database.query(`SHOW ${name}`)).rows[0])[0]
const parameters = { integer_datetimes: 'on', standard_conforming_strings: 'on' }
for (const name of PARAMETERS) parameters[name] = await shown(name)

// The backend belongs to one client until its transaction ends.
const backend = { owner: null, waiting: [] }
const take = (client) =>
  backend.owner === client || backend.owner === null
    ? ((backend.owner = client), Promise.resolve())
    : new Promise((resolve) => backend.waiting.push([client, resolve]))
const leave = (client) => {
  if (backend.owner !== client) return
  const [next, resolve] = backend.waiting.shift() ?? [null, () => {}]
  backend.owner = next
  resolve()
}
const call = (bytes) => database.runExclusive(async () => Buffer.from(await database.execProtocolRaw(new Uint8Array(bytes))))
async function callInPieces(bytes) {
  const messages = [...wire.split(bytes)]
  const replies = []
  for (let at = 0; at < messages.length; at += MOST_MESSAGES)
    replies.push(await call(Buffer.concat(messages.slice(at, at + MOST_MESSAGES))))
  return Buffer.concat(replies)
}

const clients = new Set()
let number = 0

class Client {
  constructor(socket) {
    Object.assign(this, { socket, id: ++number, bytes: Buffer.alloc(0), greeted: false, batch: [], copy: null })
    Object.assign(this, { listens: false, status: 'I', gone: false, doing: Promise.resolve() })
    clients.add(this)
    socket.setNoDelay(true)
    socket.on('data', (data) => this.hear(data))
    socket.on('error', () => {})
    socket.on('close', () => {
      this.gone = true
      this.then(() => this.forget())
    })
  }

  then(work) {
    this.doing = this.doing.then(work).catch((error) => {
      console.error(error)
      this.socket.destroy()
    })
  }

  say(bytes) {
    if (bytes.length && !this.gone) this.socket.write(bytes)
  }

  hear(data) {
    this.bytes = Buffer.concat([this.bytes, data])
    while (!this.greeted) if (!this.greet()) return
    for (;;) {
      if (this.bytes.length < 5) return
      const length = 1 + this.bytes.readInt32BE(1)
      if (this.bytes.length < length) return
      const message = Buffer.from(this.bytes.subarray(0, length))
      this.bytes = this.bytes.subarray(length)
      this.handle(message)
    }
  }

  greet() {
    if (this.bytes.length < 8 || this.bytes.length < this.bytes.readInt32BE(0)) return false
    const code = this.bytes.readInt32BE(4)
    this.bytes = this.bytes.subarray(this.bytes.readInt32BE(0))
    if (code === wire.SSL_REQUEST || code === wire.GSS_REQUEST) {
      this.say(Buffer.from('N'))
      return true
    }
    if (code === wire.CANCEL_REQUEST) {
      this.socket.end()
      return false
    }
    this.greeted = true
    const told = Object.entries(parameters).map(([name, value]) => wire.message('S', wire.text(name), wire.text(value)))
    const key = wire.message('K', wire.int32(this.id), wire.int32(1))
    this.say(Buffer.concat([wire.message('R', wire.int32(0)), ...told, key, wire.readyForQuery('I')]))
    return true
  }

  handle(message) {
    const type = wire.kind(message)
    if (this.copy) return this.gather(type, message)
    if (type === 'X') return this.socket.end()
    if (type === 'Q') return this.query(message)
    this.batch.push(wire.renamed(message, this.id))
    if (type === 'S' || type === 'H') {
      const whole = Buffer.concat(this.batch)
      this.batch = []
      this.then(() => this.run(whole))
    }
  }

  query(message) {
    const sql = message.subarray(5, -1).toString()
    if (COPY_FROM.test(sql)) {
      this.copy = [message]
      return this.then(() => this.say(wire.copyInResponse(/\bbinary\b/i.test(sql))))
    }
    if (/\blisten\b/i.test(sql)) this.listens = true
    this.then(() => this.run(message))
  }

  // The rows of a COPY are gathered here and run when they are complete.
  gather(type, message) {
    if (type === 'd') return void this.copy.push(message)
    if (type !== 'c' && type !== 'f') return
    const whole = Buffer.concat([...this.copy, message])
    this.copy = null
    this.then(() => this.run(whole, true))
  }

  async run(bytes, copies = false) {
    await take(this)
    let replies
    try {
      replies = await (copies ? call(bytes) : callInPieces(bytes))
    } catch (error) {
      replies = Buffer.concat([wire.errorResponse('XX000', error.message), wire.readyForQuery(this.status)])
    }
    let ready = null
    const kept = []
    for (const reply of wire.split(replies)) {
      const type = wire.kind(reply)
      if (type === 'A') for (const client of clients) client.listens && client.say(reply)
      if (type === 'Z') ready = this.status = String.fromCharCode(reply[5])
      const ours = type !== 'A' && !(copies && type === 'G')
      if (ours) kept.push(reply)
    }
    this.say(Buffer.concat(kept))
    if (ready === 'I') leave(this)
  }

  async forget() {
    clients.delete(this)
    await take(this)
    try {
      if (this.status !== 'I') await database.exec('ROLLBACK')
      const mine = `SELECT name FROM pg_prepared_statements WHERE name LIKE 'c${this.id}\\_%'`
      for (const { name } of (await database.query(mine)).rows) await database.exec(`DEALLOCATE "${name}"`)
    } finally {
      leave(this)
    }
  }
}

const server = net.createServer((socket) => new Client(socket))
const version = (await database.query(`SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'`)).rows[0].extversion
server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log(`READY ${server.address().port} ${version}`))
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0))
