// Runs Atlassian's own packages beside ours: one request a line on stdin, one answer a line on stdout.
// `node side.mjs FOLDER`: the packages are in FOLDER/node_modules.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(`${process.argv[2]}/package.json`);
const { default: Resolver } = require("@forge/resolver");
const forge = require("@forge/api");
const { kvs, WhereConditions } = require("@forge/kvs");

// A package's own output must not get between the lines.
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
console.log = console.info = console.error;

/** Decodes values that JSON cannot write, which come as {"$": kind, "of": ...}. */
const KINDS = {
  undefined: () => undefined,
  nan: () => NaN,
  infinity: () => Infinity,
  function: () => () => {},
  bigint: () => 1n,
  cycle: () => {
    const cycle = {};
    cycle.self = cycle;
    return cycle;
  },
  set: (of) => new Set(of),
  date: (of) => new Date(of),
  route: (of) => forge.assumeTrustedRoute(of),
  query: (of) => new URLSearchParams(of),
};

function revive(value) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(revive);
  if (Object.hasOwn(value, "$")) return KINDS[value.$](value.of);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, revive(member)]));
}

/** Makes absent members visible as null. */
const shown = (object) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, value ?? null]));

const build = {
  route: ({ texts, values }) => forge.route(Object.assign(texts, { raw: texts }), ...revive(values)).value,
  assumeTrustedRoute: ({ text }) => forge.assumeTrustedRoute(text).value,
  routeFromAbsolute: ({ text }) => forge.routeFromAbsolute(text).value,
  changedRoute: () => {
    forge.route`/a`.value = "/b";
  },
};

const resolve = {
  define: ({ keys, callback }) =>
    keys.reduce((made, key) => made.define(key, revive(callback)), new Resolver()) && "defined",
  seen: ({ event, runtime }) =>
    new Resolver().define("seen", ({ payload, context }) => ({ payload, context: shown(context) })).getDefinitions()(
      revive(event),
      runtime ?? undefined,
    ),
  result: ({ value }) =>
    new Resolver().define("result", () => revive(value)).getDefinitions()({
      call: { functionKey: "result" },
      context: {},
    }),
};

// The store is in the Python process: each request of the client is a line out and a line back.
let answered;
global.__forge_fetch__ = async (target, path, init) => {
  const answer = new Promise((resolve) => (answered = resolve));
  say({ fetch: { target, path, method: init.method, body: JSON.parse(init.body) } });
  const { status, body } = await answer;
  return new Response(body, { status, headers: { "content-type": "application/json" } });
};

function query({ prefix, cursor, limit, metadataFields, one }) {
  const asked = kvs.query(metadataFields ? { metadataFields } : undefined);
  if (prefix !== undefined) asked.where("key", WhereConditions.beginsWith(prefix));
  if (cursor !== undefined) asked.cursor(cursor);
  if (limit !== undefined) asked.limit(limit);
  return one ? asked.getOne() : asked.getMany();
}

function transact({ sets, deletes, checks = [] }) {
  const transaction = kvs.transact();
  for (const { key, value, options } of sets) transaction.set(key, value, undefined, options);
  for (const key of deletes) transaction.delete(key);
  for (const key of checks) transaction.check(key, { entityName: "entity" });
  return transaction.execute();
}

const store = {
  get: ({ key, options }) => kvs.get(key, options),
  set: ({ key, value, options }) => kvs.set(key, value, options),
  delete: ({ key }) => kvs.delete(key),
  query,
  batchGet: ({ items }) => kvs.batchGet(items),
  batchSet: ({ items }) => kvs.batchSet(items),
  batchDelete: ({ items }) => kvs.batchDelete(items),
  transact,
  getSecret: ({ key }) => kvs.getSecret(key),
  getEntity: ({ key }) => kvs.entity("entity").get(key),
};

async function validate({ folder }) {
  // Its schema takes seconds to compile, so it is loaded only on demand.
  const { ProcessorBuilder, ValidationTypes } = require("@forge/manifest");
  process.chdir(folder);
  const { success, errors } = await ProcessorBuilder.instance().withValidation(ValidationTypes.FULL).build().process();
  return { success, findings: errors.map(({ level, message }) => ({ level, message })) };
}

// The bridge of a page, which the package reads once, at its import.
let bridged = () => {};
globalThis.__bridge = { callBridge: (command, payload) => bridged(command, payload) };

/** What `invokeService` and our page send for the same call, and what each makes of the answer. */
async function service({ page, body, gives }) {
  const sent = [];
  bridged = async (command, payload) => {
    if (command === "getContext") return { moduleKey: "gadget-service" };
    sent.push(payload);
    return structuredClone(gives);
  };
  const { invokeService } = require("@forge/bridge");
  const theirs = await invokeService({ path: "/invoke", method: "POST", body });
  const ours = await import(page);
  await ours.getContext();
  const told = await ours.invoke(body.functionKey, body.payload).then(
    (value) => ({ value }),
    ({ message, code, details }) => ({ message, code, details }),
  );
  return { sent, theirs, told };
}

/** The names that a package offers, without those that begin with an underscore. */
function names({ of }) {
  return Object.keys(require(of)).filter((name) => !name.startsWith("_"));
}

/** What the package adds to the `script-src` of a page without permissions of its own. */
function scriptSources({ page }) {
  const { CSPProcessingService } = require("@forge/csp");
  const silent = { info() {} };
  return new CSPProcessingService(silent, require("cheerio").load).getCspDetails(page, undefined)["script-src"];
}

const desks = { names, scriptSources, service, ...build, ...resolve, ...store, validate };

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.answer) {
    answered(message.answer);
    continue;
  }
  (async () => desks[message.ask](message))().then(
    (value) => say({ value: value ?? null }),
    ({ name, message, code }) => say({ error: { name, message, code } }),
  );
}
