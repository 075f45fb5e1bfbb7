// @azure/msal-node signs in with a device code, then renews silently; JSON lines on stdout.
//
// node sign_in.mjs '{"authority": URL, "client_id": ID, "scopes": [..], "renew": true}'
// Lines: {"user_code", "verification_uri", "message"}, then {"username", "access_token", "renewed"} or {"error": {...}}.
import { PublicClientApplication } from '@azure/msal-node';

const options = JSON.parse(process.argv[2]);
const say = (line) => console.log(JSON.stringify(line));
const application = new PublicClientApplication({
  auth: {
    clientId: options.client_id,
    authority: options.authority,
    knownAuthorities: [new URL(options.authority).host],
  },
});

try {
  const first = await application.acquireTokenByDeviceCode({
    scopes: options.scopes,
    deviceCodeCallback: (told) =>
      say({ user_code: told.userCode, verification_uri: told.verificationUri, message: told.message }),
  });
  say({ username: first.account.username, access_token: first.accessToken, expires_on: first.expiresOn });
  for await (const line of process.stdin) {
    if (line.toString().trim() !== 'renew') continue;
    const next = await application.acquireTokenSilent({
      account: first.account,
      scopes: options.scopes,
      forceRefresh: true,
    });
    say({ username: next.account.username, access_token: next.accessToken, from_cache: next.fromCache });
  }
} catch (error) {
  const { name, errorCode, errorNo, subError, message } = error;
  say({ error: { name, code: errorCode, number: errorNo, suberror: subError, message } });
}
