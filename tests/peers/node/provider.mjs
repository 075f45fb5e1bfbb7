// oidc-provider by panva with the device flow, over HTTPS on any free port; one JSON line on stdout when it listens.
//
// node provider.mjs '{"cert": FILE, "key": FILE, "path": "/oidc" or "", "tokens": "opaque" or "jwt"}'
//
// "opaque": the mail server asks /token/introspection about each token. "jwt": tokens that carry their own signature and
// as much padding as "pad" says, and no id_token, for clients that must do without.
// The line's "control" is plain HTTP for the tests: POST a JSON object of the switches below.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createPlain } from 'node:http';
import { createServer } from 'node:https';

import Provider from 'oidc-provider';

const CLIENT = 'printer';
const RESOURCE = 'urn:lab:mail';
const options = JSON.parse(process.argv[2]);
const noSwitch = { interval: null, revoke: null, pad: 0, busy: 0 };
const switches = { ...noSwitch };

const server = createServer({ cert: readFileSync(options.cert), key: readFileSync(options.key) });
await listen(server);
const issuer = `https://localhost:${server.address().port}${options.path}`;

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwt = options.tokens === 'jwt';
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: CLIENT,
      token_endpoint_auth_method: 'none',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      redirect_uris: [],
      response_types: [],
    },
    {
      client_id: 'mailserver',
      client_secret: options.secret,
      grant_types: [],
      redirect_uris: [],
      response_types: [],
    },
  ],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'lab', use: 'sig', alg: 'RS256' }] },
  cookies: { keys: [createHash('sha256').update(issuer).digest('hex')] },
  scopes: ['openid', 'offline_access', 'smtp'],
  claims: { openid: ['sub'], profile: ['preferred_username'] },
  conformIdTokenClaims: false,
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id }) }),
  extraTokenClaims: () => (jwt && switches.pad ? { padding: 'x'.repeat(switches.pad) } : undefined),
  formats: {
    customizers: {
      jwt(ctx, token, parts) {
        parts.header = { ...parts.header, typ: 'JWT' }; // Dovecot 2.3 takes no at+jwt.
      },
    },
  },
  features: {
    deviceFlow: { enabled: true },
    devInteractions: { enabled: true },
    introspection: { enabled: true, allowedPolicy: (ctx, client) => client.clientId === 'mailserver' },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: jwt,
      defaultResource: () => (jwt ? RESOURCE : undefined),
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'smtp',
        audience: RESOURCE,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
});

provider.use(async (ctx, next) => {
  if (switches.busy > 0 && ctx.path.endsWith('/token')) {
    switches.busy -= 1;
    ctx.status = 503;
    ctx.set('Content-Type', 'text/html');
    ctx.body = '<!doctype html><title>Busy</title>';
    return;
  }
  await next();
  if (ctx.status !== 200 || !ctx.oidc) return;
  if (ctx.oidc.route === 'device_authorization' && switches.interval) ctx.body.interval = switches.interval;
  if (ctx.oidc.route === 'token') {
    if (jwt) delete ctx.body.id_token;
    if (switches.revoke === 'access') await ctx.oidc.entities.AccessToken.destroy();
    if (switches.revoke === 'sign-in') await ctx.oidc.entities.RefreshToken.destroy();
  }
});
provider.on('server_error', (ctx, error) => console.error(error));

const answer = provider.callback();
server.on('request', (request, response) => {
  if (!request.url.startsWith(options.path)) {
    response.writeHead(404).end();
    return;
  }
  request.originalUrl = request.url;
  request.url = request.url.slice(options.path.length) || '/';
  answer(request, response);
});

const control = createPlain(async (request, response) => {
  let body = '';
  for await (const piece of request) body += piece;
  Object.assign(switches, noSwitch, JSON.parse(body));
  response.end();
});
await listen(control);

console.log(
  JSON.stringify({
    issuer,
    client_id: CLIENT,
    introspection: `${issuer}/token/introspection`,
    public_key: publicKey.export({ format: 'pem', type: 'spki' }),
    control: `http://127.0.0.1:${control.address().port}/`,
  }),
);
process.stdin.resume().on('end', () => process.exit(0)); // Nobody reads any more: the tests are gone.

function listen(one) {
  return new Promise((resolve) => one.listen(0, '127.0.0.1', resolve));
}
