// nodemailer sends a mail with XOAUTH2 over STARTTLS; one JSON line on stdout.
//
// node send.mjs '{"host", "port", "user", "to": [..], "subject", "text"}', the access token on stdin.
// The line: {"accepted", "rejected", "response"} or {"error": {"code", "reply", "response", "command"}}.
import nodemailer from 'nodemailer';

const options = JSON.parse(process.argv[2]);
let token = '';
for await (const piece of process.stdin) token += piece;

const transport = nodemailer.createTransport({
  host: options.host,
  port: options.port,
  requireTLS: true,
  auth: { type: 'OAuth2', user: options.user, accessToken: token.trim() },
});
try {
  const sent = await transport.sendMail({
    from: options.from ?? options.user,
    to: options.to,
    subject: options.subject,
    text: options.text,
    attachments: [{ filename: 'räkning.txt', content: 'Åtta ägg' }],
  });
  console.log(JSON.stringify({ accepted: sent.accepted, rejected: sent.rejected, response: sent.response }));
} catch (error) {
  const { code, responseCode, response, command } = error;
  console.log(JSON.stringify({ error: { code, reply: responseCode, response, command } }));
}
transport.close();
