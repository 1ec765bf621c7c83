// An authority's identity provider, as a process of its own: the certified `oidc-provider`, in memory, on 127.0.0.1.
// Its first line says where it listens. People, client and addresses come as JSON in PROVIDER.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const given = JSON.parse(process.env.PROVIDER);
const server = createServer();

server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: given.client_id,
        client_secret: given.client_secret,
        redirect_uris: given.redirect_uris,
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    // Who signs in is whoever is typed into its page: `given.people` says what it knows of them.
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...given.people[id] }) }),
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ["for a test only"] },
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
process.stdin.on("end", () => process.exit(0)); // ends with whoever started it
process.stdin.resume();
